/**
 * The use cases that change something: submit a request and delete a generation. Uses the packages of the core below it
 * (jobs, making, idempotency, archive); {@link io.codegeneration.generation.submission.Wiring} also sees the models,
 * since it chooses the adapter of each port. Read {@link io.codegeneration.generation.submission.Submissions} first.
 */
package io.codegeneration.generation.submission;
