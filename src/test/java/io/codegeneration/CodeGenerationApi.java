package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.Answer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockServer;
import io.codegeneration.testing.Reply;
import io.codegeneration.testing.S3Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What callers see, from outside: the same body for the program on the JVM and for the native binary, each with the
 * adapters of production before servers that speak Bedrock's and S3's protocols.
 */
abstract class CodeGenerationApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CODE = "def binary_search(items, wanted):\n    return items.index(wanted)  # ö\n";
    private static final String REPLY = "Here it is.\n\n```python search.py\n" + CODE + "```\n\nIt takes O(log n).";

    private ApiClient api;
    private Backend backend;

    /** Where the program under test is to be reached. */
    abstract String address();

    /** What stands behind it. */
    abstract Backend backend();

    @BeforeEach
    void startAfresh() {
        backend = backend();
        backend.reset();
        backend.bedrock().always(Reply.text(REPLY).withUsage(142, 318));
        api = new ApiClient(address());
    }

    @Test
    void answersTheCallersOfTheFirstVersion() {
        Instant before = Instant.now();

        Answer answer = api.generate("python", "implement binary search");

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
        S3Server.StoredObject stored =
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
    void asksTheModelOnceWithABoundOfTokens() {
        api.generate("python", "implement binary search");

        assertThat(backend.bedrock().requests()).hasSize(1);
        BedrockServer.Recorded asked = backend.bedrock().requests().get(0);
        JsonNode json = asked.json();
        assertThat(asked.path()).isEqualTo("/model/us.anthropic.claude-haiku-5-5/converse");
        assertThat(json.path("inferenceConfig").toString()).isEqualTo("{\"maxTokens\":8192}");
        assertThat(json.path("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"disabled\"}}");
        assertThat(json.path("system").path(0).path("text").asText()).contains("Python", "code block", "```python");
        assertThat(json.path("messages")).hasSize(1);
        assertThat(json.path("messages").path(0).path("role").asText()).isEqualTo("user");
        assertThat(json.path("messages")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("text")
                        .asText())
                .contains("implement binary search");
    }

    @Test
    void writesCodeAndRecordAndReadsNothing() {
        api.generate("python", "implement binary search");

        assertThat(backend.proxy().requests()).hasSize(2).allSatisfy(request -> assertThat(request.method())
                .isEqualTo("PUT"));
    }

    @Test
    void acceptsTheOtherNamesOfTheFields() {
        Answer answer = api.post("{\"language\": \".PY\", \"instructions\": \"sort\\r\\nlists\", \"extra\": [1]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("language").asText()).isEqualTo("python");
        assertThat(backend.bedrock().requests().get(0).json().toString()).contains("sort\\nlists");
    }

    @Test
    void givesTheCodeAloneAsText() {
        Answer answer = api.generate("python", "implement binary search", "Accept", "text/plain");

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
    void showsTheRecordOfAGeneration() {
        JsonNode answered = api.post("{\"key\":\"py\",\"message\":\" sum \",\"maxTokens\":300}")
                .json();

        Answer answer = api.get("/code-generation/" + answered.path("id").asText());

        ObjectNode expected = answered.deepCopy();
        expected.remove("message");
        expected.putObject("request")
                .put("language", "python")
                .put("message", "sum")
                .putNull("model")
                .put("maxTokens", 300);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(expected);
        assertThat(answer.header("Retry-After")).isEmpty();
    }

    @Test
    void servesAFileExactlyAsStored() {
        JsonNode answered = api.generate("python", "implement binary search").json();
        String path = "/code-generation/" + answered.path("id").asText() + "/files/implement_binary_search.py";

        Answer answer = api.get(path, "Accept", "application/xml");
        Answer head = api.call("HEAD", path, new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(CODE);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/x-python; charset=UTF-8");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"implement_binary_search.py\"");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo(answer.header("Content-Type"));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void keepsSeveralFilesUnderOnePrefix() {
        backend.bedrock()
                .next(Reply.text("```json data/größe.json\n{}\n```\n\n```python ../src/main.py\nprint(1)\n```\n\nRun:"
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
        Answer file = api.get("/code-generation/" + id + "/files/data%2Fgr%C3%B6%C3%9Fe.json");
        assertThat(file.text()).isEqualTo("{}\n");
        assertThat(file.header("Content-Type")).startsWith("application/json");
        assertThat(file.header("Content-Disposition")).contains("filename*=UTF-8''gr%C3%B6%C3%9Fe.json");
        assertThat(api.get("/code-generation/" + id + "/files/src/main.py").text())
                .isEqualTo("print(1)\n");
    }

    /** Through HTTP, an HTTP API (which decodes the path) and a Function URL (which does not). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app/[slug]/page.tsx",
                "app/docs/[[...slug]]/page.tsx",
                "app/(auth)/login/page.tsx",
                "app/@modal/(..)photo/[id]/page.tsx",
                "src/routes/blog/[slug]/+page.server.ts",
                "app/routes/posts.$id.tsx",
                "app/src/main/java/com/example/android/feature/login/ui/state/LoginState.kt",
                "{{cookiecutter.name}}/__init__.py",
                "my file (1).txt",
                "a~b!c=d&e,f'g+h@i.txt",
                ".env.example",
                "größe/字.txt"
            })
    void servesAFileByTheNameThatItsFrameworkGivesIt(String name) {
        backend.bedrock()
                .next(Reply.text("```python main.py\nprint(1)\n```\n\n```text file=\"" + name + "\"\nx = \"1\"\n```"));

        JsonNode json = api.generate("python", "two files").json();

        assertThat(json.path("files").findValuesAsText("name")).containsExactly("main.py", name);
        String path = "/code-generation/" + json.path("id").asText() + "/files/";
        String whole = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        String parts = whole.replace("%2F", "/");
        List<Answer> answers = List.of(
                api.get(path + parts),
                api.get(path + whole),
                api.event(Events.httpApi("GET", path + name, null)),
                api.event(Events.httpApi("GET", "/dev" + path + name, null)),
                api.event(Events.functionUrl("GET", path + name, null)),
                api.event(Events.functionUrl("GET", path + parts, null)),
                api.event(Events.functionUrl("GET", path + whole, null)),
                api.event(Events.functionUrl("GET", path + name.replace("/", "%2F"), null)));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("x = \"1\"\n");
        });
    }

    @Test
    void takesReasoningInTheTextForNoPartOfTheReply() {
        backend.bedrock()
                .next(Reply.text("<think>\nA draft:\n```python\nx = 0\n```\n</think>\n\nHere:\n```python\nx = 1\n```"));

        JsonNode json = api.generate("python", "one").json();

        assertThat(json.path("code").asText()).isEqualTo("x = 1\n");
        assertThat(json.path("explanation").asText()).isEqualTo("Here:");
    }

    @Test
    void refusesThousandsOfFilesAtOnce() {
        String text = " ```\nx\n```\n".repeat(12_000);
        backend.bedrock().next(Reply.text(text));

        Answer answer = api.generate("python", "too many");

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
        backend.bedrock().next(Reply.text("```python\n" + code + "```"));

        Answer answer = api.generate("python", "a large file");

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
        backend.bedrock().next(Reply.text("```python\n" + code + "```"));

        Answer answer = api.generate("python", "too large");

        assertProblem(answer, 502, "generation-too-large", false);
        assertThat(answer.json().path("generation").path("explanation").asText())
                .contains(code);
        assertThat(codeKeys(answer)).isEmpty();
    }

    @Test
    void listsLanguages() {
        JsonNode languages = api.get("/code-generation/languages").json().path("languages");

        assertThat(languages.size()).isGreaterThanOrEqualTo(40);
        assertThat(languages).anySatisfy(language -> {
            assertThat(names(language)).containsExactly("name", "displayName", "aliases", "extension", "mediaType");
            assertThat(language.path("name").asText()).isEqualTo("python");
            assertThat(language.path("displayName").asText()).isEqualTo("Python");
            assertThat(language.path("extension").asText()).isEqualTo("py");
            assertThat(language.path("mediaType").asText()).isEqualTo("text/x-python");
        });
    }

    @Test
    void listsModelsWithoutTellingTheAccount() {
        Answer answer = api.get("/code-generation/models");

        JsonNode models = answer.json().path("models");
        assertThat(models.path(0).toString())
                .isEqualTo("{\"id\":\"" + Backend.MODEL + "\",\"default\":true,\"maxTokens\":8192}");
        assertThat(models.findValuesAsText("id")).contains("anthropic.claude-v2", "a1b2c3d4e5f6");
        assertThat(answer.text()).doesNotContain("123456789012");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic.claude-v2", "anthropic.claude-v2:1", "anthropic.claude-instant-v1"})
    void speaksTheOldFormWithTheOldestModels(String model) {
        backend.bedrock().next(Reply.completion(" ```python\nprint(1)\n```", "stop_sequence"));

        Answer answer = api.post("{\"key\":\"python\",\"message\":\"print one\",\"model\":\"" + model + "\"}");

        BedrockServer.Recorded asked = backend.bedrock().requests().get(0);
        JsonNode json = asked.json();
        assertThat(answer.json().path("code").asText()).isEqualTo("print(1)\n");
        assertThat(answer.json().path("stopReason").asText()).isEqualTo("stop_sequence");
        assertThat(answer.json().path("usage").path("inputTokens").isNumber()).isTrue();
        assertThat(asked.modelId()).isEqualTo(model);
        assertThat(asked.path()).endsWith("/invoke");
        assertThat(json.path("prompt").asText()).startsWith("\n\nHuman: ").endsWith("print one\n\nAssistant:");
        assertThat(json.path("max_tokens_to_sample").asInt()).isEqualTo(2048);
        assertThat(json.path("temperature").asDouble()).isEqualTo(0.1);
        assertThat(json.path("top_k").asInt()).isEqualTo(250);
        assertThat(json.path("top_p").asDouble()).isEqualTo(0.2);
        assertThat(json.path("stop_sequences").toString()).isEqualTo("[\"\\n\\nHuman:\"]");
    }

    @Test
    void takesAModelByTheLastPartOfItsArn() {
        JsonNode json = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"a1b2c3d4e5f6\"}")
                .json();

        assertThat(json.path("model").asText()).isEqualTo("a1b2c3d4e5f6");
        BedrockServer.Recorded asked = backend.bedrock().requests().get(0);
        assertThat(asked.modelId()).startsWith("arn:aws:bedrock:us-east-1:123456789012:");
        assertThat(asked.json().has("system")).isFalse();
        assertThat(asked.json().path("inferenceConfig").toString()).isEqualTo("{\"maxTokens\":8192}");
    }

    @Test
    void takesTheTextAfterTheReasoning() {
        backend.bedrock().next(Reply.text(REPLY).withReasoningFirst("```python\nwrong\n```"));

        assertThat(api.generate("python", "sum").json().path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void saysThatAReplyWasCut() {
        backend.bedrock().always(Reply.text("```python\nprint(").withStopReason("max_tokens"));

        JsonNode json = api.generate("python", "print").json();

        assertThat(json.path("truncated").booleanValue()).isTrue();
        assertThat(json.path("code").asText()).startsWith("print(");
        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("truncated", "truncated");
    }

    @Test
    void asksForTheRestOfACutReply() {
        backend.bedrock()
                .next(
                        Reply.text("```python\na = 1\nb = 2\nc =")
                                .withStopReason("max_tokens")
                                .withUsage(10, 20),
                        Reply.text("b = 2\nc = 3\n```\nDone.").withUsage(30, 5));

        JsonNode json = api.generate("python", "three numbers").json();

        assertThat(json.path("code").asText()).isEqualTo("a = 1\nb = 2\nc = 3\n");
        assertThat(json.path("truncated").booleanValue()).isFalse();
        assertThat(json.path("stopReason").asText()).isEqualTo("end_turn");
        assertThat(json.path("usage").toString())
                .isEqualTo("{\"inputTokens\":40,\"outputTokens\":25,\"complete\":true}");
        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("truncated", "succeeded");
        JsonNode messages = backend.bedrock().requests().get(1).json().path("messages");
        assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "user");
        assertThat(messages.path(1).path("content").path(0).path("text").asText())
                .isEqualTo("```python\na = 1\nb = 2\n");
    }

    @Test
    void fallsBackToTheNextModelAndSaysWhy() {
        backend.bedrock()
                .next(Reply.error(
                        404, "ResourceNotFoundException", "This model version has reached the end of its life."));

        JsonNode json = api.generate("python", "sum").json();

        assertThat(json.path("status").asText()).as(json.toString()).isEqualTo("succeeded");
        assertThat(json.path("model").asText()).isEqualTo(Backend.FALLBACK);
        assertThat(json.path("attempts").findValuesAsText("model")).containsExactly(Backend.MODEL, Backend.FALLBACK);
        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("model-retired", "succeeded");
        assertThat(json.path("usage").path("costUsd").decimalValue()).isEqualByComparingTo("0.00008484");
        assertThat(backend.bedrock().requests())
                .extracting(BedrockServer.Recorded::modelId)
                .containsExactly(Backend.MODEL, Backend.FALLBACK);
    }

    @Test
    void neverReplacesAModelThatTheCallerNamed() {
        backend.bedrock().always(Reply.error(403, "AccessDeniedException", "no"));

        Answer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.MODEL + "\"}");

        assertProblem(answer, 502, "model-access-denied", false);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void leavesOutAParameterThatTheModelRejectsAndRemembersIt() {
        String request = "{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.OLDER + "\"}";
        backend.bedrock()
                .next(Reply.error(
                        400,
                        "ValidationException",
                        "The model returned the following errors: `temperature` and `top_p` cannot both be specified"
                                + " for this model. Please use only one."));

        JsonNode first = api.post(request).json();
        JsonNode second = api.post(request).json();

        assertThat(first.path("ignoredParameters").toString()).isEqualTo("[\"topP\"]");
        assertThat(first.path("attempts").findValuesAsText("outcome"))
                .containsExactly("parameter-rejected", "succeeded");
        assertThat(second.path("ignoredParameters").toString()).isEqualTo("[\"topP\"]");
        assertThat(second.path("attempts")).hasSize(1);
        assertThat(backend.bedrock().requests())
                .extracting(asked -> asked.json().path("inferenceConfig").has("topP"))
                .containsExactly(true, false, false);
    }

    @Test
    void lowersTheBoundOfTokensToTheModelsOwn() {
        String request = "{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.UNKNOWN + "\"}";
        backend.bedrock()
                .next(Reply.error(
                        400,
                        "ValidationException",
                        "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum"
                                + " tokens value that is lower than 4096."));

        Answer answer = api.post(request);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(backend.bedrock().requests())
                .extracting(asked ->
                        asked.json().path("inferenceConfig").path("maxTokens").asInt())
                .containsExactly(8192, 4096);
    }

    @Test
    void namesTheInferenceProfileOfAModelThatNeedsOne() {
        backend.bedrock()
                .next(Reply.error(
                        400,
                        "ValidationException",
                        "Invocation of model ID example.unheard-of-v1:0 with on-demand throughput isn\u2019t supported."
                                + " Retry your request with the ID or ARN of an inference profile."));

        Answer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.UNKNOWN + "\"}");

        assertProblem(answer, 502, "model-rejected-request", false);
        assertThat(answer.json().path("fix").asText()).contains("us." + Backend.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 403, 502, model-access-denied, false",
        "ResourceNotFoundException, 404, 502, model-not-found, false",
        "ValidationException, 400, 502, model-rejected-request, false",
        "ModelErrorException, 424, 503, model-unavailable, true",
    })
    void tellsWhatBedrockRefused(String type, int bedrockStatus, int status, String code, boolean retryable) {
        backend.bedrock().always(Reply.error(bedrockStatus, type, "arn:aws:bedrock:secret told by " + type));

        Answer answer = api.generate("python", "sum");

        assertProblem(answer, status, code, retryable);
        assertThat(answer.text()).doesNotContain("secret");
        String instance = answer.json().path("instance").asText();
        JsonNode kept = api.get(instance).json();
        assertThat(kept.path("status").asText()).isEqualTo("failed");
        assertThat(kept.path("problem").path("code").asText()).isEqualTo(code);
        assertThat(kept.path("attempts").size())
                .isEqualTo(backend.bedrock().requests().size());
        assertThat(kept.path("code").isNull()).isTrue();
    }

    @Test
    void triesAgainWhenThrottled() {
        backend.bedrock().next(Reply.error(429, "ThrottlingException", "Too many requests"));

        JsonNode json = api.generate("python", "sum").json();

        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("model-throttled", "succeeded");
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void neverSendsAGenerationTwiceBehindTheBack() {
        api.generate("python", "open a connection");
        backend.bedrock().always(Reply.closeWithoutAnswer());

        Answer answer = api.generate("python", "sum");

        assertProblem(answer, 503, "model-unavailable", true);
        JsonNode kept = api.get(answer.json().path("instance").asText()).json();
        assertThat(backend.bedrock().requests())
                .hasSize(1 + kept.path("attempts").size());
    }

    @Test
    void givesUpBeforeTheGatewayDoes() {
        backend.bedrock().always(Reply.hang());
        ObjectNode event = Events.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");
        event.withObjectProperty("requestContext").put("timeEpoch", System.currentTimeMillis() - 25_500);

        Answer answer = api.event(event);

        assertProblem(answer, 504, "deadline-exceeded", true);
        assertThat(answer.json().path("fix").asText()).contains("Prefer: respond-async");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(api.get(answer.json().path("instance").asText())
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("failed");
    }

    @Test
    void saysThatTheModelRefused() {
        backend.bedrock().next(Reply.text("I will not.").withStopReason("refusal"));

        assertProblem(api.generate("python", "something bad"), 422, "model-refused", false);
    }

    @Test
    void saysThatThereWasNoCode() {
        backend.bedrock().next(Reply.text("  \n"));

        assertProblem(api.generate("python", "nothing"), 502, "empty-generation", true);
    }

    @Test
    void handsOverTheCodeThatCouldNotBeStored() {
        backend.proxy().failing(request -> request.path().contains("code-output"), 500, "InternalError");

        Answer answer = api.generate("python", "implement binary search");

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

        Answer answer = api.generate("python", "implement binary search");

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

    @Test
    void saysThatARecordCannotBeRead() {
        String id = api.generate("python", "sum").json().path("id").asText();
        backend.proxy().failing(request -> request.method().equals("GET"), 500, "InternalError");

        assertProblem(api.get("/code-generation/" + id), 502, "storage-failed", true);
    }

    @Test
    void listsEveryFaultOfARequestAtOnce() {
        Answer answer = api.post("{\"key\":7,\"message\":\" \",\"model\":[],\"maxTokens\":1}");

        assertProblem(answer, 400, "invalid-request", false);
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("key", "message", "model", "maxTokens");
        assertThat(backend.bedrock().requests()).isEmpty();
        assertThat(backend.proxy().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"300", "300.0", "3e2"})
    void takesAWholeNumberHoweverItIsWritten(String number) {
        Answer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"maxTokens\":" + number + "}");

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
        Answer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"maxTokens\":" + number + "}");

        assertProblem(answer, 400, "invalid-request", false);
        assertThat(answer.json().path("errors").findValuesAsText("field")).containsExactly("maxTokens");
    }

    @Test
    void suggestsLanguages() {
        Answer answer = api.generate("pyton", "sum");

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
        String body = "{\"key\":\"python\",\"message\":\"" + "x".repeat(256 * 1024) + "\"}";

        assertProblem(api.post(body), 413, "request-too-large", false);
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

        Answer answer = api.call("POST", "/code-generation", body, "Content-Type", contentType);

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /code-generation           | GET,HEAD,POST,OPTIONS",
                "PUT    | /code-generation/20261122T101530123Z-k3v9q2w8 | GET,HEAD,DELETE,OPTIONS",
                "DELETE | /code-generation/languages | GET,HEAD,OPTIONS",
                "POST   | /code-generation/20261122T101530123Z-k3v9q2w8/files/x.py | GET,HEAD,OPTIONS"
            })
    void namesTheMethodsThatAPathTakes(String method, String path, String allowed) {
        Answer answer = api.call(method, path, new byte[0]);

        assertProblem(answer, 405, "method-not-allowed", false);
        assertThat(answer.header("Allow").replace(" ", "").split(",")).containsExactlyInAnyOrder(allowed.split(","));
    }

    @Test
    void refusesRepresentationsThatItDoesNotHave() {
        assertProblem(api.generate("python", "sum", "Accept", "image/png"), 406, "not-acceptable", false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nothing",
                "/code-generation/nothing",
                "/code-generation/20261122T101530123Z-k3v9q2w8",
                "/code-generation/20269999T101530123Z-k3v9q2w8",
                "/code-generation/a/b/c",
                "/code-generation/20261122T101530123Z-k3v9q2w8/files/x.py",
                "/code-generation/%2e%2e/x",
                "/code-generation/x/files/..%2F..%2Fsecret"
            })
    void knowsNoOtherPaths(String path) {
        assertProblem(api.get(path), 404, "not-found", false);
    }

    @Test
    void namesItsVersionAndForbidsCachingOnEveryAnswer() {
        List<Answer> answers = List.of(
                api.generate("python", "sum"),
                api.generate("python", " "),
                api.get("/nothing"),
                api.get("/code-generation/languages"),
                api.call("PUT", "/code-generation", new byte[0]));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("Code-Generation-Version")).isNotBlank();
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        });
    }

    @Test
    void understandsAnHttpApisEvent() {
        ObjectNode event = Events.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");

        Answer answer = api.event(event);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void understandsABase64Body() {
        String body = "{\"key\":\"python\",\"message\":\"größte Zahl\"}";
        ObjectNode event = Events.httpApi(
                        "POST",
                        "/code-generation",
                        Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)))
                .put("isBase64Encoded", true);

        assertThat(api.event(event).status()).isEqualTo(200);
        assertThat(backend.bedrock().requests().get(0).json().toString()).contains("größte Zahl");
    }

    @Test
    void refusesABodyThatIsMarkedAsBase64AndIsNot() {
        ObjectNode event =
                Events.httpApi("POST", "/code-generation", "{\"key\":").put("isBase64Encoded", true);

        assertProblem(api.event(event), 400, "invalid-request", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev", "/v1/tools", "/code-generation"})
    void answersBehindAStageOrMapping(String prefix) {
        ObjectNode post =
                Events.httpApi("POST", prefix + "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");

        Answer answer = api.event(post);

        String location = answer.header("Location");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(location).startsWith(prefix + "/code-generation/20");
        assertThat(api.event(Events.httpApi("GET", location, null)).status()).isEqualTo(200);
        Answer problem = api.event(Events.httpApi("POST", prefix + "/code-generation", "{}"));
        assertThat(problem.json().path("instance").asText()).isEqualTo(prefix + "/code-generation");
    }

    @Test
    void knowsNoPrefixBehindAFunctionUrl() {
        assertThat(api.event(Events.functionUrl("GET", "/dev/code-generation/models", null))
                        .status())
                .isEqualTo(404);
        assertThat(api.event(Events.functionUrl("GET", "/code-generation/models", null))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/code-generation/a b", "/code-generation/ä", "/code-generation/100%", "/ö/ü", "/a\"<>|"})
    void answersPathsThatAGatewayHasDecoded(String path) {
        assertProblem(api.event(Events.httpApi("GET", path, null)), 404, "not-found", false);
    }

    @Test
    void servesFilesByDecodedNames() {
        backend.bedrock().next(Reply.text("```python\n1\n```\n```text größe.txt\n2\n```"));
        String id = api.generate("python", "two").json().path("id").asText();

        Answer answer = api.event(Events.httpApi("GET", "/dev/code-generation/" + id + "/files/größe.txt", null));

        assertThat(answer.text()).isEqualTo("2\n");
    }

    @Test
    void answersEventsThatAreNoRequests() {
        ObjectNode withoutMethod = Events.httpApi("POST", "/code-generation", null);
        withoutMethod.withObjectProperty("requestContext").remove("http");
        List<ObjectNode> events = List.of(
                JSON.createObjectNode(),
                JSON.createObjectNode()
                        .put("httpMethod", "GET")
                        .put("path", "/code-generation")
                        .put("version", "1.0"),
                withoutMethod,
                Events.httpApi("G E T", "/code-generation", null));

        assertThat(events).allSatisfy(event -> assertProblem(api.event(event), 400, "invalid-request", false));
    }

    /** Whoever invokes the function directly writes no more than a request needs. */
    @ParameterizedTest
    @ValueSource(strings = {"isBase64Encoded", "rawQueryString", "headers", "version", "routeKey", "all"})
    void answersEventsOfWhichAMemberIsMissingOrNull(String member) {
        ObjectNode without = Events.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");
        ObjectNode empty = without.deepCopy();
        List<String> members = member.equals("all")
                ? List.of("isBase64Encoded", "rawQueryString", "headers", "version", "routeKey")
                : List.of(member);
        without.remove(members);
        members.forEach(empty::putNull);

        assertThat(api.event(without).status()).isEqualTo(200);
        assertThat(api.event(empty).status()).isEqualTo(200);
    }

    @Test
    void answersTheSmallestEventThatIsARequest() {
        ObjectNode event = JSON.createObjectNode().put("rawPath", "/code-generation/models");
        event.putObject("requestContext").putObject("http").put("method", "GET");

        assertThat(api.event(event).status()).isEqualTo(200);
    }

    @Test
    void survivesHeadersThatCannotBeParsed() {
        ObjectNode event = Events.httpApi("GET", "/code-generation/models", null);
        event.withObjectProperty("headers")
                .put("X-Forwarded-Port", "none")
                .put("x-forwarded-port", "99999999999")
                .put("bad name", "x")
                .put("x-line", "a\r\nb")
                .put("expect", "100-continue")
                .put("connection", "upgrade")
                .put("upgrade", "websocket")
                .put("content-length", "-5")
                .put("transfer-encoding", "gzip");
        event.withObjectProperty("requestContext").withObjectProperty("http").put("sourceIp", "not an address");

        assertThat(api.event(event).status()).isEqualTo(200);
    }

    @Test
    void keepsEachCallersGenerationsApart() {
        ObjectNode post = Events.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");
        Events.iam(post, "arn:aws:sts::123456789012:assumed-role/dev/ann");
        String path = api.event(post).header("Location");

        ObjectNode sameRole = Events.httpApi("GET", path, null);
        Events.iam(sameRole, "arn:aws:sts::123456789012:assumed-role/dev/bob");
        ObjectNode otherRole = Events.httpApi("GET", path, null);
        Events.iam(otherRole, "arn:aws:sts::123456789012:assumed-role/ops/ann");

        assertThat(api.event(sameRole).status()).isEqualTo(200);
        assertProblem(api.event(otherRole), 404, "not-found", false);
        assertProblem(api.get(path), 404, "not-found", false);
    }

    private void assertProblem(Answer answer, int status, String code, boolean retryable) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode json = answer.json();
        assertThat(json.path("code").asText()).isEqualTo(code);
        assertThat(json.path("status").asInt()).isEqualTo(status);
        assertThat(json.path("type").asText()).isEqualTo("about:blank");
        assertThat(json.path("title").asText()).isNotBlank();
        assertThat(json.path("detail").asText()).isNotBlank();
        assertThat(json.path("instance").asText()).startsWith("/");
        assertThat(json.path("requestId").asText()).isNotBlank();
        assertThat(json.path("retryable").booleanValue()).isEqualTo(retryable);
        assertThat(json.toString())
                .doesNotContain("arn:", Backend.BUCKET, "Exception", "software.amazon", "io.codegeneration", "\\tat ");
    }

    private Set<String> codeKeys(Answer answer) {
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
