package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRecord.Status;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A world and what its callers know of it: which answer belongs to which key, which generations there must be and which
 * there must not be. Every deed is compared with that. A deed that was disturbed, by a crash or a failing step, may have
 * happened or not; both are allowed then.
 */
final class History {

    /** A dead holder's claim is over by then. */
    private static final Duration EXPIRY = Duration.ofSeconds(31);

    private static final String ASKED = "x";
    private static final String ANOTHER = "another";

    /** Before the id of the generation to change. */
    private static final String CHANGE = "change ";

    /** The file that every change writes, besides those that it keeps. */
    private static final String CHANGED = "changed.py";

    /**
     * What a key's callers were answered.
     *
     * @param sure whether nothing disturbed it, before or since
     */
    private record Promise(String message, String body, String id, boolean accepted, boolean sure) {

        Promise unsure() {
            return new Promise(message, body, id, accepted, false);
        }
    }

    /** How a deed ended: one of the three, or neither if the process died. */
    private record End<T>(Optional<T> result, Optional<Failure> failure) {

        boolean died() {
            return result.isEmpty() && failure.isEmpty();
        }

        boolean failedBy(ProblemCode code) {
            return failure.map(e -> e.code() == code).orElse(false);
        }
    }

    private final World world = new World();
    private final Map<String, Promise> promises = new HashMap<>();
    private final Map<String, String> kept = new HashMap<>();
    private final Map<String, Instant> disturbed = new HashMap<>();
    private final Map<String, Set<String>> open = new HashMap<>();
    private final Map<String, Integer> callsOfJobs = new HashMap<>();
    private final Set<String> ids = new TreeSet<>(Comparator.reverseOrder());
    private final Map<String, Map<String, String>> contents = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> perhapsDeleted = new HashSet<>();
    private Runnable disturbance;
    private boolean everDisturbed;

    History() {
        world.model.then(call -> {
            String asked = call.prompt().instruction();
            String reply = asked.equals(ANOTHER)
                    ? World.THREE_FILES
                    : asked.equals(ASKED) ? World.REPLY : "```python " + CHANGED + "\n" + changed(asked) + "```\n";
            return ScriptedModel.reply(reply, StopReason.END_TURN);
        });
    }

    void crashAt(int step) {
        disturbance = () -> world.faults.diesAfter(step);
    }

    void failAt(int step) {
        disturbance = () -> {
            for (int i = 0; i < step / 2; i++) {
                world.faults.before("", () -> {});
            }
            world.faults.at("", step % 2 == 0 ? StepFault.FAILS : StepFault.FAILS_AFTER);
        };
    }

    void waits(int seconds) {
        world.clock.advance(Duration.ofSeconds(seconds));
    }

    void post(String key) {
        submit(key, ASKED, false);
    }

    void postAsJob(String key) {
        submit(key, ASKED, true);
    }

    void postAnother(String key) {
        submit(key, ANOTHER, false);
    }

    /** Changes one of the latest generations, whatever became of it. */
    void change(int which, String key, boolean asJob) {
        known(which).ifPresent(id -> submit(key, CHANGE + id, asJob));
    }

    private static String changed(String message) {
        return "'" + message + "'\n";
    }

    private static GenerationRequest request(String message) {
        return message.startsWith(CHANGE)
                ? World.change(message.substring(CHANGE.length()), message)
                : World.request(message);
    }

