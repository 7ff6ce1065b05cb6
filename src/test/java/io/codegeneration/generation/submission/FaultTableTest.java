package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.submission.FaultTable.Cell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every cell of the tables in {@code src/docs/failures.md}: one step of a request goes wrong, then another process goes on, and once all deadlines
 * are over nothing is lost, nothing was paid for twice without need, and nothing is left unfinished.
 */
class FaultTableTest {

    private static final String KEY = "7f3b1c";
    private static final String NO_ANSWER = "none";
    private static final Duration DEADLINE = Duration.ofSeconds(28);

    /** Long enough for a claim to expire, too short for a job to be lost. */
    private static final Duration EXPIRY = Duration.ofMinutes(1);

    /** The steps by their names in the table, and how many of the same kind come before. */
    private static final Map<String, Integer> SKIPPED =
            Map.of("end of claim", 1, "record, at the end", 1, "claim, taken", 1, "claim, at the end", 2);

    private static final Map<String, String> STEPS = Map.ofEntries(
            Map.entry("claim", "put claim"),
            Map.entry("claim, tried", "put claim"),
            Map.entry("claim, taken", "put claim"),
            Map.entry("claim, at the end", "put claim"),
            Map.entry("end of claim", "put claim"),
            Map.entry("claim, freed", "put claim"),
            Map.entry("claim, read", "get claim"),
            Map.entry("claim, read by a repetition", "get claim"),
            Map.entry("model", "ask"),
            Map.entry("code", "put code"),
            Map.entry("code, after the record", "put code"),
            Map.entry("code, listed", "list code"),
            Map.entry("code, deleted", "delete code"),
            Map.entry("code of a running job, listed", "list code"),
            Map.entry("old code, listed", "list code"),
            Map.entry("old code, deleted", "delete code"),
            Map.entry("record", "put record"),
            Map.entry("record, announced", "put record"),
            Map.entry("record, taken", "put record"),
            Map.entry("record, at the end", "put record"),
            Map.entry("record of a running job, marked", "put record"),
            Map.entry("old record", "put record"),
            Map.entry("record, read", "get record"),
            Map.entry("previous, read", "get record"),
            Map.entry("record, marked", "put record"),
            Map.entry("record, deleted", "delete record"),
            Map.entry("job", "submit"),
            Map.entry("answer", "answer"));

    /** What the dead holder's model wrote, other than what its successor's writes. */
    private static final String REPLY_OF_THE_DEAD = "Here:\n\n```python\nlost = True\n```\n";

    /** The files of a generation that is changed. The reply of the change replaces the first. */
    private static final Map<String, String> PREVIOUS = Map.of("a.py", "A = 1\n", "b.json", "{}\n");

    private static final Map<String, String> CHANGED = Map.of("a.py", World.CODE, "b.json", "{}\n");

    private final World world = World.writing(World.REPLY);
    private String body = "";

    /** How often the model was asked before the step that goes wrong. */
    private int asked;

    FaultTableTest() {
        hurries();
    }

    private void hurries() {
        world.invocation =
                TestInvocation.until(new Deadline(world.clock.instant().plus(DEADLINE)), world.invocation);
    }

    static Stream<Cell> withKey() {
        return FaultTable.cells("with a key");
    }

    static Stream<Cell> streaming() {
        return FaultTable.cells("streaming");
    }

    static Stream<Cell> withoutKey() {
        return FaultTable.cells("without a key");
    }

    static Stream<Cell> accepting() {
        return FaultTable.cells("accepting a job");
    }

    static Stream<Cell> running() {
        return FaultTable.cells("running a job");
    }

    static Stream<Cell> deleting() {
        return FaultTable.cells("deleting");
    }

    static Stream<Cell> takingOver() {
        return FaultTable.cells("taking over");
    }

    static Stream<Cell> refining() {
        return FaultTable.cells("refining");
    }

    static Stream<Cell> acceptingRefinement() {
        return FaultTable.cells("accepting a refinement");
    }

