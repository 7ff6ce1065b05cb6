package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs as callers see them, whoever runs them. */
@BlackBox
class LongGenerationsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String PREFER = "Prefer";
    private static final String ASYNC = "respond-async";
    private static final String CODE = "print('größer')\n";

    private ApiClient api;
    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock()
                .always(BedrockReply.text("So:\n```python\n" + CODE + "```\nDone.")
                        .withUsage(142, 318));
        wire = new Wire(backend);
        api = program.api();
        caller = program.caller();
    }

    @Test
    void answersBeforeTheWorkIsDone() {
        ApiAnswer accepted = caller.generate("binary search", PREFER, ASYNC);

        JsonNode json = accepted.json();
        String id = json.path("id").asText();
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Content-Type")).startsWith("application/json");
        assertThat(accepted.header("Location")).isEqualTo("/code-generation/" + id);
        assertThat(accepted.header("Retry-After")).isEqualTo("2");
        assertThat(accepted.header("Preference-Applied")).isEqualTo(ASYNC);
        assertThat(accepted.text())
                .isEqualTo("{\"message\":\"Code generation accepted\",\"id\":\"" + id
                        + "\",\"status\":\"queued\",\"language\":\"python\",\"createdAt\":" + json.path("createdAt")
                        + "}");
        assertThat(json.path("createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        caller.settled(accepted.header("Location"));
    }

    @EventsOnly
    @Test
    void endsAsIfItHadBeenWaitedFor() {
        ApiAnswer accepted = caller.generate("binary search", PREFER, ASYNC);
        String path = accepted.header("Location");

        JsonNode job = caller.settled(path);

        JsonNode waitedFor =
                caller.get(caller.generate("binary search").header("Location")).json();
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(names(job)).isEqualTo(names(waitedFor));
        for (String same : List.of("code", "explanation", "usage", "request", "model", "stopReason", "bucket")) {
            assertThat(job.path(same)).as(same).isEqualTo(waitedFor.path(same));
        }
        assertThat(job.path("id")).isEqualTo(accepted.json().path("id"));
        assertThat(job.path("createdAt")).isEqualTo(accepted.json().path("createdAt"));
        assertThat(caller.get(path).header("Retry-After")).isEmpty();
        assertThat(caller.get(path + "/files/binary_search.py").text()).isEqualTo(CODE);
        assertThat(caller.get("/code-generation?status=succeeded").json().path("items"))
                .hasSize(2);
        assertThat(ApiCaller.fresh(api).get(path).status()).isEqualTo(404);
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void worksForAClientToo() {
        ApiAnswer accepted = api.generate("python", "sum", PREFER, "wait=1", PREFER, ASYNC);

        assertThat(accepted.status()).isEqualTo(202);
        ApiCaller.anonymous(api).settled(accepted.header("Location"));
    }

    @Test
    void isAcceptedAsJsonWhateverIsAccepted() {
        ApiAnswer accepted = caller.generate("sum", PREFER, ASYNC, "Accept", "text/plain");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("status").asText()).isEqualTo("queued");
        assertThat(caller.settled(accepted.header("Location")).path("status").asText())
                .isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Respond-Async",
                " respond-async ",
                "respond-async; x=y",
                "respond-async ;x",
                "wait=10, respond-async",
                "return=minimal,,respond-async , wait=5",
                "foo=\"a, b\\\", c\", respond-async",
                "respond-async=\"\"",
                "respond-async="
            })
    void understandsWhatIsPreferred(String prefer) {
        ApiAnswer accepted = caller.generate("sum", PREFER, prefer);

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(caller.settled(accepted.header("Location")).path("status").asText())
                .isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait=10",
                "respond-asynchronously",
                "x-respond-async",
                "foo=respond-async",
                "foo; respond-async",
                "foo=\"respond-async\"",
                "foo=\"a, respond-async, b\"",
                "foo=\"\\\", respond-async, \"",
                "\"respond-async\""
            })
    void waitsWhereNothingElseIsPreferred(String prefer) {
        ApiAnswer answer = caller.generate("sum", PREFER, prefer);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Preference-Applied")).isEmpty();
        assertThat(answer.header("Retry-After")).isEmpty();
    }

    @EventsOnly
    @ParameterizedTest
    @CsvSource({"/dev, /dev", "/v1/tools, /v1/tools", "/größe/v 1%, /gr%C3%B6%C3%9Fe/v%201%25"})
    void namesPlacesBehindTheCallersStage(String stage, String shown) {
        backend.bedrock().always(BedrockReply.text("No.").withStopReason("refusal"));
        ApiAnswer accepted = caller.behind(stage).generate("sum", PREFER, ASYNC);
        String path = accepted.header("Location");
        String id = accepted.json().path("id").asText();

        JsonNode job = caller.settled("/code-generation/" + id);

        assertThat(path).isEqualTo(shown + "/code-generation/" + id);
        assertThat(job.path("status").asText()).isEqualTo("failed");
        assertThat(job.path("problem").path("code").asText()).isEqualTo("model-refused");
        assertThat(job.path("problem").path("instance").asText()).isEqualTo(path);
        assertThat(job.path("problem").path("status").asInt()).isEqualTo(422);
        assertThat(job.path("attempts")).hasSize(1);
    }

    @Test
    void repeatsTheFirstAnswerUnderAKey() {
        ApiAnswer first = caller.generate("sum", PREFER, ASYNC, KEY, "a");
        ApiAnswer second = caller.generate("sum", PREFER, ASYNC, KEY, "a");
        JsonNode job = caller.settled(first.header("Location"));
        ApiAnswer third = caller.generate("sum", KEY, "a");

        assertThat(List.of(second, third)).allSatisfy(again -> {
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
            assertThat(again.header("Retry-After")).isEqualTo("2");
            assertThat(again.header("Preference-Applied")).isEqualTo(ASYNC);
        });
        assertThat(job.path("status").asText()).isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertProblem(caller.generate("other", PREFER, ASYNC, KEY, "a"), 422, "idempotency-mismatch", false);
    }

    @Test
    void freesTheKeyOfADeletedJob() {
        ApiAnswer first = caller.generate("sum", PREFER, ASYNC, KEY, "a");
        caller.settled(first.header("Location"));
        assertThat(caller.delete(first.header("Location")).status()).isEqualTo(204);
        assertThat(wire.left()).isEmpty();

        assertThat(caller.generate("other", KEY, "a").status()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsWrongInItselfAtOnce() {
        assertInvalid(caller.post("{\"message\":\"sum\"}", PREFER, ASYNC), "key");
        assertProblem(
                caller.post("{\"key\":\"pyton\",\"message\":\"sum\"}", PREFER, ASYNC),
                400,
                "unsupported-language",
                false);
        assertThat(wire.steps()).isEmpty();
    }

    @Test
    void saysThatTheRecordOfTheJobCouldNotBeWritten() {
        backend.proxy().failing(Wire::record, 403, "AccessDenied");

        ApiAnswer failed = caller.generate("sum", PREFER, ASYNC, KEY, "a");
        backend.proxy().clear();

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(wire.keys("generations/" + caller.owner())).isEmpty();
        ApiAnswer repeated = caller.generate("sum", PREFER, ASYNC, KEY, "a");
        assertThat(repeated.status()).isEqualTo(202);
        caller.settled(repeated.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a"})
    void acceptsNoJobWhoseRecordMetOtherWritesEachTime(String key) {
        String[] asynchronous = key.isEmpty()
                ? new String[] {"Prefer", "respond-async"}
                : new String[] {"Prefer", "respond-async", "Idempotency-Key", key};
        backend.proxy()
                .failNext(3, request -> Wire.record(request) && Wire.put(request), 409, "ConditionalRequestConflict");

        ApiAnswer refused = caller.generate("sum", asynchronous);
        ApiAnswer accepted = caller.generate("sum", asynchronous);

        assertProblem(refused, 502, "storage-failed", true);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Idempotency-Replayed")).isEmpty();
        assertThat(caller.settled(accepted.header("Location")).path("status").asText())
                .isEqualTo("succeeded");
        assertThat(wire.keys("generations/" + caller.owner())).hasSize(1);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void keepsTryingToStoreWhatTheModelWrote() {
        backend.proxy().failNext(6, request -> Wire.put(request) && Wire.code(request), 500, "InternalError");
        String path = caller.generate("sum", PREFER, ASYNC).header("Location");

        JsonNode job = caller.settled(path);
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (!job.path("status").asText().equals("succeeded") && System.nanoTime() < end) {
            job = caller.get(path).json();
        }

        assertThat(job.path("status").asText()).isEqualTo("succeeded");
        assertThat(job.path("code").asText()).isEqualTo(CODE);
        assertThat(job.has("problem")).isFalse();
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
