/**
 * Warms up the function before its first event, so that no caller waits for it: opens connections and sends one request
 * through the program. Uses the package {@code aws}. Read {@link io.codegeneration.lambda.warmup.WarmUp} first.
 */
package io.codegeneration.lambda.warmup;
