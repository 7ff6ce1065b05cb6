package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies POST accepts, and what it says about the others. */
@BlackBox
class RequestBodySuite {

    private static final int MAX_BYTES = 1024 * 1024;

    private ApiClient api;
    private Backend backend;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        api = program.api();
    }

    @Test
    void acceptsTheOtherNamesOfTheFields() {
        ApiAnswer answer = api.post("{\"language\": \".PY\", \"instructions\": \"sort\\r\\nlists\", \"extra\": [1]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("language").asText()).isEqualTo("python");
        assertThat(backend.bedrock().requests().get(0).json().toString()).contains("sort\\nlists");
    }

    @Test
    void listsEveryFaultOfARequestAtOnce() {
        ApiAnswer answer = api.post("{\"key\":7,\"message\":\" \",\"model\":[],\"maxTokens\":1}");

        assertProblem(answer, 400, "invalid-request", false);
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("key", "message", "model", "maxTokens");
        assertThat(backend.bedrock().requests()).isEmpty();
        assertThat(backend.proxy().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"300", "300.0", "3e2"})
    void takesAWholeNumberHoweverItIsWritten(String number) {
        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"maxTokens\":" + number + "}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(backend.bedrock()
                        .requests()
                        .get(0)
                        .json()
                        .path("inferenceConfig")
                        .path("maxTokens")
                        .asText())
                .isEqualTo("300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"300.5", "3e-2", "1e400", "\"300\"", "true"})
    void refusesWhatIsNoWholeNumber(String number) {
        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"maxTokens\":" + number + "}");

        assertProblem(answer, 400, "invalid-request", false);
        assertThat(answer.json().path("errors").findValuesAsText("field")).containsExactly("maxTokens");
    }

    @Test
    void suggestsLanguages() {
        ApiAnswer answer = api.generate("pyton", "sum");

        assertProblem(answer, 400, "unsupported-language", false);
        assertThat(answer.json().path("suggestions").path(0).asText()).isEqualTo("python");
    }

    @Test
    void refusesModelsThatAreNotAllowed() {
        assertProblem(
                api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"amazon.nova-pro-v1:0\"}"),
                400,
                "unsupported-model",
                false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "\"text\"", "{\"key\":\"python\",\"message\":\"x\"} more", "nonsense"})
    void refusesWhatIsNoJsonObject(String body) {
        assertProblem(api.post(body), 400, "invalid-request", false);
    }

    @Test
    void acceptsAByteOrderMark() {
        assertThat(api.post("\uFEFF{\"key\":\"python\",\"message\":\"sum\"}").status())
                .isEqualTo(200);
    }

    @Test
    void refusesLargeBodies() {
        assertProblem(api.post(padded(MAX_BYTES + 1)), 413, "request-too-large", false);
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    /** An answer has at most 6 MB in Lambda. */
    @Test
    void answersManyBadFilesInShort() {
        String files = "0,".repeat(MAX_BYTES / 2 - 100) + "0";

        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"files\":[" + files + "]}");

        assertProblem(answer, 400, "invalid-request", false);
        assertThat(answer.json().path("errors").findValuesAsText("field")).containsExactly("files");
        assertThat(answer.body()).hasSizeLessThan(1_000);
    }

    @Test
    void acceptsTheLargestBody() {
        assertThat(api.post(padded(MAX_BYTES)).status()).isEqualTo(200);
    }

    /** A request with as many bytes. */
    private static String padded(int bytes) {
        String start = "{\"key\":\"python\",\"message\":\"sum\",\"ignored\":\"";
        return start + "x".repeat(bytes - start.length() - 2) + "\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "application/json; charset=utf-8, 200",
        "application/vnd.example+json, 200",
        "application/x-www-form-urlencoded, 415",
        "text/plain, 415"
    })
    void readsJsonOnly(String contentType, int status) {
        byte[] body = "{\"key\":\"python\",\"message\":\"sum\"}".getBytes(StandardCharsets.UTF_8);

        ApiAnswer answer = api.call("POST", "/code-generation", body, "Content-Type", contentType);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 415) {
            assertProblem(answer, 415, "unsupported-media-type", false);
            assertThat(answer.json().path("detail").asText()).contains("Content-Type: application/json");
        }
    }

    @Test
    void readsABodyWithoutAType() {
        byte[] body = "{\"key\":\"python\",\"message\":\"sum\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(api.call("POST", "/code-generation", body).status()).isEqualTo(200);
    }
}
