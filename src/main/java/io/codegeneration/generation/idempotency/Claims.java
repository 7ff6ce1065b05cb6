package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.CompareAndSwap;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.JobExpiry;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.StoredRecord;
import io.codegeneration.generation.archive.Unsaved;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Gives each idempotency key to one request at a time. Of all requests with a key one does the work, and the others get its
 * answer.
 *
 * <p>A holder may die at any moment. From {@link Claim#expiresAt()} on the next request with the key takes over, after it
 * has read what the dead holder recorded.
 */
@ApplicationScoped
public class Claims {

    private static final Logger LOG = Logger.getLogger(Claims.class);

    /** The time after its deadline in which a holder can still answer. */
    private static final Duration LATEST_ANSWER = Deadline.LATEST_WRITES.plusSeconds(1);

    private final ClaimStore store;
    private final Archive archive;
    private final CodeFiles files;
    private final JobExpiry expiry;
    private final Answers answers;
    private final Duration retention;
    private final Clock clock;
    private final RandomGenerator random;

    Claims(
            ClaimStore store,
            Archive archive,
            CodeFiles files,
            JobExpiry expiry,
            Answers answers,
            GenerationConfig config,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.archive = archive;
        this.files = files;
        this.expiry = expiry;
        this.answers = answers;
        this.retention = config.idempotency().retention();
        this.clock = clock;
        this.random = random;
    }

    /** A request that asks for its key. */
    public record Claimant(IdempotencyKey key, GenerationRequest request, Invocation invocation) {

        public Owner owner() {
            return invocation.owner();
        }

        public Deadline deadline() {
            return invocation.deadline();
        }

        ObjectKey place() {
            return ObjectKey.ofClaim(owner(), key.digest());
        }
    }

    /** The result of asking for a key. */
    public sealed interface ClaimResult {

        /** An earlier request has its answer. */
        record Answered(Claim claim) implements ClaimResult {}

        /**
         * The request holds the key now.
         *
         * @param job the job that a dead holder may not have handed over, or empty
         */
        record Acquired(HeldClaim claim, Optional<StoredRecord> job) implements ClaimResult {}
    }

    /**
     * What to do about a claim: write the next one, if the claim is still there, or only answer.
     *
     * @param next the claim to write, or empty to write nothing
     * @param then makes the result, from the version written
     */
    private record ClaimStep(Optional<Claim> next, Function<ObjectStore.Version, ClaimResult> then) {}

    /**
     * Asks for a key.
     *
     * @throws CallerException {@link ProblemCode#IDEMPOTENCY_MISMATCH} if the key belongs to another request
     * @throws TransientException {@link ProblemCode#IN_PROGRESS} if another process works on the request, {@link
     *     ProblemCode#STORAGE_FAILED}
     */
    public ClaimResult claim(Claimant claimant) {
        Optional<ClaimStore.StoredClaim> current = Optional.empty();
        for (int round = 0; round < CompareAndSwap.MAX_ROUNDS; round++) {
            ClaimStep step = current.isPresent()
                    ? step(claimant, current.get().claim())
                    : acquire(claimant, fresh(claimant, List.of()), Optional.empty());
            if (step.next().isEmpty()) {
                return step.then().apply(null);
            }
            CompareAndSwap.Outcome outcome = store.swap(
                    claimant.place(),
                    current.map(ClaimStore.StoredClaim::version),
                    step.next().get(),
                    claimant.deadline());
            if (outcome instanceof CompareAndSwap.Outcome.Won won) {
                return step.then().apply(won.version());
            }
            current = ((CompareAndSwap.Outcome.Lost) outcome).current().map(store::read);
        }
        throw inProgress();
    }

    /** Frees the key of a deleted generation, unless the key belongs to another generation by now. */
    public void free(StoredRecord deleted, Deadline deadline) {
        if (deleted.tracking().claim() == null) {
            return;
        }
        ObjectKey place = ObjectKey.ofClaim(deleted.owner(), deleted.tracking().claim());
        Optional<ClaimStore.StoredClaim> current = store.find(place, deadline);
        for (int round = 0; round < CompareAndSwap.MAX_ROUNDS; round++) {
            boolean done = current.map(ClaimStore.StoredClaim::claim)
                    .filter(claim -> claim.id().equals(deleted.generation().id()) && claim.state() != Claim.State.FREE)
                    .isEmpty();
            if (done) {
                return;
            }
            Claim claim = current.get().claim();
            files.deleteLost(claim.leftovers(), deadline);
            // The claim is not removed: no condition would keep that from removing the next holder's.
            CompareAndSwap.Outcome outcome =
                    store.swap(place, current.map(ClaimStore.StoredClaim::version), claim.free(token()), deadline);
            if (!(outcome instanceof CompareAndSwap.Outcome.Lost lost)) {
                return;
            }
            current = lost.current().map(store::read);
        }
        throw new TransientException(ProblemCode.STORAGE_FAILED, "The idempotency key could not be freed.", null);
    }

    private ClaimStep step(Claimant claimant, Claim claim) {
        Instant now = clock.instant();
        boolean over = claim.state() == Claim.State.FREE
                || claim.createdAt().plus(retention).isBefore(now);
        if (over) {
            return acquire(claimant, fresh(claimant, leftovers(claimant, claim)), Optional.empty());
        }
        if (!claim.fingerprint().equals(claimant.request().fingerprint())) {
            throw new CallerException(
                    ProblemCode.IDEMPOTENCY_MISMATCH,
                    "This " + IdempotencyKey.HEADER + " was sent with another request. Send this one with a new key.");
        }
        return switch (claim.state()) {
            case DONE -> new ClaimStep(Optional.empty(), version -> new ClaimResult.Answered(claim));
            case KEPT -> acquire(claimant, renewed(claimant, claim), Optional.empty());
            default -> {
                if (now.isBefore(claim.expiresAt())) {
                    throw inProgress();
                }
                yield takeOver(claimant, claim);
            }
        };
    }

    /** The generations whose files may be left over, including the last holder's if no record tells of it. */
    private List<String> leftovers(Claimant claimant, Claim claim) {
        boolean ended = claim.state() == Claim.State.FREE || claim.state() == Claim.State.DONE;
        return ended
                        || archive.find(new GenerationId(claim.id()), claimant.owner(), claimant.deadline())
                                .isPresent()
                ? claim.leftovers()
                : claim.leftoversWithOwn();
    }

    private ClaimStep takeOver(Claimant claimant, Claim claim) {
        Optional<StoredRecord> found =
                archive.find(new GenerationId(claim.id()), claimant.owner(), claimant.deadline());
        Optional<StoredRecord> there = found.flatMap(record -> expiry.expire(record, claimant.deadline()))
                .filter(record -> !record.isDeleted());
        if (there.isEmpty()) {
            return claim.kept() != null
                    ? acquire(claimant, renewed(claimant, claim), Optional.empty())
                    : takeOverUnrecorded(claimant, claim, found.isEmpty());
        }
        GenerationRecord generation = there.get().generation();
        // A job's first answer is the 202, however the job ended.
        if (!generation.ended() || there.get().isJob()) {
            return acquire(claimant, renewed(claimant, claim), there);
        }
        Unsaved unsaved = claim.kept() != null ? claim.kept() : unsaved(claimant, generation);
        Problem problem = generation.problem();
        if (problem != null && unsaved != null) {
            return acquire(claimant, renewed(claimant, claim.keeping(unsaved, token())), Optional.empty());
        }
        if (problem != null && problem.retryable()) {
            // The record of a lost generation does not name its files.
            boolean lost = problem.code().equals(ProblemCode.JOB_LOST.code());
            List<String> leftovers = lost ? claim.leftoversWithOwn() : claim.leftovers();
            return acquire(claimant, fresh(claimant, leftovers), Optional.empty());
        }
        Claim done = claim.done(answers.ended(generation), token());
        return new ClaimStep(Optional.of(done), version -> {
            files.deleteLost(claim.leftovers(), claimant.deadline());
            return new ClaimResult.Answered(done);
        });
    }

    private Unsaved unsaved(Claimant claimant, GenerationRecord failed) {
        Contents contents = failed.files().size() < 2 && failed.code() != null
                ? new Contents(Stream.ofNullable(failed.code()).toList(), failed.explanation())
                : archive.recordedContents(failed, claimant.owner(), claimant.deadline());
        return Unsaved.of(failed, contents);
    }

    /** What the holder did before it died is unknown, so its record says {@code job-lost}. */
    private ClaimStep takeOverUnrecorded(Claimant claimant, Claim claim, boolean unrecorded) {
        ClaimStep step = acquire(claimant, fresh(claimant, claim.leftoversWithOwn()), Optional.empty());
        return new ClaimStep(step.next(), version -> {
            if (unrecorded) {
                recordLost(claimant, new GenerationId(claim.id()));
            }
            return step.then().apply(version);
        });
    }

    private void recordLost(Claimant claimant, GenerationId id) {
        try {
            inLanguage(claimant).ifPresent(request -> expiry.recordLost(id, request, claimant.invocation()));
        } catch (CodeGenerationException e) {
            LOG.warnf("The record of lost generation %s could not be written: %s", id, e.getCause());
        }
    }

    /** Returns the request with its language, or empty if that is unknown because the previous generation is gone. */
    private Optional<GenerationRequest> inLanguage(Claimant claimant) {
        GenerationRequest request = claimant.request();
        return request.language() != null
                ? Optional.of(request)
                : archive.find(request.previous(), claimant.owner(), claimant.deadline())
                        .flatMap(record ->
                                Languages.standard().find(record.generation().language()))
                        .map(request::in);
    }

    private ClaimStep acquire(Claimant claimant, Claim next, Optional<StoredRecord> job) {
        return new ClaimStep(
                Optional.of(next),
                version -> new ClaimResult.Acquired(new HeldClaim(store, claimant, next, version), job));
    }

    private Claim fresh(Claimant claimant, List<String> leftovers) {
        Instant now = now();
        return new Claim(
                Claim.State.RUNNING,
                token(),
                GenerationId.create(now, random).value(),
                claimant.request().fingerprint(),
                now,
                expiry(claimant, now),
                null,
                null,
                leftovers);
    }

    /** The same generation under another holder. */
    private Claim renewed(Claimant claimant, Claim claim) {
        return claim.renewed(token(), expiry(claimant, now()));
    }

    private Instant expiry(Claimant claimant, Instant now) {
        return now.plus(claimant.deadline().remaining(clock)).plus(LATEST_ANSWER);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String token() {
        return UUID.randomUUID().toString();
    }

    private static TransientException inProgress() {
        return TransientException.inProgress("The first request with this key is still being worked on.");
    }
}
