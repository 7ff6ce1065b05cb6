/**
 * Reads events of AWS Lambda and the gateways before it, streams responses to Function URLs, and runs jobs as asynchronous
 * invocations. Uses the jobs of the core and the packages {@code aws} and {@code lambda.warmup}. Read {@link
 * io.codegeneration.lambda.EventRepair} first, then {@link io.codegeneration.lambda.StreamingPollLoop}.
 */
package io.codegeneration.lambda;
