package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Sha256;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.LostJobs;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.Unsaved;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Gives each idempotency key to one request at a time: of all that ask for it, at once or one after the other, one works and
 * the others get its answer.
 *
 * <p>A claim is made under the condition that there is none, and written over under the condition that it is still what was
 * read; nothing else is needed of the store. Its holder may die anywhere: from {@link Claim#expiresAt()} on the next one
 * with the key takes over, after a look at what the dead holder had recorded.
 */
@ApplicationScoped
public class Claims {

    private static final Logger LOG = Logger.getLogger(Claims.class);

    /** Each time somebody else was quicker; the last one finds a claim that is held. */
    private static final int MAX_TRIES = 8;

    /** What a holder may need after its deadline: three rounds of the shortest writes, and a second. */
    private static final Duration LATEST_ANSWER =
            Deadline.SHORTEST_WRITE.multipliedBy(3).plusSeconds(1);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final ClaimFormat format;
    private final Archive archive;
    private final LostJobs lostJobs;
    private final Answers answers;
    private final Duration retention;
    private final Clock clock;
    private final RandomGenerator random;

    Claims(
            ObjectStore store,
            ClaimFormat format,
            Archive archive,
            LostJobs lostJobs,
            Answers answers,
            GenerationConfig config,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.format = format;
        this.archive = archive;
        this.lostJobs = lostJobs;
        this.answers = answers;
        this.retention = config.idempotency().retention();
        this.clock = clock;
        this.random = random;
    }

    /** Who asks for a key, and what for. */
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

    /** What is found under a key. */
    public sealed interface Opening {

        /** The answer that was given. */
        record Answered(Claim claim) implements Opening {}

        /**
         * The key is the claimant's.
         *
         * @param job the job that a dead holder may not have handed over, or nothing
         */
        record Held(HeldClaim claim, Optional<Archive.Entry> job) implements Opening {}
    }

    private record Placed(Claim claim, ObjectStore.Version version) {}

    /** How a write under a condition ended, and what is there now. */
    private record Turn(boolean won, Optional<Placed> there) {}

    /**
     * Opens what is under a key.
     *
     * @throws CallerException {@link ProblemCode#IDEMPOTENCY_MISMATCH} where it belongs to another request
     * @throws TransientException {@link ProblemCode#IN_PROGRESS} where its request is at work, {@link
     *     ProblemCode#STORAGE_FAILED}
     */
    public Opening open(Claimant claimant) {
        Claim fresh = fresh(claimant, List.of());
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Turn turn = place(claimant, fresh, new ObjectStore.Condition.Absent());
            if (turn.won()) {
                return held(claimant, turn.there().orElseThrow(), Optional.empty());
            }
            Optional<Opening> opening = turn.there().flatMap(there -> open(claimant, there));
            if (opening.isPresent()) {
                return opening.get();
            }
        }
        throw inProgress();
    }

    /** What is there is answered, refused, or taken over; nothing where somebody else was quicker. */
    private Optional<Opening> open(Claimant claimant, Placed there) {
        Claim claim = there.claim();
        Instant now = clock.instant();
        boolean over = claim.state() == Claim.State.FREE
                || claim.createdAt().plus(retention).isBefore(now);
        if (!over && !claim.fingerprint().equals(fingerprint(claimant.request()))) {
            throw new CallerException(
                    ProblemCode.IDEMPOTENCY_MISMATCH,
                    "This " + IdempotencyKey.HEADER + " was sent with another request. Send this one with a new key.");
        }
        boolean running = claim.state() == Claim.State.RUNNING;
        if (running && now.isBefore(claim.expiresAt())) {
            throw inProgress();
        }
        if (over) {
            return take(claimant, there, fresh(claimant, leftovers(claimant, claim)), Optional.empty());
        }
        if (running) {
            return takeOver(claimant, there);
        }
        return claim.state() == Claim.State.DONE
                ? Optional.of(new Opening.Answered(claim))
                : take(claimant, there, renewed(claimant, claim), Optional.empty());
    }

    /** What is left of all who had the key before; of the last one too, where no record tells of it. */
    private List<String> leftovers(Claimant claimant, Claim claim) {
        boolean ended = claim.state() == Claim.State.FREE || claim.state() == Claim.State.DONE;
        if (ended
                || archive.find(new GenerationId(claim.id()), claimant.owner(), claimant.deadline())
                        .isPresent()) {
            return claim.leftovers();
        }
        List<String> leftovers = new ArrayList<>(claim.leftovers());
        leftovers.add(claim.id());
        return leftovers;
    }

    /** The holder is dead. */
    private Optional<Opening> takeOver(Claimant claimant, Placed there) {
        Claim claim = there.claim();
        GenerationId id = new GenerationId(claim.id());
        Optional<Archive.Entry> found = archive.find(id, claimant.owner(), claimant.deadline());
        Optional<Archive.Entry> entry = found.flatMap(e -> lostJobs.settle(e, claimant.deadline()))
                .filter(e -> !e.tracking().removed());
        if (entry.isEmpty()) {
            return claim.kept() != null
                    ? take(claimant, there, renewed(claimant, claim), Optional.empty())
                    : takeOverUnrecorded(claimant, there, found.isEmpty());
        }
        GenerationRecord generation = entry.get().generation();
        if (!generation.ended()) {
            return take(claimant, there, renewed(claimant, claim), entry);
        }
        if (entry.get().tracking().holder() != null) {
            // Of a job the first answer is the 202, however it ended.
            return take(claimant, there, renewed(claimant, claim), entry);
        }
        Unsaved kept = claim.kept() != null ? claim.kept() : kept(claimant, generation);
        Problem problem = generation.problem();
        if (problem != null && kept != null) {
            return take(claimant, there, renewed(claimant, claim.keeping(kept, token())), Optional.empty());
        }
        if (problem != null && problem.retryable()) {
            return take(claimant, there, fresh(claimant, claim.leftovers()), Optional.empty());
        }
        Claim done = claim.done(answers.ended(generation), token());
        Turn turn = place(claimant, done, new ObjectStore.Condition.Matches(there.version()));
        if (!turn.won()) {
            return Optional.empty();
        }
        archive.removeLeftovers(claim.leftovers(), claimant.deadline());
        return Optional.of(new Opening.Answered(done));
    }

    private Unsaved kept(Claimant claimant, GenerationRecord failed) {
        Contents contents = failed.files().size() < 2
                ? new Contents(Stream.ofNullable(failed.code()).toList(), failed.explanation())
                : archive.recordedContents(failed, claimant.owner(), claimant.deadline());
        return Unsaved.of(failed, contents);
    }

    /** Nobody knows what the holder did before it died: its record says just that. */
    private Optional<Opening> takeOverUnrecorded(Claimant claimant, Placed there, boolean write) {
        GenerationId id = new GenerationId(there.claim().id());
        List<String> leftovers = new ArrayList<>(there.claim().leftovers());
        leftovers.add(id.value());
        Optional<Opening> taken = take(claimant, there, fresh(claimant, leftovers), Optional.empty());
        if (taken.isPresent() && write) {
            try {
                lostJobs.record(id, claimant.request(), claimant.invocation());
            } catch (CodeGenerationException e) {
                LOG.warnf("The record of lost generation %s could not be written: %s", id, e.getCause());
            }
        }
        return taken;
    }

    private Optional<Opening> take(Claimant claimant, Placed there, Claim next, Optional<Archive.Entry> job) {
        Turn turn = place(claimant, next, new ObjectStore.Condition.Matches(there.version()));
        return turn.won() ? Optional.of(held(claimant, turn.there().orElseThrow(), job)) : Optional.empty();
    }

    private Opening held(Claimant claimant, Placed placed, Optional<Archive.Entry> job) {
        return new Opening.Held(
                new HeldClaim(store, format, claimant.place(), placed.claim(), placed.version(), clock), job);
    }

    /**
     * Writes a claim under a condition. A write that failed, or lost, may have been carried out unanswered: the claim there
     * then has this one's token.
     */
    private Turn place(Claimant claimant, Claim claim, ObjectStore.Condition condition) {
        ObjectStore.StoredObject object =
                new ObjectStore.StoredObject(format.write(claim), format.contentType(), Map.of());
        CodeGenerationException failure = null;
        try {
            Optional<ObjectStore.Version> written = store.put(
                    claimant.place(), object, condition, claimant.deadline().forWrites(clock));
            if (written.isPresent()) {
                return new Turn(true, Optional.of(new Placed(claim, written.get())));
            }
        } catch (CodeGenerationException e) {
            failure = e;
        }
        Optional<Placed> there = read(claimant);
        if (there.isEmpty() && failure != null) {
            throw failure;
        }
        boolean mine = there.filter(placed -> placed.claim().holder().equals(claim.holder()))
                .isPresent();
        return new Turn(mine, there);
    }

    private Optional<Placed> read(Claimant claimant) {
        return store.get(claimant.place(), claimant.deadline().forWrites(clock))
                .map(found -> new Placed(format.read(found.object().content()), found.version()));
    }

    private Claim fresh(Claimant claimant, List<String> leftovers) {
        Instant now = now();
        return new Claim(
                Claim.State.RUNNING,
                token(),
                GenerationId.create(now, random).value(),
                fingerprint(claimant.request()),
                now,
                expiry(claimant, now),
                null,
                null,
                leftovers);
    }

    /** The same generation goes on under another holder. */
    private Claim renewed(Claimant claimant, Claim claim) {
        return new Claim(
                Claim.State.RUNNING,
                token(),
                claim.id(),
                claim.fingerprint(),
                claim.createdAt(),
                expiry(claimant, now()),
                null,
                claim.kept(),
                claim.leftovers());
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

    private static String fingerprint(GenerationRequest request) {
        return Sha256.hex(String.join(
                "\0",
                request.language().name(),
                request.message(),
                String.valueOf(request.model()),
                String.valueOf(request.maxTokens())));
    }

    private static TransientException inProgress() {
        return TransientException.after(
                LOOK_AGAIN, ProblemCode.IN_PROGRESS, "The first request with this key is still being worked on.");
    }
}
