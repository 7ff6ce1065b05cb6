package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.StoredRecord;
import io.codegeneration.generation.archive.Tracking;
import io.codegeneration.testing.StreamingRuntimeApi;
import io.codegeneration.testing.StreamingRuntimeApi.StreamedEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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

    /** A format of jobs that this version does not know. */
    private static final int NEWER = 99;

    @Inject
    Archive archive;

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

    @Test
    void failsTheDeliveryOfAJobOfANewerVersion() {
        StoredRecord queued = queued(NEWER);

        StreamedEvent refused = runtime.invoke(delivery(queued.id()));

        refused.awaitNext();
        assertThat(refused.failed()).as("Lambda delivers it again").isTrue();
        StoredRecord there =
                archive.find(queued.id(), Owner.ANONYMOUS, Deadline.NONE).orElseThrow();
        assertThat(there.isQueued()).isTrue();
        assertThat(there.tracking().format()).isEqualTo(NEWER);

        archive.update(
                there,
                record -> Optional.of(new Archive.Change(record.generation(), Tracking.of(null, ""))),
                Deadline.NONE);
        StreamedEvent taken = runtime.invoke(delivery(queued.id()));

        taken.awaitNext();
        assertThat(taken.failed()).isFalse();
        assertThat(archive.find(queued.id(), Owner.ANONYMOUS, Deadline.NONE)
                        .orElseThrow()
                        .generation()
                        .status())
                .isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertServesFurtherEvents();
    }

    @Test
    void failsNoDeliveryThatNoVersionCanRun() {
        StreamedEvent unreadable = runtime.invoke(job("{}"));
        unreadable.awaitNext();
        StreamedEvent unknown = runtime.invoke(delivery(GenerationId.create(Instant.now(), new Random())));
        unknown.awaitNext();

        assertThat(unreadable.failed()).isFalse();
        assertThat(unknown.failed()).isFalse();
    }

    /** The record of a job that waits for its delivery. */
    private StoredRecord queued(int format) {
        GenerationId id = GenerationId.create(Instant.now(), new Random());
        GenerationRequest request =
                new GenerationRequest(Languages.standard().find("python").orElseThrow(), "sum", null, null);
        Tracking tracking = new Tracking(null, null, null, "", format, false);
        archive.create(GenerationRecord.queued(id, request), Owner.ANONYMOUS, tracking, Deadline.NONE);
        return archive.find(id, Owner.ANONYMOUS, Deadline.NONE).orElseThrow();
    }

    private static ObjectNode delivery(GenerationId id) {
        return job("{\"owner\":\"anonymous\",\"id\":\"" + id + "\"}");
    }

    private static ObjectNode job(String body) {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", JobEvent.ROUTE_KEY)
                .put("rawPath", JobEvent.PATH)
                .put("rawQueryString", "");
        event.putObject("headers");
        event.putObject("requestContext")
                .put("routeKey", JobEvent.ROUTE_KEY)
                .put("stage", "$default")
                .putObject("http")
                .put("method", "POST")
                .put("path", JobEvent.PATH);
        return event.put("body", body).put("isBase64Encoded", false);
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
