package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that change code. */
@BlackBox
class RefinedJobsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String PREFER = "Prefer";
    private static final String ASYNC = "respond-async";
    private static final String TWO = "```python app.py\nA = 1\n```\n```python lib/b.py\nB = 1\n```\n";

    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(TWO));
        wire = new Wire(backend);
        caller = program.caller();
    }

    @Test
    void isAcceptedInTheInheritedLanguage() {
        String first = caller.post(RequestJson.saying("x").in("go").toString()).header("Location");

        ApiAnswer accepted = caller.post(change(first, "two"), PREFER, ASYNC);

        JsonNode json = accepted.json();
        String id = json.path("id").asText();
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        assertThat(accepted.header("Location")).isEqualTo("/code-generation/" + id);
        assertThat(accepted.header("Retry-After")).isEqualTo("2");
        assertThat(accepted.header("Preference-Applied")).isEqualTo(ASYNC);
        assertThat(accepted.text())
                .isEqualTo("{\"message\":\"Code generation accepted\",\"id\":\"" + id
                        + "\",\"status\":\"queued\",\"language\":\"go\",\"createdAt\":" + json.path("createdAt")
                        + "}");
        caller.settled(accepted.header("Location"));
    }

    @Test
    void endsAsIfItHadBeenWaitedFor() {
        String first = caller.generate("a program").header("Location");
        backend.bedrock().always(BedrockReply.text("So:\n```python lib/b.py\nB = 2\n```"));
        String body = RequestJson.saying("two")
                .changing(first)
                .with("zebra.txt", "Ä\r\n")
                .with("app.py", "A = 7\n")
                .toString();

        JsonNode job = caller.settled(caller.post(body, PREFER, ASYNC).header("Location"));

        JsonNode waitedFor = caller.get(caller.post(body).header("Location")).json();
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeeded");
        for (String same : List.of("code", "explanation", "previous", "request", "stopReason", "language")) {
            assertThat(job.path(same)).as(same).isEqualTo(waitedFor.path(same));
        }
        assertThat(job.path("previous").asText()).isEqualTo(id(first));
        assertThat(job.path("request").path("previous").asText()).isEqualTo(id(first));
        assertThat(job.path("request").path("files").toString())
                .isEqualTo("[{\"name\":\"zebra.txt\",\"bytes\":4},{\"name\":\"app.py\",\"bytes\":6}]");
        assertThat(job.path("files").findValuesAsText("name")).containsExactly("lib/b.py", "app.py", "zebra.txt");
        assertThat(file(job, "app.py")).isEqualTo("A = 7\n");
        assertThat(file(job, "zebra.txt")).isEqualTo("Ä\r\n");
        assertThat(prompts()).hasSize(3);
        assertThat(prompts().get(1)).isEqualTo(prompts().get(2));
    }

    @Test
    void showsNoCodeOfItsContext() {
        String first = caller.generate("a program").header("Location");
        String place = caller.post(
                        RequestJson.saying("x")
                                .changing(first)
                                .with("secret.txt", "my secret 4711")
                                .toString(),
                        PREFER,
                        ASYNC)
                .header("Location");
        ApiAnswer early = caller.get(place);
        JsonNode settled = caller.settled(place);

        assertThat(early.text()).doesNotContain("4711", "context\"");
        assertThat(settled.toString()).doesNotContain("4711", "\"context\"", "\"contents\"");
        assertThat(caller.get("/code-generation").text()).doesNotContain("4711");
    }

    @Test
    void changesWhatAJobMade() {
        String first = caller.generate("a program", PREFER, ASYNC).header("Location");
        caller.settled(first);
        backend.bedrock().always(BedrockReply.text("```python app.py\nA = 2\n```"));

        ApiAnswer answer = caller.post(change(first, "two"));
        JsonNode third = caller.settled(caller.post(change(answer.header("Location"), "three"), PREFER, ASYNC)
                .header("Location"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("files").findValuesAsText("name")).containsExactly("app.py", "lib/b.py");
        assertThat(third.path("files").findValuesAsText("name")).containsExactly("app.py", "lib/b.py");
        assertThat(file(third, "lib/b.py")).isEqualTo("B = 1\n");
        assertThat(third.path("previous").asText())
                .isEqualTo(answer.json().path("id").asText());
    }

    @Test
    void explainsWithoutCode() {
        String first = caller.generate("a program").header("Location");
        backend.bedrock().always(BedrockReply.text("It is simple."));

        JsonNode job = caller.settled(
                caller.post(change(first, "explain"), PREFER, ASYNC).header("Location"));

        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.path("code").isNull()).isTrue();
        assertThat(job.path("explanation").asText()).isEqualTo("It is simple.");
        assertThat(job.path("files")).hasSize(2);
        assertThat(file(job, "lib/b.py")).isEqualTo("B = 1\n");
    }

    @Test
    void isRefusedAtOnceWhereThePreviousIsBad() {
        assertInvalid(caller.post(change("/20261122T101530123Z-k3v9q2w8", "x"), PREFER, ASYNC), "previous");
        assertThat(wire.steps()).containsExactly("GET record");
        assertThat(wire.left()).isEmpty();
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void costsOneReadMore() {
        String first = caller.generate("a program").header("Location");
        backend.proxy().reset();

        String place =
                caller.post(change(first, "two"), PREFER, ASYNC, KEY, "a").header("Location");

        assertThat(wire.steps()).startsWith("PUT claim", "GET record", "PUT record");
        caller.settled(place);
    }

    @Test
    void repeatsItsAcceptanceWithoutThePrevious() {
        String first = caller.generate("a program").header("Location");
        ApiAnswer accepted = caller.post(change(first, "two"), PREFER, ASYNC, KEY, "a");
        caller.settled(accepted.header("Location"));
        assertThat(caller.delete(first).status()).isEqualTo(204);
        backend.proxy().reset();

        ApiAnswer again = caller.post(change(first, "two"), PREFER, ASYNC, KEY, "a");

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(accepted.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(wire.steps()).containsExactly("PUT claim", "GET claim");
        assertProblem(caller.post(change(first, "other"), KEY, "a"), 422, "idempotency-mismatch", false);
    }

    private List<String> prompts() {
        return backend.bedrock().requests().stream()
                .map(request -> request.json().path("messages").toString())
                .toList();
    }

    private String file(JsonNode record, String name) {
        return caller.get("/code-generation/" + record.path("id").asText() + "/files/" + name)
                .text();
    }

    private static String change(String place, String message) {
        return RequestJson.saying(message).changing(place).toString();
    }

    private static String id(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }
}