    @Test
    void hasAllItsRows() {
        assertThat(withKey()).hasSize(46);
        assertThat(streaming()).hasSize(42);
        assertThat(withoutKey()).hasSize(26);
        assertThat(accepting()).hasSize(29);
        assertThat(running()).hasSize(32);
        assertThat(deleting()).hasSize(59);
        assertThat(takingOver()).hasSize(72);
        assertThat(refining()).hasSize(46);
        assertThat(acceptingRefinement()).hasSize(35);
    }

    @ParameterizedTest
    @MethodSource("withKey")
    void answersWithAKeyAsTheTableSays(Cell cell) {
        if (cell.step().equals("claim, read by a repetition")) {
            world.post(KEY);
        }
        plan(cell);
        String first = answer(() -> world.post(KEY));
        assertNothingLost(cell, first);
        passes(World.LONG);

        Answer repeated = world.post(KEY);

        String second = repeated.replayed() ? "again" : Integer.toString(repeated.status());
        assertThat(first + " / " + second + " / " + world.calls()).isEqualTo(cell.outcome());
        if (first.equals("200")) {
            assertThat(repeated.body()).isEqualTo(body);
        }
        assertThat(world.post(KEY).body()).isEqualTo(repeated.body());
        assertAllEnded();
        assertNoCodeWithoutRecord();
    }

    @ParameterizedTest
    @MethodSource("streaming")
    void streamsAsTheTableSays(Cell cell) {
        plan(cell);
        String first = answer(() -> world.postAsStream(KEY));
        assertNothingLost(cell, first);
        passes(World.LONG);

        Answer repeated = world.postAsStream(KEY);

        String second = repeated.replayed() ? "again" : Integer.toString(repeated.status());
        assertThat(first + " / " + second + " / " + left() + " / " + world.calls())
                .isEqualTo(cell.outcome());
        if (first.equals("200")) {
            assertThat(repeated.body()).isEqualTo(body);
        }
        assertThat(world.post(KEY).body()).isEqualTo(repeated.body());
        assertAllEnded();
        assertNoCodeWithoutRecord();
        assertNothingStays();
    }

    @ParameterizedTest
    @MethodSource("withoutKey")
    void answersWithoutAKeyAsTheTableSays(Cell cell) {
        plan(cell);
        String first = answer(() -> world.post((String) null));
        assertNothingLost(cell, first);
        passes(World.LONG);

        assertThat(first + " / " + left()).isEqualTo(cell.outcome());
        assertAllEnded();
    }

    @ParameterizedTest
    @MethodSource("accepting")
    void acceptsJobsAsTheTableSays(Cell cell) {
        plan(cell);
        String first = answer(() -> world.postAsJob(KEY));
        passes(EXPIRY);
        if (first.equals("202")) {
            List.copyOf(world.queued).forEach(this::deliverTwice);
        }

        Answer repeated = world.postAsJob(KEY);

        String second = repeated.replayed() ? "again" : Integer.toString(repeated.status());
        List.copyOf(world.queued).forEach(this::deliverTwice);
        passes(World.LONG);
        assertThat(first + " / " + second + " / " + left() + " / " + world.calls())
                .isEqualTo(cell.outcome());
        if (first.equals("202")) {
            assertThat(repeated.body()).isEqualTo(body);
        }
        assertThat(world.postAsJob(KEY).body()).isEqualTo(repeated.body());
        assertAllEnded();
        assertNoCodeWithoutRecord();
    }

