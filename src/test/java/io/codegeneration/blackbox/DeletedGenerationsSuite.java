package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.FaultyProxy;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted is gone from every place. */
@BlackBox
class DeletedGenerationsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String UNKNOWN = "/code-generation/20261122T101530123Z-k3v9q2w8";

    private ApiClient api;
    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        wire = new Wire(backend);
        api = program.api();
        caller = program.caller();
    }

    @Test
    void deletesAGenerationEverywhere() {
        JsonNode json = caller.generate("sum", KEY, "a").json();
        String path = "/code-generation/" + json.path("id").asText();
        assertThat(wire.left()).hasSize(3);

        ApiAnswer deleted = caller.delete(path);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(deleted.header("Code-Generation-Version")).isNotBlank();
        assertThat(wire.left()).isEmpty();
        assertProblem(caller.get(path), 404, "not-found", false);
        assertProblem(caller.get(path + "/files/sum.py"), 404, "not-found", false);
        assertThat(caller.call("HEAD", path, null).status()).isEqualTo(404);
        assertThat(caller.get("/code-generation").json().path("items")).isEmpty();
        assertProblem(caller.delete(path), 404, "not-found", false);
    }

    @Test
    void deletesForAClientToo() {
        String path = api.generate("python", "sum").header("Location");

        assertThat(api.call("DELETE", path, new byte[0]).status()).isEqualTo(204);
        assertProblem(api.call("DELETE", path, new byte[0]), 404, "not-found", false);
        assertThat(wire.left()).isEmpty();
    }

    @EventsOnly
    @Test
    void deletesAllOfSeveralFiles() {
        backend.bedrock()
                .next(BedrockReply.text(
                        "```python a.py\n1\n```\n```python b/ö c.py\n2\n```\n```text readme.txt\n3\n```"));
        String path = caller.generate("three").header("Location");
        assertThat(wire.left()).hasSize(4);

        assertThat(caller.behind("/dev").delete(path).status()).isEqualTo(204);

        assertThat(wire.left()).isEmpty();
    }

    @Test
    void deletesWhatFailed() {
        backend.bedrock().next(BedrockReply.text("No.").withStopReason("refusal"));
        ApiAnswer failed = caller.generate("sum", KEY, "a");
        assertThat(failed.status()).isEqualTo(422);

        assertThat(caller.delete(failed.json().path("instance").asText()).status())
                .isEqualTo(204);

        assertThat(wire.left()).isEmpty();
        assertThat(caller.generate("sum", KEY, "a").status()).isEqualTo(200);
    }

    @Test
    void deletesWhatCouldNotBeStoredAndTheKeyThatWaitsForIt() {
        backend.proxy().failing(Wire::code, 403, "AccessDenied");
        ApiAnswer failed = caller.generate("sum", KEY, "a");
        backend.proxy().clear();

        assertThat(caller.delete(failed.json().path("instance").asText()).status())
                .isEqualTo(204);

        assertThat(wire.left()).isEmpty();
        caller.generate("sum", KEY, "a");
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void deletesOneAndNoOther() {
        String first = caller.generate("sum").header("Location");
        String second = caller.generate("sum").header("Location");
        String third = caller.generate("sum").header("Location");

        caller.delete(second);

        assertThat(Stream.of(first, second, third).map(path -> caller.get(path).status()))
                .containsExactly(200, 404, 200);
        assertThat(caller.get(first + "/files/sum.py").status()).isEqualTo(200);
        assertThat(wire.left()).hasSize(4);
    }

    @EventsOnly
    @Test
    void knowsNothingOfTheGenerationsOfOthers() {
        String path = caller.generate("sum").header("Location");
        ApiCaller other = ApiCaller.fresh(api);

        assertSameAsUnknown(other.delete(path), other.delete(UNKNOWN));
        assertSameAsUnknown(other.get(path), other.get(UNKNOWN));
        assertSameAsUnknown(other.get(path + "/files/sum.py"), other.get(UNKNOWN + "/files/sum.py"));
        assertSameAsUnknown(api.call("DELETE", path, new byte[0]), api.call("DELETE", UNKNOWN, new byte[0]));
        assertThat(caller.get(path).status()).isEqualTo(200);
        assertThat(wire.left()).hasSize(2);
    }

    @EventsOnly
    @Test
    void asksS3TheSameForTheIdsOfOthersAsForUnknownOnes() {
        String path = caller.generate("sum").header("Location");
        ApiCaller other = ApiCaller.fresh(api);
        backend.proxy().reset();

        other.delete(path);
        List<String> forOthers = wire.steps();
        backend.proxy().reset();
        other.delete(UNKNOWN);

        assertThat(forOthers).isEqualTo(wire.steps()).containsExactly("GET record");
    }

    static Stream<Arguments> removals() {
        Predicate<FaultyProxy.ProxiedRequest> removes =
                request -> request.method().equals("DELETE");
        return Stream.of(
                Arguments.of("code", removes.and(Wire::code)),
                Arguments.of("record", removes.and(Wire::record)),
                Arguments.of("all", removes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("removals")
    void canBeAskedAgainWhereTheStoreFailed(String what, Predicate<FaultyProxy.ProxiedRequest> removes) {
        String path = caller.generate("sum", KEY, "a").header("Location");
        backend.proxy().failing(removes, 403, "AccessDenied");

        ApiAnswer failed = caller.delete(path);
        backend.proxy().clear();

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(wire.keys("generations/" + caller.owner())).hasSize(1);
        assertThat(caller.delete(path).status()).isEqualTo(204);
        assertThat(wire.left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "20261122T101530123Z-", "20261122T101530123Z-K3V9Q2W8", "..%2F..", "%00", "*"})
    void knowsNoOtherIds(String id) {
        assertProblem(caller.delete("/code-generation/" + id), 404, "not-found", false);
        assertThat(wire.steps()).isEmpty();
    }

    @EventsOnly
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /code-generation           | GET,HEAD,POST,OPTIONS",
                "DELETE | /code-generation/models    | GET,HEAD,OPTIONS",
                "DELETE | /code-generation/languages/ | GET,HEAD,OPTIONS",
                "DELETE | /code-generation/20261122T101530123Z-k3v9q2w8/files/x.py | GET,HEAD,OPTIONS",
                "POST   | /code-generation/20261122T101530123Z-k3v9q2w8 | GET,HEAD,DELETE,OPTIONS",
                "PATCH  | /code-generation           | GET,HEAD,POST,OPTIONS"
            })
    void namesTheMethodsThatAPathTakes(String method, String path, String allowed) {
        ObjectNode event = caller.event(method, path, null);

        ApiAnswer answer = api.event(event);

        assertProblem(answer, 405, "method-not-allowed", false);
        assertThat(answer.header("Allow").replace(" ", "").split(",")).containsExactlyInAnyOrder(allowed.split(","));
    }

    private static void assertSameAsUnknown(ApiAnswer answer, ApiAnswer unknown) {
        assertProblem(answer, 404, "not-found", false);
        assertThat(withoutPlace(answer)).isEqualTo(withoutPlace(unknown));
        assertThat(answer.headers().keySet()).isEqualTo(unknown.headers().keySet());
    }

    private static ObjectNode withoutPlace(ApiAnswer answer) {
        return answer.json().<ObjectNode>deepCopy().without(List.of("requestId", "instance"));
    }
}