    private void submit(String key, String message, boolean asJob) {
        forget(key);
        Promise promise = promises.get(key);
        int calls = world.calls();
        boolean calm = disturbance == null;
        Set<String> queued = queuedJobs();
        End<Answer> end = perform(() -> world.core.submit(request(message), key, asJob, world.invocation));
        if (end.failedBy(ProblemCode.JOB_REFUSED)) {
            // A job that waited for this request to hand it over again is withdrawn when it is refused.
            queued.removeAll(queuedJobs());
            perhapsDeleted.addAll(queued);
        }
        int paid = world.calls() - calls;
        assertThat(paid).isLessThanOrEqualTo(1);
        end.result().ifPresent(answer -> assertAnswers(message, answer));
        boolean unchangeable = isUnchangeable(message, end);
        if (unchangeable) {
            assertThat(paid).isZero();
        }
        if (key == null) {
            end.result().ifPresent(answer -> ids.add(answer.id().value()));
            assertThat(calm && end.result().isEmpty() && !unchangeable).isFalse();
            return;
        }
        if (promise != null && promise.sure()) {
            assertKept(promise, message, end, calm);
            assertThat(paid).isZero();
        } else {
            assertFits(key, message, end, calm && !unchangeable, unchangeable);
            if (!message.equals(ANOTHER) && kept.containsKey(key) && !perhapsDeleted.contains(kept.get(key))) {
                assertThat(paid)
                        .as("what was stored or kept is not paid for again")
                        .isZero();
            }
        }
        remember(key, message, end, calm);
    }

    /** A claim that is older than its retention counts no more. */
    private void forget(String key) {
        if (key != null && world.memory.objects().containsKey(world.claimKey(key))) {
            Instant end = world.claim(key).createdAt().plus(TestConfig.RETENTION);
            if (end.isBefore(world.clock.instant())) {
                promises.remove(key);
                kept.remove(key);
                open.remove(key);
            }
        }
    }

    private static void assertKept(Promise promise, String message, End<Answer> end, boolean calm) {
        if (!promise.message().equals(message)) {
            assertThat(end.result()).isEmpty();
            assertThat(calm && !end.failedBy(ProblemCode.IDEMPOTENCY_MISMATCH)).isFalse();
            return;
        }
        end.result().ifPresent(answer -> {
            assertThat(answer.body()).isEqualTo(promise.body());
            assertThat(answer.replayed()).isTrue();
        });
        assertThat(calm && end.result().isEmpty()).isFalse();
    }

    /** Whether a change failed because the generation to change cannot be changed, or not yet. */
    private boolean isUnchangeable(String message, End<Answer> end) {
        if (!message.startsWith(CHANGE)) {
            return false;
        }
        String previous = message.substring(CHANGE.length());
        Optional<GenerationRecord> there = world.records().stream()
                .filter(record -> record.id().equals(previous))
                .findFirst();
        if (end.failedBy(ProblemCode.INVALID_REQUEST)) {
            assertThat(perhapsDeleted.contains(previous)
                            || there.map(GenerationRecord::status)
                                    .filter(status -> status != Status.FAILED)
                                    .isEmpty())
                    .as("the previous generation cannot be changed")
                    .isTrue();
            return true;
        }
        return end.failedBy(ProblemCode.IN_PROGRESS)
                && there.filter(record -> !record.ended()).isPresent();
    }

    private void assertFits(String key, String message, End<Answer> end, boolean calm, boolean unchangeable) {
        Promise promise = promises.get(key);
        if (unchangeable) {
            return;
        }
        if (end.failedBy(ProblemCode.IN_PROGRESS)) {
            assertThat(disturbed.get(key)).isAfter(world.clock.instant().minus(EXPIRY));
        } else if (end.failedBy(ProblemCode.IDEMPOTENCY_MISMATCH)) {
            assertThat(open.getOrDefault(key, Set.of())).anyMatch(other -> !other.equals(message));
        } else if (calm) {
            assertThat(end.result()).isPresent();
        }
        boolean binding = promise != null
                && promise.message().equals(message)
                && !perhapsDeleted.contains(promise.id())
                && !deleted.contains(promise.id())
                && !retryable(promise.id());
        if (binding) {
            end.result().ifPresent(answer -> assertThat(answer.body()).isEqualTo(promise.body()));
        }
    }

    /** The same request may then be worked at anew. */
    private boolean retryable(String id) {
        return world.records().stream()
                .anyMatch(record -> record.id().equals(id)
                        && (record.problem() != null && record.problem().retryable() || !record.ended()));
    }

