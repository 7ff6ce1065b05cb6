package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A generation whose caller accepts server-sent events. */
@BlackBox
class StreamedGenerationsSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String TRUNCATED = "Code-Generation-Truncated";
    private static final String EVENTS = "text/event-stream";
    private static final String CODE = "print('größer 🙂')\n";
    private static final String TEXT = "So:\n```python\n" + CODE + "```";

    private record Event(String type, JsonNode data) {}

    private ApiClient api;
    private Backend backend;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        api = program.api();
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(TEXT).withUsage(1, 2));
        caller = program.caller();
    }

    @Test
    void sendsTheReplyAndThenTheAnswer() {
        ApiAnswer answer = stream("sum");

        List<Event> events = events(answer);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(EVENTS);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Code-Generation-Version")).isNotBlank();
        assertThat(answer.headers())
                .doesNotContainKeys("Content-Length", "Preference-Applied", REPLAYED, TRUNCATED, "Retry-After");
        assertThat(types(events)).startsWith("started", "attempt", "text").endsWith("completed");
        assertThat(events.get(1).data().toString())
                .startsWith("{\"number\":1,\"model\":\"")
                .endsWith("\",\"keep\":0}");
        assertThat(text(events)).isEqualTo(TEXT);
        JsonNode completed = last(events).data();
        assertThat(completed.path("message").asText()).isEqualTo("Code generation complete");
        assertThat(completed.path("code").asText()).isEqualTo(CODE);
        JsonNode started = events.get(0).data();
        assertThat(started.path("id")).isEqualTo(completed.path("id"));
        assertThat(started.path("createdAt")).isEqualTo(completed.path("createdAt"));
        assertThat(started.path("language").asText()).isEqualTo("python");
        assertThat(started.path("status").asText()).isEqualTo("running");
        assertThat(answer.header("Location"))
                .isEqualTo("/code-generation/" + completed.path("id").asText());
        ObjectNode expected = completed.deepCopy();
        expected.remove("message");
        ObjectNode record = caller.get(answer.header("Location")).json().deepCopy();
        record.remove("request");
        assertThat(record).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream, application/json     | application/json",
                "text/event-stream, text/plain           | text/plain",
                "text/event-stream, */*;q=0.1            | text/event-stream",
                "text/event-stream;q=0.9, text/*;q=0.5   | text/event-stream",
                "text/*                                  | text/plain",
            })
    void streamsIfTheCallerLikesThatBest(String accept, String type) {
        assertThat(caller.generate("sum", "Accept", accept).header("Content-Type"))
                .startsWith(type);
    }

    @Test
    void answersWhatIsKnownBeforeTheFirstEventAsAnyOtherRequest() {
        assertInvalid(caller.post("{\"key\":\"python\"}", "Accept", EVENTS), "message");
        assertProblem(
                caller.post("{\"key\":\"pyton\",\"message\":\"sum\"}", "Accept", EVENTS),
                400,
                "unsupported-language",
                false);
        caller.generate("sum", KEY, "a");
        assertProblem(stream("other", KEY, "a"), 422, "idempotency-mismatch", false);
        assertProblem(caller.generate("sum", "Accept", EVENTS + ";q=0"), 406, "not-acceptable", false);
    }

    @Test
    void endsWithTheProblemOfAGenerationThatFails() {
        backend.bedrock().always(BedrockReply.text("No.").withStopReason("refusal"));

        ApiAnswer answer = stream("sum", KEY, "a");

        List<Event> events = events(answer);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(types(events)).startsWith("started", "attempt").endsWith("failed");
        JsonNode problem = last(events).data();
        assertThat(problem.path("code").asText()).isEqualTo("model-refused");
        assertThat(problem.path("status").asInt()).isEqualTo(422);
        assertThat(problem.path("instance").asText()).isEqualTo(answer.header("Location"));
        assertThat(problem.has("retryAfter")).isFalse();
        assertThat(caller.get(answer.header("Location")).json().path("problem").path("code"))
                .isEqualTo(problem.path("code"));

        ApiAnswer again = stream("sum", KEY, "a");

        assertProblem(again, 422, "model-refused", false);
        assertThat(again.json()).isEqualTo(problem);
        assertThat(again.header(REPLAYED)).isEqualTo("true");
    }

    @Test
    void saysWhenAThrottledCallerMayTryAgain() {
        backend.bedrock().always(BedrockReply.error(429, "ThrottlingException", "no"));

        JsonNode problem = last(events(stream("sum"))).data();

        assertThat(problem.path("code").asText()).isEqualTo("model-throttled");
        assertThat(problem.path("retryable").asBoolean()).isTrue();
        assertThat(problem.path("retryAfter").asInt()).isPositive();
    }

    @Test
    void repeatsAnAnswerInTheFormThatIsAccepted() {
        ApiAnswer first = stream("sum", KEY, "a");
        ApiAnswer json = caller.generate("sum", KEY, "a");
        ApiAnswer again = stream("sum", KEY, "a");

        assertThat(json.header(REPLAYED)).isEqualTo("true");
        assertThat(json.json()).isEqualTo(last(events(first)).data());
        assertThat(types(events(again))).containsExactly("started", "completed");
        assertThat(events(again).get(0)).isEqualTo(events(first).get(0));
        assertThat(last(events(again))).isEqualTo(last(events(first)));
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void makesNoJobOfAStream() {
        ApiAnswer answer = stream("sum", "Prefer", "respond-async");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).doesNotContainKey("Preference-Applied");
        assertThat(types(events(answer))).endsWith("completed");
    }

    @Test
    void repeatsTheAcceptanceOfAJobAsJson() {
        ApiAnswer accepted = caller.generate("sum", KEY, "a", "Prefer", "respond-async");
        ApiAnswer again = stream("sum", KEY, "a");

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json()).isEqualTo(accepted.json());
        assertThat(again.header("Content-Type")).startsWith("application/json");
        assertThat(again.header("Retry-After")).isEqualTo("2");
        assertThat(again.headers()).doesNotContainKey("Preference-Applied");
    }

    @Test
    void saysInAHeaderThatAnAnswerIsTruncated() {
        backend.bedrock()
                .always(BedrockReply.text("```python\n" + CODE).withStopReason("model_context_window_exceeded"));
        ApiAnswer json = caller.generate("sum", KEY, "a");
        ApiAnswer text = caller.generate("sum", KEY, "b", "Accept", "text/plain");
        ApiAnswer jsonAgain = caller.generate("sum", KEY, "b");
        ApiAnswer streamAgain = stream("sum", KEY, "a");

        assertThat(List.of(json, text, jsonAgain, streamAgain))
                .allSatisfy(answer -> assertThat(answer.header(TRUNCATED)).isEqualTo("model_context_window_exceeded"));
        assertThat(last(events(streamAgain)).data().path("truncated").asBoolean())
                .isTrue();
    }

    @Test
    void sendsEachEventAtOnce() throws Exception {
        assumeFalse(api.takesEvents(), "an emulator that buffers gives all events in one piece");
        CompletableFuture<Void> rest = new CompletableFuture<>();
        backend.bedrock().always(BedrockReply.text(TEXT).heldAfterText(rest));
        HttpResponse<InputStream> response = open("sum");
        try (BufferedReader lines = reader(response)) {
            List<Event> early = new ArrayList<>();
            while (!text(early).equals(TEXT)) {
                early.add(event(lines));
            }
            String location = response.headers().firstValue("Location").orElseThrow();
            assertThat(types(early)).startsWith("started", "attempt", "text");
            assertThat(recorded(location).path("status").asText()).isEqualTo("running");
            rest.complete(null);
            assertThat(event(lines).type()).isEqualTo("completed");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void finishesWithoutItsCaller() throws Exception {
        assumeFalse(api.takesEvents(), "no connection leads through an emulator");
        CompletableFuture<Void> rest = new CompletableFuture<>();
        backend.bedrock().always(BedrockReply.text(TEXT).heldAfterText(rest));
        HttpResponse<InputStream> response = open("sum");
        String location = response.headers().firstValue("Location").orElseThrow();
        try (BufferedReader lines = reader(response)) {
            assertThat(event(lines).type()).isEqualTo("started");
        }
        recorded(location);
        rest.complete(null);

        JsonNode record = caller.settled(location);

        assertThat(record.path("status").asText()).isEqualTo("succeeded");
        assertThat(record.path("code").asText()).isEqualTo(CODE);
    }

    private ApiAnswer stream(String message, String... headers) {
        List<String> all = new ArrayList<>(List.of("Accept", EVENTS));
        all.addAll(List.of(headers));
        return caller.generate(message, all.toArray(String[]::new));
    }

    private HttpResponse<InputStream> open(String message) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("key", "python")
                .put("message", message)
                .toString();
        return api.open(body, "Accept", EVENTS);
    }

    /** Returns the record, which is written beside the call of the model. */
    private JsonNode recorded(String location) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        ApiAnswer answer = caller.get(location);
        while (answer.status() == 404 && System.nanoTime() < end) {
            answer = caller.get(location);
        }
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    private static Event event(BufferedReader lines) throws IOException {
        List<String> block = new ArrayList<>();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            block.add(line);
        }
        return event(String.join("\n", block));
    }

    private static Event event(String block) {
        String[] lines = block.split("\n");
        assertThat(lines).as(block).hasSize(2);
        assertThat(lines[0]).startsWith("event: ");
        assertThat(lines[1]).startsWith("data: ");
        try {
            return new Event(
                    lines[0].substring("event: ".length()), JSON.readTree(lines[1].substring("data: ".length())));
        } catch (IOException e) {
            throw new AssertionError(block, e);
        }
    }

    private static List<Event> events(ApiAnswer answer) {
        assertThat(answer.text()).endsWith("\n\n");
        List<Event> events = new ArrayList<>();
        for (String block : answer.text().split("\n\n")) {
            if (!block.startsWith(":")) {
                events.add(event(block));
            }
        }
        return events;
    }

    private static List<String> types(List<Event> events) {
        return events.stream().map(Event::type).toList();
    }

    private static Event last(List<Event> events) {
        return events.get(events.size() - 1);
    }

    /** What a reader of all events sees as the reply. */
    private static String text(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            if (event.type().equals("attempt")) {
                text.setLength(
                        text.offsetByCodePoints(0, event.data().path("keep").asInt()));
            } else if (event.type().equals("text")) {
                text.append(event.data().path("text").asText());
            }
        }
        return text.toString();
    }
}
