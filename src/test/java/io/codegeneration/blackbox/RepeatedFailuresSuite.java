package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.FaultyProxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a repetition under an idempotency key is answered after something went wrong. */
@BlackBox
class RepeatedFailuresSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String CODE = "print('größer')\n";
    private static final BedrockReply GOOD = BedrockReply.text("```python\n" + CODE + "```");

    /** So long that one model call just fits, and a dead holder's claim soon expires. */
    private static final Duration ALMOST_OVER = Duration.ofMillis(25_500);

    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(GOOD);
        wire = new Wire(backend);
        caller = program.caller();
    }

    static Stream<Arguments> lasting() {
        return Stream.of(
                Arguments.of(BedrockReply.text("No.").withStopReason("refusal"), 422, "model-refused"),
                Arguments.of(BedrockReply.error(403, "AccessDeniedException", "no"), 502, "model-access-denied"),
                Arguments.of(BedrockReply.error(404, "ResourceNotFoundException", "no"), 502, "model-not-found"),
                Arguments.of(BedrockReply.error(400, "ValidationException", "no"), 502, "model-rejected-request"),
                Arguments.of(
                        BedrockReply.text("```python\n" + "x = 1\n".repeat(1024 * 1024 / 6 + 1) + "```"),
                        502,
                        "generation-too-large"));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void givesAnErrorThatWouldNotChangeAgain(BedrockReply reply, int status, String code) {
        backend.bedrock().always(reply);
        ApiAnswer first = caller.generate("sum", KEY, "a");
        int calls = backend.bedrock().requests().size();
        backend.bedrock().always(GOOD);

        ApiAnswer second = caller.generate("sum", KEY, "a");
        ApiAnswer text = caller.generate("sum", KEY, "a", "Accept", "text/plain");

        assertProblem(first, status, code, false);
        assertThat(first.header(REPLAYED)).isEmpty();
        assertThat(first.json().path("instance").asText()).startsWith("/code-generation/20");
        assertThat(List.of(second, text)).allSatisfy(again -> {
            assertProblem(again, status, code, false);
            assertThat(again.header(REPLAYED)).isEqualTo("true");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        });
        assertThat(backend.bedrock().requests()).hasSize(calls);
        assertProblem(caller.generate("other", KEY, "a"), 422, "idempotency-mismatch", false);
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                Arguments.of(BedrockReply.text(" \n"), 502, "empty-generation"),
                Arguments.of(BedrockReply.error(424, "ModelErrorException", "no"), 503, "model-unavailable"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void asksAgainAfterAnErrorThatMayPass(BedrockReply reply, int status, String code) {
        backend.bedrock().always(reply);
        ApiAnswer failed = caller.generate("sum", KEY, "a");
        backend.bedrock().always(GOOD);

        ApiAnswer repeated = caller.generate("sum", KEY, "a");

        assertProblem(failed, status, code, true);
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.header(REPLAYED)).isEmpty();
        String first = failed.json().path("instance").asText();
        assertThat(repeated.header("Location")).isNotEqualTo(first);
        assertThat(caller.get(first).json().path("status").asText()).isEqualTo("failed");
        assertThat(caller.generate("sum", KEY, "a").body()).isEqualTo(repeated.body());
    }

    @Test
    void letsAnotherRequestHaveAKeyThatIsFree() {
        backend.bedrock().next(BedrockReply.text(" \n"));
        assertProblem(caller.generate("sum", KEY, "a"), 502, "empty-generation", true);

        assertThat(caller.generate("something else", KEY, "a").status()).isEqualTo(200);
    }

    static Stream<Arguments> writes() {
        Predicate<FaultyProxy.ProxiedRequest> code = Wire::code;
        Predicate<FaultyProxy.ProxiedRequest> generation = Wire::record;
        return Stream.of(
                Arguments.of("code", code),
                Arguments.of("record", generation),
                Arguments.of("both", code.or(generation)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void storesWhatTheModelWroteWithoutAskingItAgain(String what, Predicate<FaultyProxy.ProxiedRequest> lost) {
        backend.proxy().failing(lost, 500, "InternalError");
        ApiAnswer failed = caller.generate("sum", KEY, "a");
        backend.proxy().clear();

        ApiAnswer repeated = caller.generate("sum", KEY, "a");

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(failed.json().path("generation").path("code").asText()).isEqualTo(CODE);
        assertThat(repeated.status()).as(repeated.text()).isEqualTo(200);
        assertThat(repeated.header(REPLAYED)).isEmpty();
        assertComplete(repeated);
        assertThat(repeated.json().path("id"))
                .isEqualTo(failed.json().path("generation").path("id"));
        ApiAnswer again = caller.generate("sum", KEY, "a");
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.body()).isEqualTo(repeated.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void storesAllOfSeveralFilesWithoutAskingAgain() {
        backend.bedrock()
                .next(BedrockReply.text("Both:\n```python a.py\nprint(1)\n```\n```python b/c.py\nprint(2)\n```"));
        backend.proxy().failing(Wire::code, 500, "InternalError");
        assertProblem(caller.generate("two", KEY, "a"), 502, "storage-failed", true);
        assertProblem(caller.generate("two", KEY, "a"), 502, "storage-failed", true);
        backend.proxy().clear();

        String path = caller.generate("two", KEY, "a").header("Location");

        assertThat(caller.get(path + "/files/a.py").text()).isEqualTo("print(1)\n");
        assertThat(caller.get(path + "/files/b/c.py").text()).isEqualTo("print(2)\n");
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void paysNothingWhereTheKeyCannotBeClaimed() {
        backend.proxy().failing(Wire::claim, 500, "InternalError");

        ApiAnswer failed = caller.generate("sum", KEY, "a");

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(failed.json().path("instance").asText()).isEqualTo("/code-generation");
        assertThat(failed.json().has("generation")).isFalse();
        assertThat(backend.bedrock().requests()).isEmpty();
        assertThat(wire.left()).isEmpty();
    }

    @Test
    void knowsItsOwnClaimWhereTheAnswerToItWasLost() {
        backend.proxy().loseAnswers(1, Wire::claims);

        ApiAnswer first = caller.generate("sum", KEY, "a");

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(caller.generate("sum", KEY, "a").body()).isEqualTo(first.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void keepsItsAnswerWhereTheAnswerToTheLastWriteWasLost() {
        backend.proxy().loseAnswers(1, Wire::finishes);

        ApiAnswer first = caller.generate("sum", KEY, "a");

        assertThat(first.status()).isEqualTo(200);
        assertThat(caller.generate("sum", KEY, "a").body()).isEqualTo(first.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void claimsAgainWhereTwoWritesMet() {
        backend.proxy().failNext(1, Wire::claims, 409, "ConditionalRequestConflict");
        backend.proxy().failNext(1, Wire::finishes, 409, "ConditionalRequestConflict");

        ApiAnswer first = caller.generate("sum", KEY, "a");

        assertThat(first.status()).isEqualTo(200);
        assertThat(caller.generate("sum", KEY, "a").body()).isEqualTo(first.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @EventsOnly
    @Test
    void isInProgressUntilTheHolderCannotAnswerAnyMoreAndThenGivesWhatItRecorded() {
        backend.proxy().failing(Wire::finishes, 403, "AccessDenied");
        ApiAnswer first = caller.after(ALMOST_OVER).generate("sum", KEY, "a");
        backend.proxy().clear();

        ApiAnswer waiting = caller.generate("sum", KEY, "a");
        ApiAnswer other = caller.generate("other", KEY, "a");
        ApiAnswer last = onceOver("sum");

        assertThat(first.status()).isEqualTo(200);
        assertProblem(waiting, 409, "in-progress", true);
        assertThat(waiting.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(waiting.json().path("instance").asText()).isEqualTo("/code-generation");
        assertProblem(other, 422, "idempotency-mismatch", false);
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.header(REPLAYED)).isEqualTo("true");
        assertThat(last.body()).isEqualTo(first.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).hasSize(3);
    }

    @EventsOnly
    @Test
    void storesWhatTheRecordHoldsWhereNotEvenTheClaimCouldBeWritten() {
        backend.proxy().failing(Wire::finishes, 403, "AccessDenied");
        backend.proxy().failing(Wire::code, 403, "AccessDenied");
        ApiAnswer first = caller.after(ALMOST_OVER).generate("sum", KEY, "a");
        backend.proxy().clear();

        ApiAnswer last = onceOver("sum");

        assertProblem(first, 502, "storage-failed", true);
        assertComplete(last);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    /** Repeats a request until its first holder is known to be gone. */
    private ApiAnswer onceOver(String message) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        ApiAnswer answer = caller.generate(message, KEY, "a");
        while (answer.status() == 409 && System.nanoTime() < end) {
            answer = caller.generate(message, KEY, "a");
        }
        return answer;
    }

    private void assertComplete(ApiAnswer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode json = answer.json();
        String path = answer.header("Location");
        JsonNode kept = caller.get(path).json();
        String name = json.path("files").path(0).path("name").asText();
        assertThat(json.path("code").asText()).isEqualTo(CODE);
        assertThat(json.path("bucket").asText()).isEqualTo(Backend.BUCKET);
        assertThat(kept.path("status").asText()).isEqualTo("succeeded");
        assertThat(kept.has("problem")).isFalse();
        assertThat(caller.get(path + "/files/" + name).text()).isEqualTo(CODE);
        assertThat(wire.left()).hasSize(3);
    }
}
