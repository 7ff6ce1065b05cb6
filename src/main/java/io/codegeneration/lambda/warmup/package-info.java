/**
 * Does before the first event what its caller would otherwise wait for: opens connections and rehearses one request.
 * Uses the package {@code aws} only. Read {@link io.codegeneration.lambda.warmup.WarmUp} first.
 */
package io.codegeneration.lambda.warmup;
