package io.codegeneration.generation.job;

import io.codegeneration.generation.Pauser;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.JobExpiry;
import io.codegeneration.generation.making.CodeGeneration;
import io.codegeneration.generation.making.RequestReader;
import java.time.Clock;

/** Makes what this package holds as the container does. */
public final class TestJobs {

    private TestJobs() {}

    public static Jobs jobs(JobQueue queue, Archive archive, Clock clock) {
        return new Jobs(queue, archive, clock);
    }

    public static JobRunner runner(
            CodeGeneration codeGeneration,
            Archive archive,
            JobExpiry expiry,
            RequestReader requests,
            Clock clock,
            Pauser pauser) {
        return new JobRunner(codeGeneration, archive, expiry, requests, clock, pauser);
    }
}
