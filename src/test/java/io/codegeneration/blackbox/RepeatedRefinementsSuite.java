package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refinements with an idempotency key, and what they ask of the store, seen at the wire. */
@BlackBox
class RepeatedRefinementsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String TWO = "```python app.py\nA = 1\n```\n```python lib/b.py\nB = 1\n```\n";

    private Backend backend;
    private Wire wire;
    private ApiCaller caller;
    private String first;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(TWO));
        wire = new Wire(backend);
        caller = program.caller();
        first = caller.generate("a program").header("Location");
        backend.bedrock().reset();
        backend.bedrock().always(BedrockReply.text("```python app.py\nA = 2\n```"));
        backend.proxy().reset();
    }

    @Test
    void costsOneReadMoreThanANewGeneration() {
        caller.post(two().toString());

        assertThat(wire.steps()).hasSize(4).startsWith("GET record");
        assertThat(wire.steps().subList(1, 4)).containsExactlyInAnyOrder("PUT code", "PUT code", "PUT record");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void readsThePreviousUnderItsClaim() {
        caller.post(two().toString(), KEY, "a");

        assertThat(wire.steps())
                .hasSize(6)
                .startsWith("PUT claim", "GET record")
                .endsWith("PUT claim");
    }

    @Test
    void readsNothingForFilesOfTheCaller() {
        caller.post(
                RequestJson.saying("x").in("python").with("app.py", "A = 1\n").toString());

        assertThat(wire.steps()).containsExactlyInAnyOrder("PUT code", "PUT record");
    }

    @Test
    void asksTheModelOnlyOnceItKnowsTheContext() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        backend.proxy().hold(request -> Wire.record(request) && request.method().equals("GET"), gate);
        CompletableFuture<ApiAnswer> answer = CompletableFuture.supplyAsync(() -> caller.post(two().toString()));
        backend.proxy().awaitRequests(1, NativeFunction.START);

        assertThat(backend.bedrock().requests()).isEmpty();
        gate.complete(null);

        assertThat(answer.join().status()).isEqualTo(200);
    }

    @Test
    void repeatsAnAnswerWithoutThePrevious() {
        ApiAnswer made = caller.post(two().toString(), KEY, "a");
        assertThat(caller.delete(first).status()).isEqualTo(204);
        backend.proxy().reset();

        ApiAnswer again = caller.post(two().toString(), KEY, "a");

        assertThat(again.body()).isEqualTo(made.body());
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(made.header("Location"));
        assertThat(wire.steps()).containsExactly("PUT claim", "GET claim");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void repeatsAnExplanationAsTextToo() {
        backend.bedrock().always(BedrockReply.text("It is simple."));
        caller.post(two().toString(), KEY, "a");

        ApiAnswer again = caller.post(two().toString(), KEY, "a", "Accept", "text/plain");

        assertThat(again.text()).isEqualTo("It is simple.");
        assertThat(again.header(REPLAYED)).isEqualTo("true");
    }

    @Test
    void knowsARequestByThePreviousAndTheFiles() {
        String second = caller.post(two().toString()).header("Location");
        RequestJson request = two().with("a.txt", "1").with("b.txt", "2");
        ApiAnswer made = caller.post(request.toString(), KEY, "a");
        assertThat(made.status()).as(made.text()).isEqualTo(200);

        List<RequestJson> others = List.of(
                request.changing(second),
                two(),
                two().with("a.txt", "1"),
                two().with("a.txt", "1").with("b.txt", "3"),
                two().with("a.txt", "1").with("c.txt", "2"),
                two().with("b.txt", "2").with("a.txt", "1"),
                request.with("c.txt", ""),
                RequestJson.saying("other").changing(first).with("a.txt", "1").with("b.txt", "2"),
                RequestJson.saying("two").in("python").with("a.txt", "1").with("b.txt", "2"));
        for (RequestJson other : others) {
            assertProblem(caller.post(other.toString(), KEY, "a"), 422, "idempotency-mismatch", false);
        }
        assertThat(caller.post(request.toString(), KEY, "a").body()).isEqualTo(made.body());
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void takesAnInheritedLanguageForAbsent() {
        ApiAnswer inherited = caller.post(two().toString(), KEY, "a");
        assertProblem(caller.post(two().in("python").toString(), KEY, "a"), 422, "idempotency-mismatch", false);
        assertThat(caller.post(two().toString(), KEY, "a").body()).isEqualTo(inherited.body());

        ApiAnswer named = caller.post(two().in("python").toString(), KEY, "b");
        assertProblem(caller.post(two().toString(), KEY, "b"), 422, "idempotency-mismatch", false);
        assertThat(caller.post(two().in(".py").toString(), KEY, "b").body()).isEqualTo(named.body());
    }

    @Test
    void takesNamesInEitherNormalFormForTheSame() {
        ApiAnswer made = caller.post(two().with("gr\u00f6\u00dfe.txt", "1").toString(), KEY, "a");
        ApiAnswer again = caller.post(two().with("gro\u0308\u00dfe.txt", "1").toString(), KEY, "a");

        assertThat(again.body()).isEqualTo(made.body());
    }

    @Test
    void repeatsAsAStream() {
        ApiAnswer made = caller.post(two().toString(), KEY, "a");
        assertThat(caller.delete(first).status()).isEqualTo(204);

        ApiAnswer again = caller.post(two().toString(), KEY, "a", "Accept", "text/event-stream");

        assertThat(again.text())
                .startsWith("event: started\n")
                .contains("\"language\":\"python\"")
                .endsWith("event: completed\ndata: " + made.text() + "\n\n");
        assertThat(again.header(REPLAYED)).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void storesWhatCouldNotBeStoredWithoutTheModelAndThePrevious(String accept) {
        backend.proxy().failing(request -> Wire.put(request) && Wire.code(request), 403, "AccessDenied");
        ApiAnswer failed = caller.post(two().with("own.txt", "mine\r\n").toString(), KEY, "a");
        backend.proxy().clear();

        assertProblem(failed, 502, "storage-failed", true);
        JsonNode shown = failed.json().path("generation");
        assertThat(shown.path("code").asText()).isEqualTo("A = 2\n");
        assertThat(shown.path("previous").asText()).isEqualTo(id(first));
        assertThat(caller.delete(first).status()).isEqualTo(204);
        backend.proxy().reset();
        ApiAnswer again = caller.post(two().with("own.txt", "mine\r\n").toString(), KEY, "a", "Accept", accept);

        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(backend.bedrock().requests()).hasSize(1);
        String place = failed.json().path("instance").asText();
        assertThat(again.header("Location")).isEqualTo(place);
        JsonNode record = caller.get(place).json();
        assertThat(record.path("status").asText()).isEqualTo("succeeded");
        assertThat(record.path("previous").asText()).isEqualTo(id(first));
        assertThat(record.path("files").findValuesAsText("name")).containsExactly("app.py", "lib/b.py", "own.txt");
        assertThat(caller.get(place + "/files/app.py").text()).isEqualTo("A = 2\n");
        assertThat(caller.get(place + "/files/lib/b.py").text()).isEqualTo("B = 1\n");
        assertThat(caller.get(place + "/files/own.txt").text()).isEqualTo("mine\r\n");
    }

    @Test
    void storesAnExplanationThatCouldNotBeStored() {
        backend.bedrock().always(BedrockReply.text("It is simple."));
        backend.proxy().failing(request -> Wire.put(request) && Wire.code(request), 403, "AccessDenied");
        ApiAnswer failed = caller.post(two().toString(), KEY, "a");
        backend.proxy().clear();

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(failed.json().path("generation").path("explanation").asText())
                .isEqualTo("It is simple.");
        ApiAnswer again = caller.post(two().toString(), KEY, "a");

        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.json().path("code").isNull()).isTrue();
        assertThat(again.json().path("explanation").asText()).isEqualTo("It is simple.");
        assertThat(caller.get(again.header("Location") + "/files/lib/b.py").text())
                .isEqualTo("B = 1\n");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void changesWhatCouldNotBeStoredAtFirst() {
        backend.proxy().failing(request -> Wire.put(request) && Wire.code(request), 403, "AccessDenied");
        String place =
                caller.post(two().toString(), KEY, "a").json().path("instance").asText();
        backend.proxy().clear();
        Problems.assertInvalid(
                caller.post(RequestJson.saying("x").changing(place).toString()), "previous");

        assertThat(caller.post(two().toString(), KEY, "a").status()).isEqualTo(200);

        ApiAnswer next = caller.post(RequestJson.saying("x").changing(place).toString());
        assertThat(next.status()).as(next.text()).isEqualTo(200);
        assertThat(next.json().path("files").findValuesAsText("name")).containsExactly("app.py", "lib/b.py");
    }

    @Test
    void freesTheKeyOfADeletedRefinementAndLeavesThePrevious() {
        ApiAnswer made = caller.post(two().toString(), KEY, "a");
        assertThat(caller.delete(made.header("Location")).status()).isEqualTo(204);
        assertThat(wire.left()).isEmpty();

        assertThat(caller.get(first + "/files/lib/b.py").text()).isEqualTo("B = 1\n");
        assertThat(caller.post(two().toString(), KEY, "a").status()).isEqualTo(200);
    }

    private RequestJson two() {
        return RequestJson.saying("two").changing(first);
    }

    private static String id(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }
}
