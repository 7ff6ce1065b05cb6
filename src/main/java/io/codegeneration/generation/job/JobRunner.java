package io.codegeneration.generation.job;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.StoppedException;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.LostJobs;
import io.codegeneration.generation.archive.Tracking;
import io.codegeneration.generation.making.CodeGeneration;
import io.codegeneration.generation.making.Made;
import io.codegeneration.generation.making.RequestReader;
import io.codegeneration.generation.making.Work;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Runs jobs. However often a job is delivered, one delivery runs it: the record changes from queued to running under the
 * condition that it is as it was read.
 */
@ApplicationScoped
public class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    /** Nobody else can hand over what a job made, so that it is tried for longer to store it. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** What the last writes may need after the deadline. */
    private static final Duration LATEST_WRITES = Deadline.SHORTEST_WRITE.multipliedBy(3);

    private final CodeGeneration codeGeneration;
    private final Archive archive;
    private final LostJobs lostJobs;
    private final RequestReader requests;
    private final Clock clock;
    private final Sleeper sleeper;

    JobRunner(
            CodeGeneration codeGeneration,
            Archive archive,
            LostJobs lostJobs,
            RequestReader requests,
            Clock clock,
            Sleeper sleeper) {
        this.codeGeneration = codeGeneration;
        this.archive = archive;
        this.lostJobs = lostJobs;
        this.requests = requests;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Runs a job, unless it is running, over, or gone.
     *
     * @param deadline when the work has to end
     * @param requestId the id of the invocation, or null
     * @return the generation as it ended here, or nothing where there was nothing to do or it was deleted meanwhile
     * @throws CodeGenerationException {@link ProblemCode#STORAGE_FAILED} where its record could not be read or taken
     */
    public Optional<GenerationRecord> run(Job job, Deadline deadline, String requestId) {
        String name = UUID.randomUUID().toString();
        // Where there is no limit, there is one from here on.
        Deadline end = new Deadline(clock.instant().plus(deadline.remaining(clock)));
        return begin(job, name, end).flatMap(entry -> run(entry, end, requestId));
    }

    /** Takes the job; as long as the store fails, nobody else can do it either, and it is not delivered again. */
    private Optional<Archive.Entry> begin(Job job, String name, Deadline deadline) {
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                return tryToBegin(job, name, deadline);
            } catch (TransientException e) {
                LOG.warnf("Job %s cannot be taken yet: %s", job.id(), e.getCause());
                if (!pause(pause, deadline)) {
                    throw e;
                }
            }
        }
    }

    private Optional<Archive.Entry> tryToBegin(Job job, String name, Deadline deadline) {
        return archive.find(job.id(), job.owner(), deadline)
                .flatMap(entry -> lostJobs.settle(entry, deadline))
                .filter(entry -> !entry.tracking().removed())
                // An earlier try may have been carried out unanswered.
                .flatMap(entry -> queued(entry)
                        ? start(entry, name, deadline)
                        : Optional.of(entry)
                                .filter(running ->
                                        name.equals(running.tracking().holder())));
    }

    /** The record is this delivery's, or nothing where another one was quicker. */
    private Optional<Archive.Entry> start(Archive.Entry queued, String name, Deadline deadline) {
        Instant lost = clock.instant().plus(deadline.remaining(clock)).plus(LATEST_WRITES);
        Tracking tracking = queued.tracking().startedBy(name, lost);
        CodeGenerationException failure = null;
        try {
            Optional<Archive.Entry> running =
                    archive.replace(queued, queued.generation().running(), tracking, deadline);
            if (running.isPresent()) {
                return running;
            }
        } catch (CodeGenerationException e) {
            failure = e;
        }
        // It may have been written without an answer.
        Optional<Archive.Entry> there = archive.find(queued.id(), queued.owner(), deadline);
        if (there.filter(JobRunner::queued).isPresent()) {
            // Nobody has taken it: a write can also be given up without another one that wins.
            throw failure != null
                    ? failure
                    : new TransientException(ProblemCode.STORAGE_FAILED, "The record could not be written.", null);
        }
        return there.filter(entry -> name.equals(entry.tracking().holder()));
    }

    private static boolean queued(Archive.Entry entry) {
        return entry.generation().status() == GenerationRecord.Status.QUEUED;
    }

    private Optional<GenerationRecord> run(Archive.Entry entry, Deadline deadline, String requestId) {
        String prefix = entry.tracking().prefix();
        try {
            GenerationRequest request = request(entry.generation().request());
            Work work = new Work(
                    entry.id(),
                    request,
                    entry.owner(),
                    deadline,
                    archive.slot(entry),
                    Invocation.location(prefix, entry.id()),
                    prefix + Invocation.ROOT,
                    requestId);
            Made made = stored(codeGeneration.make(work), work);
            made.failure().ifPresent(JobRunner::log);
            return Optional.of(made.generation());
        } catch (StoppedException e) {
            LOG.debugf("Job %s was deleted or given up while it ran", entry.id());
            return Optional.empty();
        } catch (CallerException e) {
            return refused(entry, e, deadline, requestId);
        }
    }

    /** Nobody else tells why: the caller learns of the record only. */
    private static void log(CodeGenerationException e) {
        String id = e.generation().map(GenerationRecord::id).orElse("none");
        if (e.code() == ProblemCode.INTERNAL) {
            LOG.errorf(e.getCause(), "Job %s failed for a reason that nobody expected", id);
        } else {
            LOG.warnf(
                    "%s, generation %s: %s %s",
                    e.code().code(), id, e.getCause(), e.fix().orElse(""));
        }
    }

    /** What was made is stored, if need be again and again. */
    private Made stored(Made first, Work work) {
        Made made = first;
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            boolean stored =
                    made.failure().isEmpty() || made.recorded() && made.kept().isEmpty();
            if (stored) {
                break;
            }
            LOG.warnf(
                    "Generation %s cannot be stored yet: %s",
                    work.id(), made.failure().map(Throwable::getCause).orElse(null));
            if (!pause(pause, work.deadline())) {
                break;
            }
            made = made.kept().isPresent()
                    ? codeGeneration.store(made.kept().get(), work)
                    : codeGeneration.record(made, work);
        }
        return made.recorded() ? made : codeGeneration.record(made, work);
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /** Waits; false where no time would be left after it. */
    private boolean pause(Duration pause, Deadline deadline) {
        if (deadline.remaining(clock).compareTo(pause) <= 0) {
            return false;
        }
        try {
            sleeper.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The configuration changed since the job was queued, and does not allow it any more. */
    private Optional<GenerationRecord> refused(
            Archive.Entry entry, CallerException e, Deadline deadline, String requestId) {
        Problem problem = Problem.of(e, Invocation.location(entry.tracking().prefix(), entry.id()), requestId, null);
        GenerationRecord failed =
                entry.generation().failed(problem, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return archive.replace(entry, failed, entry.tracking(), deadline).map(Archive.Entry::generation);
    }

    private GenerationRequest request(GenerationRecord.Request asked) {
        return requests.read(new RequestReader.Draft(
                "key",
                asked.language(),
                "message",
                asked.message(),
                asked.model(),
                asked.maxTokens() == null ? null : BigInteger.valueOf(asked.maxTokens()),
                List.of()));
    }
}
