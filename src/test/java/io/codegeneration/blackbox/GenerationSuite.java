package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.S3Server;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What POST of an instruction answers, and what it leaves in the bucket. */
@BlackBox
class GenerationSuite {

    private static final String CODE = "def binary_search(items, wanted):\n    return items.index(wanted)  # ö\n";
    private static final String REPLY = "Here it is.\n\n```python search.py\n" + CODE + "```\n\nIt takes O(log n).";

    private ApiClient api;
    private Backend backend;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(REPLY).withUsage(142, 318));
        api = program.api();
    }

    @Test
    void answersTheCallersOfTheFirstVersion() {
        Instant before = Instant.now();

        ApiAnswer answer = api.generate("python", "implement binary search");

        JsonNode json = answer.json();
        String id = json.path("id").asText();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Location")).isEqualTo("/code-generation/" + id);
        assertThat(id).matches("[0-9]{8}T[0-9]{9}Z-[0-9a-hjkmnp-tv-z]{8}");
        assertThat(names(json))
                .containsExactly(
                        "message",
                        "id",
                        "status",
                        "language",
                        "code",
                        "explanation",
                        "files",
                        "bucket",
                        "truncated",
                        "model",
                        "stopReason",
                        "usage",
                        "ignoredParameters",
                        "attempts",
                        "previous",
                        "createdAt",
                        "completedAt");
        assertThat(json.path("message").asText()).isEqualTo("Code generation complete");
        assertThat(json.path("status").asText()).isEqualTo("succeeded");
        assertThat(json.path("language").asText()).isEqualTo("python");
        assertThat(json.path("code").asText()).isEqualTo(CODE);
        assertThat(json.path("explanation").asText()).isEqualTo("Here it is.\n\nIt takes O(log n).");
        assertThat(json.path("bucket").asText()).isEqualTo(Backend.BUCKET);
        assertThat(json.path("truncated").booleanValue()).isFalse();
        assertThat(json.path("model").asText()).isEqualTo(Backend.MODEL);
        assertThat(json.path("stopReason").asText()).isEqualTo("end_turn");
        assertThat(json.path("usage").toString())
                .isEqualTo("{\"inputTokens\":142,\"outputTokens\":318,\"complete\":true}");
        assertThat(json.path("ignoredParameters")).isEmpty();
        assertThat(json.path("attempts")).hasSize(1);
        assertThat(json.path("attempts").path(0).path("outcome").asText()).isEqualTo("succeeded");
        assertThat(json.path("attempts").path(0).path("model").asText()).isEqualTo(Backend.MODEL);
        assertThat(json.path("createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Instant.parse(json.path("createdAt").asText()))
                .isBetween(
                        before.minusMillis(1),
                        Instant.parse(json.path("completedAt").asText()));
    }

    @Test
    void keepsCodeAndRecordInTheBucket() {
        JsonNode json = api.generate("python", "implement binary search").json();

        String id = json.path("id").asText();
        JsonNode file = json.path("files").path(0);
        assertThat(json.path("files")).hasSize(1);
        assertThat(file.path("name").asText()).isEqualTo("implement_binary_search.py");
        assertThat(file.path("key").asText()).isEqualTo("code-output/" + id + "-implement_binary_search.py");
        assertThat(file.path("bytes").asLong()).isEqualTo(CODE.getBytes(StandardCharsets.UTF_8).length);
        S3Server.ServerObject stored =
                backend.s3().object(Backend.BUCKET, file.path("key").asText());
        assertThat(stored.text()).isEqualTo(CODE);
        assertThat(stored.contentType().replace(" ", "")).isEqualTo("text/x-python;charset=UTF-8");
        assertThat(stored.metadata())
                .containsEntry("language", "python")
                .containsEntry("model", Backend.MODEL)
                .containsEntry("id", id)
                .containsEntry("owner", "anonymous");
        assertThat(recordKeys(id)).singleElement().asString().startsWith("generations/anonymous/");
    }

    @Test
    void writesCodeAndRecordAndReadsNothing() {
        api.generate("python", "implement binary search");

        assertThat(backend.proxy().requests()).hasSize(2).allSatisfy(request -> assertThat(request.method())
                .isEqualTo("PUT"));
    }

    @Test
    void givesTheCodeAloneAsText() {
        ApiAnswer answer = api.generate("python", "implement binary search", "Accept", "text/plain");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(answer.text()).isEqualTo(CODE);
        assertThat(answer.header("Location")).startsWith("/code-generation/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "application/xml, application/json", "text/plain;q=0.5, */*"})
    void prefersJson(String accept) {
        assertThat(api.generate("python", "sum", "Accept", accept).header("Content-Type"))
                .startsWith("application/json");
    }

    @Test
    void keepsSeveralFilesUnderOnePrefix() {
        backend.bedrock()
                .next(BedrockReply.text(
                        "```json data/größe.json\n{}\n```\n\n```python ../src/main.py\nprint(1)\n```\n\nRun:"
                                + "\n\n```bash\npython main.py\n```"));

        JsonNode json = api.generate("python", "two files").json();

        String id = json.path("id").asText();
        assertThat(json.path("code").asText()).isEqualTo("print(1)\n");
        assertThat(json.path("files").findValuesAsText("name")).containsExactly("src/main.py", "data/größe.json");
        assertThat(json.path("files").findValuesAsText("key"))
                .containsExactly(
                        "code-output/" + id + "-two_files/src/main.py",
                        "code-output/" + id + "-two_files/data/größe.json");
        assertThat(json.path("explanation").asText()).contains("python main.py");
        ApiAnswer file = api.get("/code-generation/" + id + "/files/data%2Fgr%C3%B6%C3%9Fe.json");
        assertThat(file.text()).isEqualTo("{}\n");
        assertThat(file.header("Content-Type")).startsWith("application/json");
        assertThat(file.header("Content-Disposition")).contains("filename*=UTF-8''gr%C3%B6%C3%9Fe.json");
        assertThat(api.get("/code-generation/" + id + "/files/src/main.py").text())
                .isEqualTo("print(1)\n");
    }

    @Test
    void takesReasoningInTheTextForNoPartOfTheReply() {
        backend.bedrock()
                .next(BedrockReply.text(
                        "<think>\nA draft:\n```python\nx = 0\n```\n</think>\n\nHere:\n```python\nx = 1\n```"));

        JsonNode json = api.generate("python", "one").json();

        assertThat(json.path("code").asText()).isEqualTo("x = 1\n");
        assertThat(json.path("explanation").asText()).isEqualTo("Here:");
    }

    @Test
    void takesTheTextAfterTheReasoning() {
        backend.bedrock().next(BedrockReply.text(REPLY).withReasoningFirst("```python\nwrong\n```"));

        assertThat(api.generate("python", "sum").json().path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void refusesThousandsOfFilesAtOnce() {
        String text = " ```\nx\n```\n".repeat(12_000);
        backend.bedrock().next(BedrockReply.text(text));

        ApiAnswer answer = api.generate("python", "too many");

        assertProblem(answer, 502, "generation-too-large", false);
        assertThat(answer.json().path("generation").path("explanation").asText())
                .isEqualTo(text);
        assertThat(codeKeys(answer)).isEmpty();
    }

    @Test
    void carriesAGenerationOfOneMebibyte() {
        String line = "value = \"ä\\\\\"  # a line of code, and more of it to make it longer\n";
        int lines = 1024 * 1024 / line.getBytes(StandardCharsets.UTF_8).length;
        String code = line.repeat(lines);
        backend.bedrock().next(BedrockReply.text("```python\n" + code + "```"));

        ApiAnswer answer = api.generate("python", "a large file");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        String id = answer.json().path("id").asText();
        assertThat(api.get("/code-generation/" + id).json().path("code").asText())
                .isEqualTo(code);
        assertThat(api.get("/code-generation/" + id + "/files/a_large_file.py").text())
                .isEqualTo(code);
    }

    @Test
    void refusesMoreThanItKeepsAndShowsTheText() {
        String code = "x = 1\n".repeat(1024 * 1024 / 6 + 1);
        backend.bedrock().next(BedrockReply.text("```python\n" + code + "```"));

        ApiAnswer answer = api.generate("python", "too large");

        assertProblem(answer, 502, "generation-too-large", false);
        assertThat(answer.json().path("generation").path("explanation").asText())
                .contains(code);
        assertThat(codeKeys(answer)).isEmpty();
    }

    @Test
    void saysThatThereWasNoCode() {
        backend.bedrock().next(BedrockReply.text("  \n"));

        assertProblem(api.generate("python", "nothing"), 502, "empty-generation", true);
    }

    @Test
    void saysThatTheModelRefused() {
        backend.bedrock().next(BedrockReply.text("I will not.").withStopReason("refusal"));

        assertProblem(api.generate("python", "something bad"), 422, "model-refused", false);
    }

    @Test
    void handsOverTheCodeThatCouldNotBeStored() {
        backend.proxy().failing(request -> request.path().contains("code-output"), 500, "InternalError");

        ApiAnswer answer = api.generate("python", "implement binary search");

        assertProblem(answer, 502, "storage-failed", true);
        JsonNode generation = answer.json().path("generation");
        assertThat(generation.path("message").asText()).isEqualTo("Code generation complete");
        assertThat(generation.path("code").asText()).isEqualTo(CODE);
        assertThat(generation.path("bucket").isNull()).isTrue();
        assertThat(generation.path("files").path(0).path("name").asText()).isEqualTo("implement_binary_search.py");
        assertThat(generation.path("usage").path("outputTokens").asInt()).isEqualTo(318);
        JsonNode kept = api.get(answer.json().path("instance").asText()).json();
        assertThat(kept.path("status").asText()).isEqualTo("failed");
        assertThat(kept.path("code").asText()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void handsOverTheCodeWhenNothingAtAllCanBeStored() {
        backend.proxy().failing(request -> request.method().equals("PUT"), 403, "AccessDenied");

        ApiAnswer answer = api.generate("python", "implement binary search");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.json().path("code").asText()).isEqualTo("storage-failed");
        assertThat(answer.json().path("instance").asText()).isEqualTo("/code-generation");
        assertThat(answer.json().path("generation").path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void repeatsAWriteThatFailedOnce() {
        backend.proxy().failNext(1, 503, "SlowDown");

        assertThat(api.generate("python", "sum").status()).isEqualTo(200);
        assertThat(backend.proxy().requests()).hasSize(3);
    }

    private Set<String> codeKeys(ApiAnswer answer) {
        String id = answer.json().path("instance").asText().replace("/code-generation/", "");
        return Set.copyOf(backend.s3().keys(Backend.BUCKET).stream()
                .filter(key -> key.startsWith("code-output/" + id))
                .toList());
    }

    private List<String> recordKeys(String id) {
        return backend.s3().keys(Backend.BUCKET).stream()
                .filter(key -> key.endsWith("-" + id + ".json"))
                .toList();
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