    @ParameterizedTest
    @MethodSource("running")
    void runsJobsAsTheTableSays(Cell cell) {
        String accepted = world.postAsJob(KEY).body();
        plan(cell);
        deliverTwice(world.queued.get(0));
        assertNothingLost(cell, accepted);
        passes(World.LONG);

        assertThat(left() + " / " + world.calls()).isEqualTo(cell.outcome());
        assertThat(world.post(KEY).body()).isEqualTo(accepted);
        assertAllEnded();
        world.delete(world.records().get(0).id());
        assertThat(world.left()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("deleting")
    void deletesAsTheTableSays(Cell cell) {
        String id = makes(cell);
        plan(cell);
        String first = deletion(id);
        passes(Duration.ZERO);

        String second = deletion(id);

        assertThat(world.queued)
                .allSatisfy(job -> assertThat(world.deliver(job)).isEmpty());
        String left = world.left().isEmpty() ? "nothing" : left();
        asked = world.calls();
        Answer next = world.post(KEY);
        assertThat(first + " / " + second + " / " + left + " / " + (next.replayed() ? "taken" : "free"))
                .isEqualTo(cell.outcome());
        assertThat(world.post(KEY).body()).isEqualTo(next.body());
        assertThat(world.calls()).isEqualTo(asked + 1);
        assertAllEnded();
        assertNoCodeWithoutRecord();
    }

    @ParameterizedTest
    @MethodSource("deleting")
    void leavesNothingUnfinishedWhereADeletionIsNotRepeated(Cell cell) {
        String id = makes(cell);
        plan(cell);
        deletion(id);
        passes(World.LONG);

        assertThat(world.queued)
                .allSatisfy(job -> assertThat(world.deliver(job)).isEmpty());
        assertEnded(Claim.State.DONE, Claim.State.FREE);
        world.post(KEY);
        assertAllEnded();
        assertNothingStays();
    }

    @ParameterizedTest
    @MethodSource("takingOver")
    void takesOverAsTheTableSays(Cell cell) {
        diesBeforeItsRecord();
        String code = world.codeKeys().get(0);
        plan(cell);
        String first = answer(() -> world.post(KEY));
        assertNothingLost(cell, first);
        if (!first.equals("200") && world.claim(KEY).state() != Claim.State.DONE) {
            assertThat(world.codeKeys()).as("as long as there is no answer").contains(code);
        }
        boolean recorded = world.records().stream().anyMatch(record -> World.CODE.equals(record.code()));
        asked = world.calls();
        passes(World.LONG);

        Answer repeated = world.post(KEY);

        String second = repeated.replayed() ? "again" : Integer.toString(repeated.status());
        String left = namesAllCode() ? "nothing" : "code";
        assertThat(first + " / " + second + " / " + left() + " / " + world.calls() + " / " + left)
                .isEqualTo(cell.outcome());
        if (recorded) {
            assertThat(world.calls()).isEqualTo(asked);
        }
        if (first.equals("200")) {
            assertThat(repeated.body()).isEqualTo(body);
        }
        assertThat(world.post(KEY).body()).isEqualTo(repeated.body());
        assertAllEnded();
        assertNothingStays();
    }

    @ParameterizedTest
    @MethodSource("refining")
    void refinesAsTheTableSays(Cell cell) {
        String previous = makesPrevious();
        Map<String, StoredObject> before = objectsOf(previous);
        plan(cell);
        String first = answer(() -> world.post(World.change(previous, "x"), KEY));
        assertNothingLost(cell, first);
        passes(World.LONG);
        assertThat(objectsOf(previous)).isEqualTo(before);
        if (first.equals("200") || body.contains(ProblemCode.STORAGE_FAILED.code())) {
            world.delete(previous);
        }

        Answer repeated = world.post(World.change(previous, "x"), KEY);

        String second = repeated.replayed() ? "again" : Integer.toString(repeated.status());
        assertThat(first + " / " + second + " / " + (world.calls() - asked)).isEqualTo(cell.outcome());
        if (first.equals("200")) {
            assertThat(repeated.body()).isEqualTo(body);
        }
        if (!repeated.problem()) {
            assertThat(files(repeated.id().value())).isEqualTo(CHANGED);
        }
        assertThat(world.post(World.change(previous, "x"), KEY).body()).isEqualTo(repeated.body());
        assertAllEnded();
        assertNoCodeWithoutRecord();
        assertNothingStays();
    }

    @ParameterizedTest
    @MethodSource("acceptingRefinement")
    void acceptsRefinementsAsTheTableSays(Cell cell) {
        String previous = makesPrevious();
        plan(cell);
        String first = answer(() -> world.core.submit(World.change(previous, "x"), KEY, true, world.invocation));
        passes(EXPIRY);
        if (first.equals("202")) {
            world.delete(previous);
            List.copyOf(world.queued).forEach(this::deliverTwice);
        }

        Answer repeated = world.core.submit(World.change(previous, "x"), KEY, true, world.invocation);

        String second = repeated.replayed() ? "again" : Integer.toString(repeated.status());
        List<GenerationRecord> there = world.records();
        there.stream().map(GenerationRecord::id).filter(previous::equals).forEach(world::delete);
        List.copyOf(world.queued).forEach(this::deliverTwice);
        passes(World.LONG);
        assertThat(first + " / " + second + " / " + left() + " / " + (world.calls() - asked))
                .isEqualTo(cell.outcome());
        if (first.equals("202")) {
            assertThat(repeated.body()).isEqualTo(body);
        }
        assertThat(files(repeated.id().value())).isEqualTo(CHANGED);
        assertThat(world.core
                        .submit(World.change(previous, "x"), KEY, true, world.invocation)
                        .body())
                .isEqualTo(repeated.body());
        assertAllEnded();
        assertNoCodeWithoutRecord();
        assertNothingStays();
    }

    /** A generation of two files. */
    private String makesPrevious() {
        world.model
                .anew()
                .thenReplies("```python a.py\nA = 1\n```\n```json b.json\n{}\n```\n")
                .thenReplies(World.REPLY);
        String id = world.post((String) null).id().value();
        assertThat(files(id)).isEqualTo(PREVIOUS);
        asked = world.calls();
        world.clock.advance(Duration.ofMillis(1));
        return id;
    }

    /** The contents of the files of a generation, by their names. */
    private Map<String, String> files(String id) {
        return world.find(id).files().stream()
                .collect(Collectors.toMap(
                        GenerationRecord.StoredFile::name,
                        file -> new String(
                                world.core
                                        .generations
                                        .file(id, file.name(), world.invocation)
                                        .content(),
                                StandardCharsets.UTF_8)));
    }

    private Map<String, StoredObject> objectsOf(String id) {
        Map<String, StoredObject> objects = world.memory.objects();
        objects.keySet().removeIf(key -> !key.contains(id));
        return objects;
    }

    /** A generation that ended, or of a job that died after its code was written. */
    private String makes(Cell cell) {
        if (!cell.step().contains("running job")) {
            return world.post(KEY).id().value();
        }
        String id = world.postAsJob(KEY).id().value();
        world.faults.before("put record", () -> {}).at("put record", StepFault.DIES_BEFORE);
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(world::deliver);
        assertThat(world.codeKeys()).hasSize(1);
        world.restart();
        return id;
    }

    /** The holder of the key dies once its code is written; its time passes. */
    private void diesBeforeItsRecord() {
        world.model.anew().thenReplies(REPLY_OF_THE_DEAD).thenReplies(World.REPLY);
        world.faults.at("put record", StepFault.DIES_BEFORE);
        assertThat(answer(() -> world.post(KEY))).isEqualTo(NO_ANSWER);
        assertThat(world.codeKeys()).hasSize(1);
        passes(World.LONG);
        hurries();
        asked = world.calls();
    }

    private void plan(Cell cell) {
        for (int i = 0; i < SKIPPED.getOrDefault(cell.step(), 0); i++) {
            world.faults.before(step(cell), () -> {});
        }
        world.faults.at(step(cell), cell.fault());
        if (cell.step().equals("code, after the record")) {
            world.recordFirst();
        }
    }

    private static String step(Cell cell) {
        return STEPS.get(cell.step());
    }

    /** The status of the answer that the caller got, or that there was none. */
    private String answer(Supplier<Answer> request) {
        try {
            Answer answer = request.get();
            world.faults.step("answer", Duration.ZERO, () -> null, hung -> new IllegalStateException());
            body = answer.body();
            return Integer.toString(answer.status());
        } catch (CodeGenerationException e) {
            body = "";
            return Integer.toString(e.code().status());
        } catch (Faults.Death e) {
            body = "";
            return NO_ANSWER;
        }
    }

    /** The status of the answer to a deletion. */
    private String deletion(String id) {
        try {
            world.delete(id);
            world.faults.step("answer", Duration.ZERO, () -> null, hung -> new IllegalStateException());
            return "204";
        } catch (CodeGenerationException e) {
            return Integer.toString(e.code().status());
        } catch (Faults.Death e) {
            return NO_ANSWER;
        }
    }

    private void deliverTwice(Job job) {
        for (int i = 0; i < 2; i++) {
            try {
                world.deliver(job);
            } catch (Faults.Death e) {
                world.restart();
            } catch (TransientException e) {
                // An exception is an answer: Lambda does not deliver again.
                assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
                return;
            }
        }
    }

    /** A new process, after some time; its requests have a new deadline. */
    private void passes(Duration time) {
        assertThat(world.faults.pending()).as("the fault struck").isFalse();
        world.restart();
        world.clock.advance(time);
        world.invocation = TestInvocation.anonymous();
        world.list();
    }

    /** What the store holds in the end: the states of the records, oldest first, or {@code code} or {@code nothing}. */
    private String left() {
        if (world.records().isEmpty()) {
            return world.codeKeys().isEmpty() ? "nothing" : "code";
        }
        List<String> states = world.records().stream()
                .map(record -> record.problem() == null
                        ? record.status().name().toLowerCase(Locale.ROOT)
                        : record.problem().code())
                .collect(Collectors.toList());
        Collections.reverse(states);
        return String.join(", ", states);
    }

    /** What the model wrote is in the store or in the answer, unless the process died before its first write. */
    private void assertNothingLost(Cell cell, String first) {
        boolean early = cell.step().equals("code") && cell.fault() == StepFault.DIES_BEFORE;
        if (world.calls() == asked || early || cell.step().equals("model")) {
            return;
        }
        boolean stored = world.codeKeys().stream()
                        .anyMatch(key -> World.CODE.equals(
                                new String(world.memory.objects().get(key).content(), StandardCharsets.UTF_8)))
                || world.records().stream().anyMatch(record -> World.CODE.equals(record.code()));
        assertThat(stored || body.contains("def f()")).as(first).isTrue();
    }

    private void assertAllEnded() {
        assertEnded(Claim.State.DONE);
    }

    private void assertEnded(Claim.State... claims) {
        assertThat(world.records()).allMatch(GenerationRecord::ended);
        assertThat(world.keys(key -> key.startsWith("idempotency/")).stream()
                        .map(key -> world.claimFormat.read(
                                world.memory.objects().get(key).content())))
                .allSatisfy(claim -> assertThat(claim.state()).isIn((Object[]) claims));
        assertThat(world.codeKeys())
                .allSatisfy(key -> assertThat(world.memory.objects().get(key).metadata())
                        .containsEntry("owner", "anonymous")
                        .hasEntrySatisfying("id", id -> assertThat(key).contains(id)));
    }

    private void assertNoCodeWithoutRecord() {
        assertThat(namesAllCode()).isTrue();
    }

    /** Whether a record names each object of code. */
    private boolean namesAllCode() {
        return world.records().stream()
                .flatMap(record -> record.files().stream())
                .map(GenerationRecord.StoredFile::key)
                .collect(Collectors.toSet())
                .containsAll(world.codeKeys());
    }

    /** Deleting the records leaves nothing of any kind. */
    private void assertNothingStays() {
        world.records().forEach(record -> world.delete(record.id()));
        assertThat(world.left()).isEmpty();
    }
}
