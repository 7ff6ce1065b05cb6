package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.StreamingRuntimeApi;
import io.codegeneration.testing.StreamingRuntimeApi.StreamedEvent;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses whose routes the test controls, so that it can tell when each piece is sent. */
@QuarkusTest
@Timeout(90)
class StreamingPollLoopTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamingRuntimeApi runtime;
    private StreamedRoutes.Control control;

    @BeforeEach
    void start() {
        runtime = JvmPollLoop.runtime(LambdaConfig.InvokeMode.RESPONSE_STREAM);
        control = new StreamedRoutes.Control();
        StreamedRoutes.control = control;
    }

    @AfterEach
    void goOn() {
        control.goOn.complete(null);
    }

    @Test
    void sendsEachPieceWhenItIsWritten() {
        StreamedEvent invocation = runtime.invoke(RawEvent.functionUrl("GET", "/streamed/pieces"));

        Prelude prelude = Prelude.first(invocation);
        String first = prelude.text().isEmpty() ? text(invocation.chunk()) : prelude.text();
        assertThat(first).isEqualTo("one");
        assertThat(invocation.hasChunk()).isFalse();
        assertThat(invocation.ended()).isFalse();
        assertThat(invocation.isOver()).isFalse();

        control.goOn.complete(null);

        assertThat(invocation.trailers()).isEmpty();
        assertThat(text(invocation.rest())).isEqualTo("two");
        invocation.awaitNext();
        assertThat(invocation.failed()).isFalse();
    }

    @Test
    void sendsStatusHeadersAndCookies() {
        control.goOn.complete(null);

        Prelude prelude = Prelude.whole(runtime.invoke(RawEvent.functionUrl("GET", "/streamed/pieces")));

        assertThat(prelude.status()).isEqualTo(201);
        assertThat(prelude.header("content-type")).startsWith("text/event-stream");
        assertThat(prelude.header("x-values")).isEqualTo("a,b, c");
        assertThat(prelude.json().path("cookies"))
                .extracting(JsonNode::asText)
                .containsExactly("first=1; Expires=Wed, 25 Nov 2026 00:00:00 GMT", "second=2");
        assertThat(prelude.json().path("headers").has("set-cookie")).isFalse();
        assertThat(prelude.json().path("headers").has("transfer-encoding")).isFalse();
        assertThat(prelude.text()).isEqualTo("onetwo");
    }

    @Test
    void endsTheResponseAfterEverythingElseOfTheRequest() {
        control.goOn.complete(null);
        StreamedEvent invocation = runtime.invoke(RawEvent.functionUrl("GET", "/streamed/pieces"));

        invocation.trailers();

        assertThat(control.ended).isDone();
    }

    /** Repeated, because the framework sometimes writes the end of a response to the failure before it closes the connection. */
    @RepeatedTest(20)
    void tellsOfAResponseThatBreaksOff() throws Exception {
        StreamedEvent invocation = runtime.invoke(RawEvent.functionUrl("GET", "/streamed/broken"));
        Prelude.first(invocation);

        control.goOn.complete(null);

        assertThat(invocation.trailers())
                .containsEntry("lambda-runtime-function-error-type", "Function.ResponseInterrupted");
        byte[] error = Base64.getDecoder().decode(invocation.trailers().get("lambda-runtime-function-error-body"));
        assertThat(JSON.readTree(error).path("errorType").asText()).isEqualTo("Function.ResponseInterrupted");
        assertThat(JSON.readTree(error).path("errorMessage").asText()).doesNotContain("broken");
        invocation.awaitNext();
        assertThat(invocation.failed()).isFalse();
        assertServesFurtherEvents();
    }

    @Test
    void answersAFailureBeforeTheFirstByteWithAProblem() {
        Prelude prelude = Prelude.whole(runtime.invoke(RawEvent.functionUrl("GET", "/streamed/failed")));

        assertThat(prelude.status()).isEqualTo(500);
        assertThat(prelude.header("content-type")).isEqualTo("application/problem+json");
        assertThat(prelude.bodyAsJson().path("code").asText()).isEqualTo("internal");
        assertThat(prelude.bodyAsJson().path("detail").asText()).isEqualTo("An internal error occurred.");
        assertServesFurtherEvents();
    }

    @Test
    void endsTheRequestWhoseResponseCannotBeReadBeforeItAsksForTheNext() {
        StreamedEvent invocation = runtime.invoke(RawEvent.functionUrl("GET", "/streamed/unreadable"));

        assertThat(invocation.next()).as("the next event").failsWithin(Duration.ofMillis(500));
        control.goOn.complete(null);

        Prelude prelude = Prelude.whole(invocation);
        assertThat(prelude.status()).isEqualTo(500);
        assertThat(prelude.bodyAsJson().path("code").asText()).isEqualTo("internal");
        invocation.awaitNext();
        assertThat(control.ended).isCompleted();
        assertThat(invocation.failed()).isFalse();
        assertServesFurtherEvents();
    }

    @Test
    void waitsForTheEndOfSuchARequestUntilTheDeadlineOnly() {
        StreamedEvent invocation = runtime.invoke(
                RawEvent.functionUrl("GET", "/streamed/unreadable"), Integer.MAX_VALUE, Duration.ofSeconds(2));

        invocation.awaitNext();

        assertThat(control.goOn).isNotDone();
        assertThat(Prelude.whole(invocation).status()).isEqualTo(500);
        assertServesFurtherEvents();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void endsTheRequestWhoseReaderIsGoneBeforeItAsksForTheNext(int chunks) {
        StreamedEvent invocation = runtime.invoke(RawEvent.functionUrl("GET", "/streamed/pieces"), chunks);
        invocation.head();

        assertThat(invocation.isOver()).isFalse();
        assertThat(control.ended).isNotDone();
        control.goOn.complete(null);

        invocation.awaitNext();
        assertThat(control.ended).isDone();
        assertThat(invocation.failed()).isFalse();
        assertServesFurtherEvents();
    }

    @Test
    void sendsBytesAsTheyAre() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        ObjectNode event = RawEvent.functionUrl("POST", "/streamed/echo")
                .put("body", Base64.getEncoder().encodeToString(bytes))
                .put("isBase64Encoded", true);

        assertThat(Prelude.whole(runtime.invoke(event)).body()).isEqualTo(bytes);
    }

    @Test
    void readsTextOfTheEventAsUtf8() {
        ObjectNode event = RawEvent.functionUrl("POST", "/streamed/echo")
                .put("body", "Grüße 😀")
                .put("isBase64Encoded", false);

        assertThat(Prelude.whole(runtime.invoke(event)).text()).isEqualTo("Grüße 😀");
    }

    @Test
    void leavesAnHttpApiAResponseInOnePiece() throws Exception {
        control.goOn.complete(null);

        assertInOnePiece(runtime.invoke(RawEvent.httpApi("GET", "/streamed/pieces")));
    }

    @Test
    void leavesAFunctionUrlThatBuffersAResponseInOnePiece() throws Exception {
        control.goOn.complete(null);

        assertInOnePiece(JvmPollLoop.runtime(LambdaConfig.InvokeMode.BUFFERED)
                .invoke(RawEvent.functionUrl("GET", "/streamed/pieces")));
    }

    private static void assertInOnePiece(StreamedEvent invocation) throws Exception {
        assertThat(invocation.head()).doesNotContainKeys("lambda-runtime-function-response-mode", "transfer-encoding");
        JsonNode response = JSON.readTree(invocation.chunk());
        assertThat(response.path("statusCode").intValue()).isEqualTo(201);
        assertThat(response.path("body").asText()).isEqualTo("onetwo");
        assertThat(response.path("cookies")).hasSize(2);
        assertThat(response.path("headers").properties())
                .extracting(Map.Entry::getKey)
                .isNotEmpty()
                .noneMatch("transfer-encoding"::equalsIgnoreCase);
    }

    private void assertServesFurtherEvents() {
        assertThat(Prelude.whole(runtime.invoke(RawEvent.functionUrl("GET", "/code-generation/languages")))
                        .status())
                .isEqualTo(200);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
