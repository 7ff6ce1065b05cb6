package io.codegeneration.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.StreamingRuntimeApi;
import io.codegeneration.testing.StreamingRuntimeApi.StreamedEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API's answers to events of a Function URL that streams. */
@Timeout(90)
abstract class StreamedAnswersSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GENERATIONS = "/code-generation";
    private static final String EVENTS = "text/event-stream";
    private static final String REPLY = "```python\nprint('größer')\n```";

    /** How long a test looks whether something happens too early. */
    private static final Duration SOON = Duration.ofMillis(500);

    /** The Runtime API before the program, which was started with {@code response-stream}. */
    abstract StreamingRuntimeApi runtime();

    /** What the program calls. */
    abstract Backend backend();

    @BeforeEach
    void startAfresh() {
        backend().reset();
    }

    @Test
    void answersJson() {
        Prelude answer = Prelude.whole(runtime().invoke(get("/code-generation/languages")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("code-generation-version")).isNotBlank();
        assertThat(answer.bodyAsJson().path("languages")).isNotEmpty();
    }

    @Test
    void generatesAndServesTheFile() {
        Prelude answer = Prelude.whole(runtime().invoke(generate()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("location"))
                .isEqualTo("/code-generation/" + answer.bodyAsJson().path("id").asText());
        JsonNode file = answer.bodyAsJson().path("files").path(0);
        Prelude content = Prelude.whole(runtime()
                .invoke(get(answer.header("location") + "/files/"
                        + file.path("name").asText())));
        assertThat(content.status()).isEqualTo(200);
        assertThat(content.header("content-disposition")).startsWith("attachment");
        assertThat(content.text()).isEqualTo(answer.bodyAsJson().path("code").asText());
        assertThat(content.body()).hasSize(file.path("bytes").intValue());
    }

    @Test
    void takesTheLargestBody() {
        String start = "{\"key\":\"python\",\"message\":\"sum\",\"ignored\":\"";
        String body = start + "x".repeat(1024 * 1024 - start.length() - 2) + "\"}";
        ObjectNode event = generate()
                .put("body", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)))
                .put("isBase64Encoded", true);

        assertThat(Prelude.whole(runtime().invoke(event)).status()).isEqualTo(200);
    }

    @Test
    void sendsTheBytesOfAnArchive() throws IOException {
        Prelude made = Prelude.whole(runtime().invoke(generate()));
        String path = made.header("location") + "/archive";

        Prelude archive = Prelude.whole(runtime().invoke(get(path)));

        assertThat(archive.status()).isEqualTo(200);
        assertThat(archive.header("content-type")).isEqualTo("application/zip");
        assertThat(archive.header("content-length")).isEqualTo(String.valueOf(archive.body().length));
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive.body()))) {
            assertThat(zip.getNextEntry()).isNotNull();
            assertThat(new String(zip.readAllBytes(), UTF_8))
                    .isEqualTo(made.bodyAsJson().path("code").asText());
        }
        Prelude head = Prelude.whole(runtime().invoke(RawEvent.functionUrl("HEAD", path)));
        assertThat(head.header("content-length")).isEqualTo(archive.header("content-length"));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void answersTheCodeAlone() {
        // The first of two values that one header has.
        Prelude answer = Prelude.whole(runtime().invoke(accepting("text/plain, application/xml")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("text/plain");
        assertThat(answer.text()).isNotBlank().doesNotStartWith("{");
    }

    @Test
    void sendsEventsWhileTheModelStillWrites() {
        CompletableFuture<Void> rest = new CompletableFuture<>();
        backend().bedrock().always(BedrockReply.text(REPLY).heldAfterText(rest));
        StreamedEvent invocation = runtime().invoke(accepting(EVENTS));

        Prelude answer = Prelude.first(invocation);
        StringBuilder early = new StringBuilder(answer.text());
        while (!textOf(early).equals(REPLY)) {
            early.append(new String(invocation.chunk(), UTF_8));
        }
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith(EVENTS);
        assertThat(types(early)).startsWith("started", "attempt", "text").doesNotContain("completed");
        assertThat(invocation.ended()).isFalse();
        rest.complete(null);

        assertThat(types(new String(invocation.rest(), UTF_8))).containsExactly("completed");
        assertThat(invocation.trailers()).isEmpty();
        invocation.awaitNext();
        assertThat(status(answer.header("location"))).isEqualTo("succeeded");
    }

    @Test
    void finishesTheGenerationOfAReaderWhoIsGoneBeforeItAsksForTheNextEvent() {
        CompletableFuture<Void> rest = new CompletableFuture<>();
        backend().bedrock().always(BedrockReply.text(REPLY).heldAfterText(rest));
        StreamedEvent invocation = runtime().invoke(accepting(EVENTS), 1);
        Prelude answer = Prelude.first(invocation);
        backend().bedrock().awaitRequests(1, Duration.ofSeconds(60));

        assertThat(invocation.next()).as("the next event").failsWithin(SOON);
        rest.complete(null);

        invocation.awaitNext();
        assertThat(status(answer.header("location"))).isEqualTo("succeeded");
        assertThat(invocation.failed()).isFalse();
    }

    @Test
    void answersHeadWithoutABody() {
        Prelude answer = Prelude.whole(runtime().invoke(RawEvent.functionUrl("HEAD", "/code-generation/languages")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void answersProblems() {
        assertProblem(get("/code-generation/nothing"), 404, "not-found");
        assertProblem(get("/nowhere"), 404, "not-found");
        assertProblem(RawEvent.functionUrl("PATCH", GENERATIONS), 405, "method-not-allowed");
    }

    @Test
    void repairsEvents() {
        assertProblem(
                RawEvent.functionUrl("POST", GENERATIONS).put("body", "%").put("isBase64Encoded", true),
                400,
                "invalid-request");
        assertProblem(RawEvent.functionUrl("GET IT", GENERATIONS), 400, "invalid-request");
        ObjectNode event = get("/code-generation/languages");
        event.withObjectProperty("headers").put("x-forwarded-port", "none").put("expect", "100-continue");
        event.withObjectProperty("requestContext").withObjectProperty("http").put("sourceIp", "not an address");
        assertThat(Prelude.whole(runtime().invoke(event)).status()).isEqualTo(200);
    }

    @Test
    void answersAnHttpApiAsBefore() throws IOException {
        StreamedEvent invocation = runtime().invoke(RawEvent.httpApi("GET", "/code-generation/languages"));

        JsonNode response = buffered(invocation);
        assertThat(response.path("statusCode").intValue()).isEqualTo(200);
        assertThat(JSON.readTree(response.path("body").asText()).path("languages"))
                .isNotEmpty();
    }

    @Test
    void answersAJobAsBefore() throws IOException {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", "code-generation job")
                .put("rawPath", "/code-generation-job")
                .put("rawQueryString", "")
                .put("body", "{\"owner\":\"anonymous\",\"id\":\"20261122T101530123Z-k3v9q2w8\"}")
                .put("isBase64Encoded", false);
        event.putObject("headers");
        event.putObject("requestContext")
                .put("routeKey", "code-generation job")
                .put("stage", "$default")
                .putObject("http")
                .put("method", "POST")
                .put("path", "/code-generation-job");

        assertThat(buffered(runtime().invoke(event)).path("statusCode").intValue())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void survivesAReaderThatIsGone(int chunks) {
        StreamedEvent cut = runtime().invoke(get("/code-generation/languages"), chunks);

        cut.awaitNext();
        assertThat(cut.failed()).isFalse();
        assertThat(Prelude.whole(runtime().invoke(get("/code-generation/languages")))
                        .status())
                .isEqualTo(200);
    }

    private void assertProblem(ObjectNode event, int status, String code) {
        StreamedEvent invocation = runtime().invoke(event);
        Prelude answer = Prelude.whole(invocation);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.bodyAsJson().path("code").asText()).isEqualTo(code);
        assertThat(answer.bodyAsJson().path("requestId").asText()).isEqualTo(invocation.requestId());
    }

    private static JsonNode buffered(StreamedEvent invocation) throws IOException {
        assertThat(invocation.head()).doesNotContainKey("lambda-runtime-function-response-mode");
        return JSON.readTree(new String(invocation.chunk(), UTF_8));
    }

    private static ObjectNode get(String path) {
        return RawEvent.functionUrl("GET", path);
    }

    private static ObjectNode accepting(String types) {
        ObjectNode event = generate();
        event.withObjectProperty("headers").put("accept", types);
        return event;
    }

    /** Returns the status of a record as it is stored, without asking the program. */
    private String status(String location) {
        String id = location.substring(GENERATIONS.length() + 1);
        return backend().s3().keys(Backend.BUCKET).stream()
                .filter(key -> key.startsWith("generations/") && key.contains(id))
                .map(key -> read(backend().s3().object(Backend.BUCKET, key).text()))
                .map(record -> record.path("status").asText())
                .findFirst()
                .orElse("");
    }

    private static List<String> types(CharSequence events) {
        return events(events)
                .map(lines -> lines[0].substring("event: ".length()))
                .toList();
    }

    /** Returns the reply as far as it has arrived. */
    private static String textOf(CharSequence events) {
        return events(events)
                .filter(lines -> lines[0].equals("event: text"))
                .map(lines ->
                        read(lines[1].substring("data: ".length())).path("text").asText())
                .collect(Collectors.joining());
    }

    /** Returns the lines of each event that has arrived as a whole. */
    private static Stream<String[]> events(CharSequence received) {
        String whole = received.toString();
        int end = whole.lastIndexOf("\n\n");
        return end < 0
                ? Stream.empty()
                : Arrays.stream(whole.substring(0, end).split("\n\n"))
                        .filter(event -> event.startsWith("event: "))
                        .map(event -> event.split("\n"));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static ObjectNode generate() {
        ObjectNode event = RawEvent.functionUrl("POST", GENERATIONS)
                .put("body", "{\"key\":\"python\",\"message\":\"implement binary search\"}");
        event.withObjectProperty("headers").put("content-type", "application/json");
        return event;
    }
}