    private Set<String> queuedJobs() {
        return world.records().stream()
                .filter(record -> record.status() == Status.QUEUED)
                .map(GenerationRecord::id)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** An answer tells of what was asked, whoever asked for it first. A deletion that was interrupted leaves no request. */
    private void assertAnswers(String message, Answer answer) {
        GenerationRecord.Request request = world.record(answer.id().value()).request();
        if (request == null) {
            assertThat(perhapsDeleted).contains(answer.id().value());
        } else {
            assertThat(request.message()).isEqualTo(message);
            assertThat(request.previous())
                    .isEqualTo(message.startsWith(CHANGE) ? message.substring(CHANGE.length()) : null);
        }
    }

    private void remember(String key, String message, End<Answer> end, boolean calm) {
        if (!calm) {
            disturbed.put(key, world.clock.instant());
            open.computeIfAbsent(key, any -> new HashSet<>()).add(message);
        }
        end.result().ifPresent(answer -> {
            ids.add(answer.id().value());
            promises.put(key, new Promise(message, answer.body(), answer.id().value(), answer.accepted(), calm));
            kept.remove(key);
            open.put(key, new HashSet<>(Set.of(message)));
        });
        end.failure().ifPresent(failure -> {
            boolean lasting =
                    failure.generation().isPresent() && !failure.code().retryable();
            if (lasting) {
                String id = failure.generation().get().id();
                String body = failure.body();
                promises.put(key, new Promise(message, body, id, false, false));
            }
            if (failure.code() == ProblemCode.STORAGE_FAILED
                    && failure.problem().map(Problem::generation).isPresent()) {
                kept.put(key, failure.generation().orElseThrow().id());
                open.put(key, new HashSet<>(Set.of(message)));
            }
        });
    }

    void deliver(int which) {
        if (which >= world.queued.size()) {
            return;
        }
        Job job = world.queued.get(which);
        int calls = world.calls();
        boolean calm = disturbance == null;
        End<Optional<GenerationRecord>> end = perform(() -> world.deliver(job));
        int paid = callsOfJobs.merge(job.id().value(), world.calls() - calls, Integer::sum);
        assertThat(paid).as("a job is paid for once").isLessThanOrEqualTo(1);
        assertThat(calm && end.result().isEmpty()).isFalse();
        if (calm && !deleted.contains(job.id().value())) {
            end.result().get().ifPresent(made -> assertThat(world.find(made.id()))
                    .isEqualTo(made));
        }
    }

    void find(int which) {
        known(which).ifPresent(id -> {
            End<GenerationRecord> end = perform(() -> world.find(id));
            if (deleted.contains(id)) {
                assertThat(end.result()).isEmpty();
            } else if (end.failedBy(ProblemCode.NOT_FOUND)) {
                assertThat(perhapsDeleted).contains(id);
            }
        });
    }

    void list(int limit) {
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Listing.Query query = new Listing.Query(Optional.empty(), Optional.empty(), limit, cursor);
            End<Listing.Page> end = perform(() -> world.core.listing.list(query, world.invocation));
            if (end.result().isEmpty()) {
                return;
            }
            end.result().get().items().forEach(record -> found.add(record.id()));
            cursor = end.result().get().next();
        } while (cursor.isPresent());
        assertThat(found).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
        assertThat(found).noneMatch(deleted::contains);
        assertThat(ids.stream().filter(id -> !deleted.contains(id) && !perhapsDeleted.contains(id)))
                .allMatch(found::contains);
    }

