package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refinements whose caller accepts server-sent events. */
@BlackBox
class StreamedRefinementsSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TWO = "```python app.py\nA = 1\n```\n```python lib/b.py\nB = 1\n```\n";

    private Backend backend;
    private ApiCaller caller;
    private String first;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(TWO));
        caller = program.caller();
        first = caller.generate("a program").header("Location");
    }

    @Test
    void sendsTheReplyAndThenTheWholeGeneration() {
        backend.bedrock().always(BedrockReply.text("```python lib/b.py\nB = 2\n```"));

        ApiAnswer answer = stream(RequestJson.saying("two").changing(first).with("own.txt", "mine\r\n"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(event(answer, "started").path("language").asText()).isEqualTo("python");
        assertThat(text(answer)).isEqualTo("```python lib/b.py\nB = 2\n```");
        JsonNode completed = event(answer, "completed");
        assertThat(completed.path("previous").asText()).isEqualTo(first.substring(first.lastIndexOf('/') + 1));
        assertThat(completed.path("code").asText()).isEqualTo("B = 2\n");
        assertThat(completed.path("files").findValuesAsText("name")).containsExactly("lib/b.py", "app.py", "own.txt");
        ObjectNode expected = completed.deepCopy();
        expected.remove("message");
        ObjectNode record = caller.get(answer.header("Location")).json().deepCopy();
        assertThat(record.path("request").path("previous")).isEqualTo(completed.path("previous"));
        assertThat(record.path("request").path("files").toString()).isEqualTo("[{\"name\":\"own.txt\",\"bytes\":6}]");
        record.remove("request");
        assertThat(record).isEqualTo(expected);
        assertThat(caller.get(answer.header("Location") + "/files/own.txt").text())
                .isEqualTo("mine\r\n");
    }

    @Test
    void completesWithAnExplanation() {
        backend.bedrock().always(BedrockReply.text("It is simple."));

        JsonNode completed = event(stream(RequestJson.saying("explain").changing(first)), "completed");

        assertThat(completed.path("code").isNull()).isTrue();
        assertThat(completed.path("explanation").asText()).isEqualTo("It is simple.");
        assertThat(completed.path("files")).hasSize(2);
    }

    @Test
    void refusesABadContextBeforeTheFirstEvent() {
        assertInvalid(stream(RequestJson.saying("x").changingId("20261122T101530123Z-k3v9q2w8")), "previous");
        assertInvalid(stream(RequestJson.saying("x").changingId("x").with("../a", "1")), "previous", "files[0].name");
        assertInvalid(stream(RequestJson.saying("x").changing(first).with("lib", "1")), "files");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(caller.get("/code-generation").json().path("items")).hasSize(1);
    }

    private ApiAnswer stream(RequestJson request) {
        return caller.post(request.toString(), "Accept", "text/event-stream");
    }

    private static JsonNode event(ApiAnswer answer, String type) {
        return events(answer, type).get(0);
    }

    private static String text(ApiAnswer answer) {
        StringBuilder text = new StringBuilder();
        events(answer, "text").forEach(event -> text.append(event.path("text").asText()));
        return text.toString();
    }

    private static List<JsonNode> events(ApiAnswer answer, String type) {
        List<JsonNode> events = new ArrayList<>();
        for (String block : answer.text().split("\n\n")) {
            String start = "event: " + type + "\ndata: ";
            if (block.startsWith(start)) {
                try {
                    events.add(JSON.readTree(block.substring(start.length())));
                } catch (JsonProcessingException e) {
                    throw new AssertionError(block, e);
                }
            }
        }
        assertThat(events).as(answer.text()).isNotEmpty();
        return events;
    }
}
