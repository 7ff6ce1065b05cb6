/**
 * Generations that are made after their request was answered: hands jobs to the port {@link
 * io.codegeneration.generation.job.JobQueue} and runs them. Uses the archive and making. Read {@link
 * io.codegeneration.generation.job.JobRunner} first.
 */
package io.codegeneration.generation.job;
