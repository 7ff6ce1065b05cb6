package io.codegeneration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Runtime API in place of Lambda does what its contract says. */
@Timeout(60)
class LambdaRuntimeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final LambdaRuntime runtime = LambdaRuntime.start();

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void handsEventsOverAndTakesAnswers() {
        function(event -> event.put("seen", true));

        LambdaRuntime.EventOutcome outcome =
                runtime.invoke(JSON.createObjectNode().put("n", 1));

        assertThat(outcome.error()).isFalse();
        assertThat(outcome.errorType()).isNull();
        assertThat(outcome.payload().toString()).isEqualTo("{\"n\":1,\"seen\":true}");
        assertThat(runtime.outcomes()).containsExactly(outcome);
    }

    @Test
    void tellsWhatLambdaTellsOfAnInvocation() throws Exception {
        runtime.functionArn("arn:aws:lambda:eu-central-1:123456789012:function:f:live");
        long before = System.currentTimeMillis();
        CompletableFuture<LambdaRuntime.EventOutcome> outcome =
                runtime.withDeadline(Duration.ofSeconds(5)).submit(JSON.createObjectNode());

        HttpResponse<String> next = next();
        respond(next, "response", "null");

        assertThat(next.headers().firstValue("Lambda-Runtime-Aws-Request-Id"))
                .hasValue(outcome.join().requestId());
        assertThat(next.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn"))
                .hasValue("arn:aws:lambda:eu-central-1:123456789012:function:f:live");
        assertThat(next.headers().firstValueAsLong("Lambda-Runtime-Deadline-Ms").getAsLong())
                .isBetween(before + 5000, System.currentTimeMillis() + 5000);
        assertThat(next.headers().firstValue("Lambda-Runtime-Trace-Id").orElseThrow())
                .startsWith("Root=1-");
    }

    @Test
    void tellsNoDeadlineWhenThereIsNone() throws Exception {
        runtime.withoutDeadline().submit(JSON.createObjectNode());

        assertThat(next().headers().map()).doesNotContainKey("lambda-runtime-deadline-ms");
    }

    @Test
    void keepsEventsWaitingWhileOneIsInHand() throws Exception {
        CompletableFuture<LambdaRuntime.EventOutcome> first =
                runtime.submit(JSON.createObjectNode().put("n", 1));
        CompletableFuture<LambdaRuntime.EventOutcome> second =
                runtime.submit(JSON.createObjectNode().put("n", 2));

        HttpResponse<String> next = next();
        assertThat(respond(next, "response", next.body())).isEqualTo(202);
        assertThat(first).succeedsWithin(SOON);
        assertThat(second).isNotDone();
        next = next();
        respond(next, "response", next.body());

        assertThat(second.join().payload().path("n").asInt()).isEqualTo(2);
    }

    @Test
    void takesErrors() throws Exception {
        CompletableFuture<LambdaRuntime.EventOutcome> outcome = runtime.submit(JSON.createObjectNode());

        assertThat(respond(next(), "error", "{\"errorType\": \"Oops\", \"errorMessage\": \"why\"}"))
                .isEqualTo(202);

        assertThat(outcome.join().error()).isTrue();
        assertThat(outcome.join().errorType()).isEqualTo("Oops");
        assertThat(outcome.join().payload().path("errorMessage").asText()).isEqualTo("why");
    }

    @Test
    void refusesAnswersToWhatItDidNotAsk() throws Exception {
        assertThat(post(runtimeUrl("/invocation/unknown/response"), "{}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void takesARuntimeForCrashedThatAsksAgainWithoutAnAnswer() throws Exception {
        CompletableFuture<LambdaRuntime.EventOutcome> first = runtime.submit(JSON.createObjectNode());
        next();
        CompletableFuture<LambdaRuntime.EventOutcome> second = runtime.submit(JSON.createObjectNode());

        respond(next(), "response", "{}");

        assertThat(first.join().errorType()).isEqualTo("Runtime.ExitError");
        assertThat(second.join().error()).isFalse();
    }

    @Test
    void givesUpOnARuntimeThatDoesNotAnswer() {
        assertThatThrownBy(() -> runtime.invoke(JSON.createObjectNode(), Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no outcome");
    }

    @Test
    void keepsTheEventWhenTheRuntimeLeavesWhileItWaits() throws Exception {
        URI address = URI.create("http://" + runtime.address());
        try (Socket leaving = new Socket(address.getHost(), address.getPort())) {
            leaving.getOutputStream()
                    .write(ascii("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: h\r\n\r\n"));
            runtime.awaitFirstNext(SOON);
        }
        function(event -> event);

        assertThat(runtime.invoke(JSON.createObjectNode()).error()).isFalse();
    }

    @Test
    void noticesTheFirstNext() {
        assertThatThrownBy(() -> runtime.awaitFirstNext(Duration.ofMillis(10))).isInstanceOf(AssertionError.class);

        function(event -> event);

        runtime.awaitFirstNext(SOON);
    }

    @Test
    void recordsErrorsOfTheInitialisation() throws Exception {
        assertThat(post(runtimeUrl("/init/error"), "{\"errorType\": \"Runtime.NoBucket\"}")
                        .statusCode())
                .isEqualTo(202);

        assertThat(runtime.initErrors())
                .extracting(LambdaRuntime.InitError::errorType)
                .containsExactly("Runtime.NoBucket");
        assertThatThrownBy(() -> runtime.awaitFirstNext(SOON)).hasMessageContaining("Runtime.NoBucket");
    }

    @Test
    void turnsARequestIntoAnEventOfPayloadFormat2() throws Exception {
        function(event -> JSON.createObjectNode().put("statusCode", 200).put("body", event.toString()));

        HttpRequest request = HttpRequest.newBuilder(URI.create(runtime.frontUrl() + "/a/b%20c?x=1&x=2&y=a%20b&z"))
                .header("X-Many", "one")
                .header("X-Many", "two")
                .header("Cookie", "a=1; b=2")
                .header("User-Agent", "test")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"ü\": 1}"))
                .build();
        JsonNode event =
                JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());

        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("$default");
        assertThat(event.path("rawPath").asText()).isEqualTo("/a/b c");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&x=2&y=a%20b&z");
        assertThat(event.path("queryStringParameters"))
                .isEqualTo(JSON.readTree("{\"x\": \"1,2\", \"y\": \"a b\", \"z\": \"\"}"));
        assertThat(event.path("cookies")).isEqualTo(JSON.readTree("[\"a=1\", \"b=2\"]"));
        assertThat(event.at("/headers/x-many").asText()).isEqualTo("one,two");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.path("body").asText()).isEqualTo("{\"ü\": 1}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        JsonNode context = event.path("requestContext");
        assertThat(context.path("http"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"method": "POST", "path": "/a/b c", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"}
                                """));
        assertThat(context.path("domainName").asText())
                .isEqualTo(context.path("apiId").asText() + ".execute-api.eu-central-1.amazonaws.com");
        assertThat(context.path("stage").asText()).isEqualTo("$default");
        assertThat(context.path("timeEpoch").asLong()).isPositive();
        assertThat(context.path("time").asText()).matches("\\d{2}/\\w{3}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000");
    }

    @Test
    void leavesPathsEncodedBehindAFunctionUrl() throws Exception {
        function(event -> JSON.createObjectNode().put("statusCode", 200).put("body", event.toString()));

        JsonNode event = JSON.readTree(get(runtime.functionUrl() + "/a%2Fb").body());

        assertThat(event.path("rawPath").asText()).isEqualTo("/a%2Fb");
        assertThat(event.at("/requestContext/domainName").asText()).contains(".lambda-url.");
        assertThat(event.has("body")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "application/octet-stream", "application/pdf"})
    void encodesBodiesThatAreNoText(String contentType) throws Exception {
        function(event -> JSON.createObjectNode()
                .put("statusCode", 200)
                .put("body", event.path("body").asText())
                .put("isBase64Encoded", event.path("isBase64Encoded").asBoolean()));
        byte[] bytes = {0, (byte) 0xFF, '\r', '\n'};

        HttpResponse<byte[]> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(runtime.frontUrl()))
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(bytes))
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(response.body()).isEqualTo(bytes);
        assertThat(runtime.outcomes().get(0).payload().path("body").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void writesStatusHeadersAndCookiesBack() throws Exception {
        function(
                event -> json(
                        """
                {"statusCode": 202, "headers": {"Location": "/x", "content-length": "999"}, "cookies": ["a=1", "b=2"], "body": null}
                """));

        HttpResponse<String> response = get(runtime.frontUrl() + "/");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("location")).hasValue("/x");
        assertThat(response.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        function(event -> json("{\"statusCode\": 200, \"headers\": {\"content-length\": \"7\"}}"));

        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(runtime.frontUrl()))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(7);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void takesAnyOtherPayloadForABody() throws Exception {
        function(event -> json("{\"message\": \"Hello\"}"));

        assertThat(get(runtime.frontUrl()).body()).isEqualTo("{\"message\":\"Hello\"}");
    }

    @Test
    void answersBadGatewayForAnError() throws Exception {
        function(event -> {
            throw new IllegalStateException("broken");
        });

        HttpResponse<String> response = get(runtime.frontUrl());

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    }

    @Test
    void answersServiceUnavailableWhenTheGatewayHasWaitedLongEnough() throws Exception {
        runtime.gatewayLimit(Duration.ofMillis(10));

        assertThat(get(runtime.frontUrl()).statusCode()).isEqualTo(503);
    }

    @Test
    void letsATestChangeEvents() throws Exception {
        runtime.changeEvents(event -> {
            event.withObject("/requestContext/authorizer/jwt/claims").put("sub", "me");
            return event;
        });
        function(event -> JSON.createObjectNode().put("statusCode", 200).put("body", event.toString()));

        JsonNode event = JSON.readTree(get(runtime.frontUrl()).body());

        assertThat(event.at("/requestContext/authorizer/jwt/claims/sub").asText())
                .isEqualTo("me");
    }

    @Test
    void handsRawEventsOver() throws Exception {
        function(event -> {
            if (event.path("fail").asBoolean()) {
                throw new IllegalStateException("broken");
            }
            return event;
        });

        assertThat(post(runtime.frontUrl() + "/_lambda_", "{\"any\": \"event\"}")
                        .body())
                .isEqualTo("{\"any\":\"event\"}");
        HttpResponse<String> failed = post(runtime.frontUrl() + "/_lambda_", "{\"fail\": true}");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(JSON.readTree(failed.body()).path("errorType").asText()).isEqualTo("IllegalStateException");
    }

    private String runtimeUrl(String path) {
        return "http://" + runtime.address() + "/2018-06-01/runtime" + path;
    }

    private HttpResponse<String> next() throws Exception {
        return get(runtimeUrl("/invocation/next"));
    }

    private int respond(HttpResponse<String> next, String kind, String payload) throws Exception {
        String id = next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
        return post(runtimeUrl("/invocation/" + id + "/" + kind), payload).statusCode();
    }

    /** A runtime on a thread of its own, which ends when the Runtime API is closed. */
    private void function(UnaryOperator<ObjectNode> handler) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    HttpResponse<String> next = next();
                    try {
                        JsonNode answer = handler.apply((ObjectNode) JSON.readTree(next.body()));
                        respond(next, "response", answer.toString());
                    } catch (IllegalStateException e) {
                        respond(
                                next,
                                "error",
                                "{\"errorType\": \"" + e.getClass().getSimpleName() + "\"}");
                    }
                }
            } catch (Exception e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String url, String json) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
