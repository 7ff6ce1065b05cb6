/**
 * What AWS Lambda and the gateways before it tell of a request, the repair of events that they change, and jobs as
 * asynchronous invocations. Uses the jobs of the core and the packages {@code aws} and {@code lambda.warmup}. Read
 * {@link io.codegeneration.lambda.EventRepair} first.
 */
package io.codegeneration.lambda;
