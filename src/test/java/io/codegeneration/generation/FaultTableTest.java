package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.FaultTable.Cell;
import io.codegeneration.generation.Faults.Fault;
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
 * Every cell of the README's tables: one step of a request goes wrong, then another process goes on, and once all deadlines
 * are over nothing is lost, nothing was paid for twice without need, and nothing is left unfinished.
 */
class FaultTableTest {

    private static final String KEY = "7f3b1c";
    private static final String NO_ANSWER = "none";
    private static final Duration DEADLINE = Duration.ofSeconds(28);

    /** Long enough for a claim to expire, too short for a job to be lost. */
    private static final Duration EXPIRY = Duration.ofMinutes(1);

    /** The steps by their names in the table, and how many of the same kind come before. */
    private static final Map<String, Integer> SKIPPED = Map.of("end of claim", 1, "record, at the end", 1);

    private static final Map<String, String> STEPS = Map.of(
            "claim", "put claim",
            "end of claim", "put claim",
            "claim, read by a repetition", "get claim",
            "model", "ask",
            "code", "put code",
            "code, after the record", "put code",
            "record", "put record",
            "record, read", "get record",
            "job", "submit",
            "answer", "answer");

    private final World world = World.writing(World.REPLY);
    private String body = "";

    FaultTableTest() {
        world.invocation = world.invocation.until(new Deadline(World.NOW.plus(DEADLINE)));
    }

    static Stream<Cell> withKey() {
        return FaultTable.cells("with a key");
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

    @Test
    void hasAllItsRows() {
        assertThat(withKey()).hasSize(44);
        assertThat(withoutKey()).hasSize(26);
        assertThat(accepting()).hasSize(26);
        assertThat(running()).hasSize(30);
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
        assertThat(world.memory.objects()).isEmpty();
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
        return STEPS.get(cell.step().replace("record, at the end", "record").replace("record, taken", "record"));
    }

    /** The status of the answer that the caller got, or that there was none. */
    private String answer(Supplier<Answer> request) {
        try {
            Answer answer = request.get();
            world.faults.step("answer", Duration.ZERO, () -> null, hung -> new IllegalStateException());
            body = answer.body();
            return Integer.toString(answer.status());
        } catch (CodeGenerationException e) {
            body = e.problem().map(world.format::body).orElse("");
            return Integer.toString(e.code().status());
        } catch (Faults.Death e) {
            body = "";
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

    /** Another process, later; the door gives its requests time. */
    private void passes(Duration time) {
        assertThat(world.faults.pending()).as("the fault struck").isFalse();
        world.restart();
        world.clock.advance(time);
        world.invocation = TestInvocation.anonymous();
        world.list();
    }

    /** What the store tells in the end: the states of the records, the oldest first, or that there is only code, or nothing. */
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
        boolean early = cell.step().equals("code") && cell.fault() == Fault.DIES_BEFORE;
        if (world.calls() == 0 || early || cell.step().equals("model")) {
            return;
        }
        boolean stored = world.codeKeys().stream()
                        .anyMatch(key -> World.CODE.equals(
                                new String(world.memory.objects().get(key).content(), StandardCharsets.UTF_8)))
                || world.records().stream().anyMatch(record -> World.CODE.equals(record.code()));
        assertThat(stored || body.contains("def f()")).as(first).isTrue();
    }

    private void assertAllEnded() {
        assertThat(world.records()).allMatch(GenerationRecord::ended);
        assertThat(world.keys(key -> key.startsWith("idempotency/")).stream()
                        .map(key -> world.format.readClaim(
                                world.memory.objects().get(key).content())))
                .allMatch(claim -> claim.state() == Claim.State.DONE);
        assertThat(world.codeKeys())
                .allSatisfy(key -> assertThat(world.memory.objects().get(key).metadata())
                        .containsEntry("owner", "anonymous")
                        .hasEntrySatisfying("id", id -> assertThat(key).contains(id)));
    }

    private void assertNoCodeWithoutRecord() {
        assertThat(world.records().stream()
                        .flatMap(record -> record.files().stream())
                        .map(GenerationRecord.StoredFile::key))
                .containsAll(world.codeKeys());
    }
}
