package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.FaultyProxy;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that takes requests and never answers: callers hear of it before their gateway gives up. */
@BlackBox
@EventsOnly
class HangingStoreSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String CODE = "print('größer')\n";

    /** How long an HTTP API waits. */
    private static final Duration GATEWAY = Duration.ofSeconds(30);

    private static final Duration ALMOST_OVER = Duration.ofMillis(25_500);

    private Backend backend;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text("```python\n" + CODE + "```"));
        caller = program.caller();
    }

    @Test
    void paysNothingWhereNoClaimCanBeMade() {
        backend.proxy().hang(Wire::claim);

        ApiAnswer failed = inTime(() -> caller.after(ALMOST_OVER).generate("sum", KEY, "a"));

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    static Stream<Arguments> writes() {
        Predicate<FaultyProxy.ProxiedRequest> code = Wire::code;
        Predicate<FaultyProxy.ProxiedRequest> generation = Wire::record;
        return Stream.of(
                Arguments.of("code", code),
                Arguments.of("record", generation),
                Arguments.of("both", code.or(generation)),
                Arguments.of("all but the first", code.or(generation).or(Wire::finishes)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void handsOverWhatCouldNotBeStored(String what, Predicate<FaultyProxy.ProxiedRequest> hanging) {
        backend.proxy().hang(hanging);

        ApiAnswer failed = inTime(() -> caller.after(ALMOST_OVER).generate("sum", KEY, "a"));

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(failed.json().path("generation").path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void answersThoughTheClaimCannotBeFinished() {
        backend.proxy().hang(Wire::finishes);

        ApiAnswer answer = inTime(() -> caller.after(ALMOST_OVER).generate("sum", KEY, "a"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void takesNoJobThatCannotBeRecorded() {
        backend.proxy().hang(Wire::record);

        ApiAnswer failed = inTime(() -> caller.after(ALMOST_OVER).generate("sum", KEY, "a", "Prefer", "respond-async"));

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void saysThatNothingCanBeReadOrDeleted() {
        String path = caller.generate("sum", KEY, "a").header("Location");
        backend.proxy().hang(request -> true);
        ApiCaller late = caller.after(ALMOST_OVER);

        assertProblem(inTime(() -> late.get(path)), 502, "storage-failed", true);
        assertProblem(inTime(() -> late.get("/code-generation")), 502, "storage-failed", true);
        assertProblem(inTime(() -> late.delete(path)), 502, "storage-failed", true);
        assertProblem(inTime(() -> late.generate("sum", KEY, "a")), 502, "storage-failed", true);
        backend.proxy().clear();
        assertThat(caller.delete(path).status()).isEqualTo(204);
    }

    private static ApiAnswer inTime(Supplier<ApiAnswer> late) {
        long start = System.nanoTime();
        ApiAnswer answer = late.get();
        assertThat(ALMOST_OVER.plusNanos(System.nanoTime() - start)).isLessThan(GATEWAY);
        return answer;
    }
}
