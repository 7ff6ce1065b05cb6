/**
 * What the program is for: prompt, model calls within a deadline, reading the reply, names, records.
 *
 * <p>Knows nothing of HTTP, Bedrock, S3 or Lambda: those are adapters behind the ports {@link
 * io.codegeneration.generation.model.CodeModel}, {@link io.codegeneration.generation.archive.ObjectStore}, {@link
 * io.codegeneration.generation.archive.RecordFormat} and {@link io.codegeneration.generation.Invocation}.
 */
package io.codegeneration.generation;
