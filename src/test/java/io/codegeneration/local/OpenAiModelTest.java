package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.CodeModel.Interruption.Cause;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.model.StopReason;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiModelTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Prompt PROMPT = new Prompt(
            new Language("python", "Python", List.of("py"), "py", "text/x-python"), "größte \"Zahl\" finden 🙂");
    private static final String ANSWER =
            """
            {"id": "chatcmpl-1", "object": "chat.completion", "model": "llama",
             "choices": [{"index": 0, "finish_reason": "stop",
                          "message": {"role": "assistant", "content": "```python\\nprint('größer 🙂')\\n```"}}],
             "usage": {"prompt_tokens": 142, "completion_tokens": 318, "total_tokens": 460}}""";

    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"delta\":{}}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":142,\"completion_tokens\":318}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private record ChatRequest(String method, String path, Map<String, List<String>> headers, String body) {}

    private final List<String> pieces = new ArrayList<>();
    private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile HttpHandler behaviour;
    private String base;

    @BeforeEach
    void start() throws Exception {
        behaviour = answering(200, ANSWER);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(new ChatRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            behaviour.handle(exchange);
        });
        server.setExecutor(threads);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void postsMessagesAndLimitAndAsksForAStreamWithUsage() throws Exception {
        ask();

        ObjectNode expected = JSON.createObjectNode()
                .put("model", "llama")
                .put("max_tokens", 1234)
                .put("stream", true);
        expected.putObject("stream_options").put("include_usage", true);
        expected.putArray("messages")
                .add(JSON.createObjectNode().put("role", "system").put("content", PROMPT.rules()))
                .add(JSON.createObjectNode().put("role", "user").put("content", PROMPT.task()));
        ChatRequest request = onlyRequest();
        assertThat(JSON.readTree(request.body())).isEqualTo(expected);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.headers()).containsEntry("Content-type", List.of("application/json"));
    }

    @Test
    void sendsTheCodeToChangeBeforeTheTask() throws Exception {
        Prompt prompt = new Prompt(
                PROMPT.language(), "add types", CodeContext.of(List.of(new SourceFile("a.py", "x = 'größer'\n"))));

        model(base, "llama", null).ask(call(prompt, PATIENCE), pieces::add);

        assertThat(JSON.readTree(onlyRequest().body()).findValuesAsText("content"))
                .containsExactly(prompt.rules(), prompt.message())
                .last()
                .asString()
                .containsSubsequence("x = 'größer'\n", "add types");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "400 | request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it | 1476",
                "400 | This model's maximum context length is 8192 tokens. However, your messages resulted in 8545 tokens. | 609",
                "500 | prompt too long; exceeded max context length by 4 tokens | 4",
                "400 | the input length exceeds the context length |"
            })
    void saysThatTheContextIsTooLong(int status, String message, String excess) {
        behaviour = answering(status, "{\"error\":{\"message\":\"" + message + "\"}}");

        CodeGenerationException e = failure(PATIENCE);

        assertThat(e).isInstanceOf(CallerException.class);
        assertThat(e.code()).isEqualTo(ProblemCode.CONTEXT_TOO_LONG);
        if (excess != null) {
            assertThat(e).hasMessageContaining("by at least " + excess + " tokens");
        } else {
            assertThat(e.getMessage()).doesNotContain(" tokens");
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void saysSoToAStreamThatBeginsWithTheError() {
        behaviour = streaming("data: {\"error\":{\"message\":\"the request exceeds the available context size\"}}\n\n");

        assertThat(failure(PATIENCE).code()).isEqualTo(ProblemCode.CONTEXT_TOO_LONG);
    }

    @Test
    void namesTheRoomThatAPromptLeavesForTheReply() {
        behaviour = answering(
                400,
                "{\"error\":{\"message\":\"'max_tokens' or 'max_completion_tokens' is too large: 1234. This model's maximum"
                        + " context length is 4096 tokens and your request has 3096 input tokens (1234 > 4096 - 3096).\"}}");

        assertThat(failure(PATIENCE)).isInstanceOfSatisfying(OperatorException.class, e -> assertThat(e.room())
                .hasValue(1_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//"})
    void takesABaseUrlWithAndWithoutASlashAtItsEnd(String slash) {
        model(base + slash, "llama", null).ask(call(PATIENCE), pieces::add);

        assertThat(onlyRequest().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void sendsAKeyWhereOneIsConfigured() {
        model(base, "llama", "secret").ask(call(PATIENCE), pieces::add);

        assertThat(onlyRequest().headers()).containsEntry("Authorization", List.of("Bearer secret"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void sendsNoKeyWhereNoneIsConfigured(String key) {
        model(base, "llama", key).ask(call(PATIENCE), pieces::add);

        assertThat(onlyRequest().headers()).doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void needsAModel(String name) {
        assertThatThrownBy(() -> model(base, name, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CODEGEN_OPENAI_MODEL");
    }

    @Test
    void asksTheConfiguredModelWhateverIsConfiguredForOthers() {
        assertThat(model(base, "llama", null).models()).containsExactly("llama");
    }

    @Test
    void readsTextStopReasonAndUsage() {
        assertThat(ask())
                .isEqualTo(new CodeModel.Reply(
                        "```python\nprint('größer 🙂')\n```", StopReason.END_TURN, Usage.of(142, 318)));
    }

    @ParameterizedTest
    @CsvSource({
        "stop, end_turn",
        "length, max_tokens",
        "content_filter, content_filtered",
        "tool_calls, tool_calls",
        "of_tomorrow, of_tomorrow"
    })
    void callsStopReasonsByBedrocksNames(String finishReason, String stopReason) {
        behaviour = answering(200, ANSWER.replace("\"stop\"", "\"" + finishReason + "\""));

        assertThat(ask().stopReason()).isEqualTo(new StopReason(stopReason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"choices\": []}",
                "{\"choices\": null}",
                "{\"choices\": [{}]}",
                "{\"choices\": [{\"finish_reason\": null, \"message\": null}]}",
                "{\"choices\": [{\"finish_reason\": null, \"message\": {\"content\": null}}], \"usage\": null}",
                "{\"choices\": [], \"usage\": {\"prompt_tokens\": 1}}"
            })
    void readsAnEmptyTextWhereThereIsNone(String body) {
        behaviour = answering(200, body);

        assertThat(ask()).isEqualTo(new CodeModel.Reply("", StopReason.END_TURN, null));
    }

    @ParameterizedTest
    @CsvSource({
        "400, MODEL_REJECTED_REQUEST, ",
        "401, MODEL_ACCESS_DENIED, CODEGEN_OPENAI_API_KEY",
        "403, MODEL_ACCESS_DENIED, CODEGEN_OPENAI_API_KEY",
        "404, MODEL_NOT_FOUND, CODEGEN_OPENAI_MODEL",
        "422, MODEL_REJECTED_REQUEST, ",
        "429, MODEL_THROTTLED, ",
        "500, MODEL_UNAVAILABLE, ",
        "503, MODEL_UNAVAILABLE, ",
    })
    void translatesErrorsByTheirStatus(int status, ProblemCode code, String fix) {
        behaviour = answering(status, "{\"error\": {\"message\": \"xyzzy inside\"}}");

        CodeGenerationException e = failure(PATIENCE);

        assertThat(e.code()).isEqualTo(code);
        assertThat(e).isExactlyInstanceOf(code.retryable() ? TransientException.class : OperatorException.class);
        assertThat(e.getMessage() + e.fix()).doesNotContain("xyzzy");
        if (fix == null) {
            assertThat(e.fix()).isEmpty();
        } else {
            assertThat(e.fix()).get().asString().contains(fix);
        }
    }

    @Test
    void asksForTheWholeReplyIfStreamingIsSwitchedOff() throws Exception {
        CodeModel.Options options = new CodeModel.Options(null, null, true, false, Map.of());

        model(base, "llama", null)
                .ask(new CodeModel.Call("ignored", PROMPT, List.of(), 1234, options, false, PATIENCE), pieces::add);

        assertThat(JSON.readTree(onlyRequest().body()).has("stream")).isFalse();
        assertThat(JSON.readTree(onlyRequest().body()).has("stream_options")).isFalse();
    }

    @Test
    void deliversPiecesWhileTheServerStillWrites() {
        CountDownLatch first = new CountDownLatch(1);
        behaviour = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(exchange, delta("```python\\n"));
            await(first);
            write(exchange, delta("größer 🙂") + FINISH + USAGE + DONE);
            exchange.close();
        };

        CodeModel.Reply reply = model(base, "llama", null).ask(call(PATIENCE), piece -> {
            pieces.add(piece);
            first.countDown();
        });

        assertThat(pieces).containsExactly("```python\n", "größer 🙂");
        assertThat(reply)
                .isEqualTo(new CodeModel.Reply("```python\ngrößer 🙂", StopReason.END_TURN, Usage.of(142, 318)));
    }

    @Test
    void deliversAReplyInOnePieceIfTheServerDoesNotStream() {
        ask();

        assertThat(pieces).containsExactly("```python\nprint('größer 🙂')\n```");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void ignoresCommentsOtherFieldsAndReasoning(String newline) {
        String events =
                (": ping\n\nevent: x\nid: 1\ndata:{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
                                + delta("code") + FINISH + DONE)
                        .replace("\n", newline);
        behaviour = streaming(events);

        assertThat(ask()).isEqualTo(new CodeModel.Reply("code", StopReason.END_TURN, null));
    }

    @Test
    void readsAStreamOfAServerThatReportsNoUsageOrNoEnd() {
        behaviour = streaming(delta("code") + FINISH);

        assertThat(ask()).isEqualTo(new CodeModel.Reply("code", StopReason.END_TURN, null));
    }

    @Test
    void takesAStreamThatEndsWithoutAReasonForBroken() {
        behaviour = streaming(delta("code") + DONE);

        assertInterrupted(ask(), "code", Cause.CONNECTION, ProblemCode.MODEL_UNAVAILABLE);
    }

    @Test
    void keepsTheLengthAsStopReasonOfAStream() {
        behaviour = streaming(delta("code") + FINISH.replace("stop", "length") + DONE);

        assertThat(ask().stopReason()).isEqualTo(StopReason.MAX_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {\"error\": {\"message\": \"xyzzy\"}}\n\n", "error: {\"message\": \"xyzzy\"}\n\n"})
    void keepsTheTextBeforeAnErrorInTheStream(String error) {
        behaviour = streaming(delta("code") + error);

        assertInterrupted(ask(), "code", Cause.EXCEPTION, ProblemCode.MODEL_UNAVAILABLE);

        behaviour = streaming(error);

        assertCostly(failure(PATIENCE));
    }

    @Test
    void keepsTheTextWhereverTheStreamEnds() {
        byte[] whole = (delta("größer ") + delta("🙂") + FINISH + USAGE + DONE).getBytes(StandardCharsets.UTF_8);
        int complete = 0;
        for (int length = 1; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            behaviour = exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, whole.length + 1);
                exchange.getResponseBody().write(cut);
                exchange.getResponseBody().flush();
                exchange.close();
            };
            try {
                CodeModel.Reply reply = ask();
                assertThat("größer 🙂").startsWith(reply.text());
                if (reply.interruption().isEmpty()) {
                    assertThat(reply.text()).isEqualTo("größer 🙂");
                    complete++;
                } else {
                    assertInterrupted(reply, reply.text(), Cause.CONNECTION, ProblemCode.MODEL_UNAVAILABLE);
                }
            } catch (TransientException e) {
                assertCostly(e);
            }
        }
        assertThat(complete).isPositive();
    }

    @Test
    void keepsWhatArrivedWithinTheTimeLimit() {
        ask();
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            write(exchange, delta("code"));
            awaitEnd();
        };

        assertInterrupted(
                model(base, "llama", null).ask(call(LIMIT), pieces::add),
                "code",
                Cause.TIME,
                ProblemCode.DEADLINE_EXCEEDED);
    }

    @Test
    void countsSilenceAfterTheFirstTextAsABrokenConnection() throws Exception {
        ArrivingBody body = new ArrivingBody();
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {}
        });
        body.onNext(List.of(ByteBuffer.wrap(delta("code").getBytes(StandardCharsets.UTF_8))));
        long end = System.nanoTime() + PATIENCE.toNanos();

        CodeModel.Reply reply = new ChatStream(JSON, pieces::add, Duration.ofMillis(50), end, 256).read(body);

        assertInterrupted(reply, "code", Cause.CONNECTION, ProblemCode.MODEL_UNAVAILABLE);
    }

    @Test
    void tellsHowToStartTheServerWhereNobodyListens() {
        server.stop(0);

        CodeGenerationException e = failure(PATIENCE);

        assertThat(e.code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
        assertThat(e)
                .isInstanceOf(TransientException.class)
                .extracting("costly")
                .isEqualTo(false);
        assertThat(e.getMessage()).contains("ollama serve", "CODEGEN_OPENAI_BASE_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html></html>", "{\"choices\": [", "not JSON"})
    void isUnavailableWhereTheAnswerIsNoJson(String body) {
        behaviour = answering(200, body);

        assertCostly(failure(PATIENCE));
    }

    @Test
    void asksOnceWhereTheConnectionBreaks() {
        ask();
        behaviour = HttpExchange::close;

        assertCostly(failure(PATIENCE));
        assertThat(requests).hasSize(2);
    }

    @Test
    void endsACallWithoutAnAnswerAtItsTimeLimit() {
        assertEndsInTime(exchange -> awaitEnd());
    }

    @Test
    void endsACallWhoseAnswerComesToAHaltAtItsTimeLimit() {
        assertEndsInTime(exchange -> {
            exchange.sendResponseHeaders(200, ANSWER.length());
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitEnd();
        });
    }

    @Test
    void endsACallWhoseThreadIsInterrupted() {
        behaviour = exchange -> awaitEnd();
        Thread.currentThread().interrupt();

        CodeGenerationException e = failure(PATIENCE);

        assertThat(Thread.interrupted()).as("the mark is kept").isTrue();
        assertThat(e.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
    }

    private void assertEndsInTime(HttpHandler slow) {
        // The first call of a JVM loads classes for longer than the limit.
        ask();
        requests.clear();
        behaviour = slow;

        long start = System.nanoTime();
        CodeGenerationException e = failure(LIMIT);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(e.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(taken).isBetween(LIMIT.minusMillis(20), LIMIT.plusSeconds(3));
        assertThat(requests).hasSize(1);
    }

    private static void assertInterrupted(CodeModel.Reply reply, String text, Cause cause, ProblemCode code) {
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.interruption()).hasValueSatisfying(interruption -> {
            assertThat(interruption.cause()).isEqualTo(cause);
            assertThat(interruption.failure().code()).isEqualTo(code);
        });
    }

    private static String delta(String content) {
        return "data: {\"choices\":[{\"index\":0,\"finish_reason\":null,\"delta\":{\"content\":\"" + content
                + "\"}}]}\n\n";
    }

    private static HttpHandler streaming(String events) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(exchange, events);
            exchange.close();
        };
    }

    private static void write(HttpExchange exchange, String events) throws IOException {
        exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void assertCostly(CodeGenerationException e) {
        assertThat(e.code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
        assertThat(e)
                .isInstanceOf(TransientException.class)
                .extracting("costly")
                .isEqualTo(true);
    }

    private CodeModel.Reply ask() {
        return model(base, "llama", null).ask(call(PATIENCE), pieces::add);
    }

    private CodeGenerationException failure(Duration timeLimit) {
        OpenAiModel model = model(base, "llama", null);
        CodeGenerationException e =
                catchThrowableOfType(CodeGenerationException.class, () -> model.ask(call(timeLimit), pieces::add));
        assertThat(e).as("a failure").isNotNull();
        return e;
    }

    private ChatRequest onlyRequest() {
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private void awaitEnd() throws IOException {
        try {
            end.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static OpenAiModel model(String base, String name, String key) {
        return new OpenAiModel(
                new OpenAiConfig(URI.create(base), Optional.ofNullable(name), Optional.ofNullable(key)),
                new ObjectMapper());
    }

    private static CodeModel.Call call(Duration timeLimit) {
        return call(PROMPT, timeLimit);
    }

    private static CodeModel.Call call(Prompt prompt, Duration timeLimit) {
        return new CodeModel.Call(
                "ignored",
                prompt,
                List.of(),
                1234,
                new CodeModel.Options(0.1, 0.2, true, true, Map.of("x", "y")),
                false,
                timeLimit);
    }

    private static HttpHandler answering(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }
}
