package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code to change that is as large as it may be. */
@BlackBox
class LargeContextsSuite {

    private static final int HALF = 512 * 1024;
    private static final int BODY = 1024 * 1024;

    private Backend backend;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text("Fine."));
        caller = program.caller();
    }

    @Test
    void takesHalfAMebibyteOfFilesAndNoMore() {
        String half = "x".repeat(HALF / 2);
        RequestJson request = own().with("a.txt", half).with("b.txt", half);

        ApiAnswer answer = caller.post(request.toString());

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(caller.get(answer.header("Location") + "/files/b.txt").text())
                .isEqualTo(half);
        assertThat(backend.bedrock().requests().get(0).json().toString()).contains(half);
        assertInvalid(caller.post(request.with("c.txt", "x").toString()), "files");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void countsTheBytesOfTheFiles() {
        String half = "\u00e4".repeat(HALF / 2);

        assertThat(caller.post(own().with("a.txt", half).toString()).status()).isEqualTo(200);
        assertInvalid(caller.post(own().with("a.txt", half + "\u00e4").toString()), "files");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesAMebibyteTogetherWithThePreviousAndNoMore(boolean asJob) {
        String half = "y".repeat(HALF);
        String first = place(own().with("a.txt", half), asJob);
        String whole = place(RequestJson.saying("x").changing(first).with("b.txt", half), asJob);

        JsonNode record = caller.get(whole).json();
        assertThat(record.path("files").findValuesAsText("bytes")).containsExactly("" + HALF, "" + HALF);
        assertThat(caller.get(whole + "/files/a.txt").text()).isEqualTo(half);

        RequestJson change = RequestJson.saying("x").changing(whole);
        assertInvalid(caller.post(change.with("c.txt", "x").toString()), "files");
        backend.bedrock().always(BedrockReply.text("```text a.txt\nsmall\n```"));
        ApiAnswer smaller =
                caller.post(change.with("b.txt", "less").with("c.txt", "x").toString());
        assertThat(smaller.status()).as(smaller.text()).isEqualTo(200);
        assertThat(smaller.json().path("files").findValuesAsText("bytes")).containsExactly("6", "4", "1");
    }

    @Test
    void refusesAReplyThatMakesTheGenerationTooLarge() {
        String half = "z".repeat(HALF);
        String first = place(own().with("a.txt", half), false);
        String whole = place(RequestJson.saying("x").changing(first).with("b.txt", half), false);
        backend.bedrock().always(BedrockReply.text("```text c.txt\nmore\n```"));

        ApiAnswer answer = caller.post(RequestJson.saying("x").changing(whole).toString());

        assertProblem(answer, 502, "generation-too-large", false);
        assertThat(answer.json().path("generation").path("explanation").asText())
                .isEqualTo("```text c.txt\nmore\n```");
    }

    @Test
    void storesAWholeMebibyteAgainWithoutTheModel() {
        String half = "\"\\\n\u00e4".repeat(HALF / 5);
        String first = place(own().with("a.txt", half), false);
        String body = RequestJson.saying("x").changing(first).with("b.txt", "b").toString();
        backend.proxy().failing(request -> Wire.put(request) && Wire.code(request), 403, "AccessDenied");
        ApiAnswer failed = caller.post(body, "Idempotency-Key", "a");
        backend.proxy().clear();

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(failed.json().path("generation").path("explanation").asText())
                .isEqualTo("Fine.");
        ApiAnswer again = caller.post(body, "Idempotency-Key", "a");
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(caller.get(again.header("Location") + "/files/a.txt").text()).isEqualTo(half);
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void takesABodyOfAMebibyteAndNoMore() {
        assertThat(caller.post(padded(BODY)).status()).isEqualTo(200);
        assertProblem(caller.post(padded(BODY + 1)), 413, "request-too-large", false);
    }

    @EventsOnly
    @Test
    void takesABodyOfAMebibyteInBase64AndNoMore() {
        ApiAnswer answer = caller.api().event(base64(padded(BODY)));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(caller.get(answer.header("Location") + "/files/a.txt").text())
                .hasSize(HALF - 1)
                .startsWith("\u00e4");
        assertProblem(caller.api().event(base64(padded(BODY + 1))), 413, "request-too-large", false);
    }

    /** A request of so many bytes, half of them the content of a file. */
    private static String padded(int bytes) {
        String start = "{\"key\":\"python\",\"message\":\"x\",\"files\":[{\"name\":\"a.txt\",\"content\":\"\u00e4"
                + "x".repeat(HALF - 2)
                + "\"}],\"extra\":\"";
        String end = "\"}";
        int missing = bytes - start.getBytes(StandardCharsets.UTF_8).length - end.length();
        return start + "x".repeat(missing) + end;
    }

    private ObjectNode base64(String body) {
        ObjectNode event = caller.event("POST", "/code-generation", "");
        return event.put("body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)))
                .put("isBase64Encoded", true);
    }

    /** The place of a generation that has succeeded. */
    private String place(RequestJson request, boolean asJob) {
        ApiAnswer answer =
                asJob ? caller.post(request.toString(), "Prefer", "respond-async") : caller.post(request.toString());
        assertThat(answer.status()).as(answer.text()).isEqualTo(asJob ? 202 : 200);
        String place = answer.header("Location");
        assertThat(caller.settled(place).path("status").asText()).isEqualTo("succeeded");
        return place;
    }

    private static RequestJson own() {
        return RequestJson.saying("x").in("python");
    }
}