    void delete(int which) {
        known(which).ifPresent(id -> {
            boolean calm = disturbance == null;
            End<Boolean> end = perform(() -> {
                world.delete(id);
                return true;
            });
            boolean gone = end.result().isPresent() || end.failedBy(ProblemCode.NOT_FOUND);
            if (gone) {
                assertThat(deleted.contains(id) && end.result().isPresent()).isFalse();
                deleted.add(id);
                kept.values().remove(id);
                promises.values().removeIf(promise -> promise.id().equals(id));
                assertThat(world.keys(key -> key.contains(id))).isEmpty();
            } else {
                assertThat(calm).isFalse();
                perhapsDeleted.add(id);
                promises.replaceAll((key, promise) -> promise.id().equals(id) ? promise.unsure() : promise);
            }
        });
    }

    private Optional<String> known(int which) {
        world.records().forEach(record -> ids.add(record.id()));
        return ids.stream().skip(which).findFirst();
    }

    /** Does a deed under whatever disturbs it; the next one is calm again. */
    private <T> End<T> perform(Supplier<T> deed) {
        world.clock.advance(Duration.ofMillis(1));
        world.invocation =
                TestInvocation.until(new Deadline(world.clock.instant().plusSeconds(28)), world.invocation);
        if (disturbance != null) {
            everDisturbed = true;
            disturbance.run();
            disturbance = null;
        }
        try {
            T result = deed.get();
            return result instanceof Answer answer && answer.problem() && !answer.replayed()
                    ? new End<>(Optional.empty(), Optional.of(Failure.of(answer)))
                    : new End<>(Optional.of(result), Optional.empty());
        } catch (CodeGenerationException e) {
            Supplier<Answer> thrown = () -> {
                throw e;
            };
            return new End<>(Optional.empty(), Optional.of(Failure.of(thrown)));
        } catch (Faults.Death e) {
            world.restart();
            return new End<>(Optional.empty(), Optional.empty());
        } finally {
            world.faults.revive();
        }
    }

    /** What is true of the store at any time. */
    void assertConsistent() {
        assertThat(world.records()).extracting(GenerationRecord::id).doesNotHaveDuplicates();
        assertThat(world.codeKeys()).allSatisfy(key -> assertThat(key)
                .contains(world.memory.objects().get(key).metadata().get("id")));
        for (GenerationRecord record : world.records()) {
            if (record.status() == Status.SUCCEEDED) {
                contents.computeIfAbsent(
                        record.id(), any -> contentsOf(record.request().message()));
                if (!perhapsDeleted.contains(record.id())) {
                    assertThat(filesOf(record)).isEqualTo(contents.get(record.id()));
                }
            }
        }
    }

    /** The files that a request leads to, by their names. */
    private Map<String, String> contentsOf(String message) {
        if (message.equals(ANOTHER)) {
            return Map.of("a.py", "1\n", "b.py", "2\n", "lib/c.py", "3\n");
        }
        if (message.equals(ASKED)) {
            return Map.of("x.py", World.CODE);
        }
        Map<String, String> files = new HashMap<>(contents.get(message.substring(CHANGE.length())));
        files.put(CHANGED, changed(message));
        return files;
    }

    private Map<String, String> filesOf(GenerationRecord record) {
        return record.files().stream()
                .collect(Collectors.toMap(
                        GenerationRecord.StoredFile::name,
                        file -> new String(
                                world.core
                                        .generations
                                        .file(record.id(), file.name(), world.invocation)
                                        .content(),
                                StandardCharsets.UTF_8)));
    }

    /** What is true once everybody has ended and the keys were used again. */
    void assertEnded() {
        disturbance = null;
        waits(100_000);
        list(100);
        for (String key : List.of("a", "b")) {
            post(key);
            assertThat(world.claim(key).state()).isEqualTo(Claim.State.DONE);
        }
        list(100);
        Set<String> named = new HashSet<>();
        for (GenerationRecord record : world.records()) {
            assertThat(record.ended() || perhapsDeleted.contains(record.id())).isTrue();
            record.files().forEach(file -> named.add(file.key()));
        }
        if (!everDisturbed) {
            assertThat(world.codeKeys()).containsExactlyInAnyOrderElementsOf(named);
        }
    }
}
