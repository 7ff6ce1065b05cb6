package io.codegeneration.local;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.job.JobQueue;
import io.codegeneration.generation.job.JobRunner;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Runs jobs in this process, beside the requests. A job that is not finished when the process ends is lost. */
@Singleton
@Provider("process")
class InProcessJobs implements JobQueue {

    private static final Logger LOG = Logger.getLogger(InProcessJobs.class);

    /** How long the program's stop waits for interrupted jobs. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

    private final JobRunner runner;
    private final ExecutorService threads = Executors.newCachedThreadPool(InProcessJobs::thread);

    InProcessJobs(JobRunner runner) {
        this.runner = runner;
    }

    @Override
    public void submit(Job job, Invocation invocation, Duration timeLimit) {
        threads.execute(() -> run(job));
    }

    private void run(Job job) {
        try {
            runner.run(job, Deadline.NONE, null)
                    .ifPresent(generation -> LOG.infof("Job %s: %s", generation.id(), generation.status()));
        } catch (CodeGenerationException e) {
            LOG.warnf("Job %s: %s %s", job.id(), e.code().code(), e.getCause());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Job %s failed unexpectedly", job.id());
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        threads.shutdownNow();
        if (!threads.awaitTermination(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("A job still runs while the program stops");
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "job");
        thread.setDaemon(true);
        return thread;
    }
}
