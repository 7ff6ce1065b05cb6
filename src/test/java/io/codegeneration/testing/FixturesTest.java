package io.codegeneration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The fixtures do what their contracts say: a test that trusts them may blame the code. */
@Timeout(60)
class FixturesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final AwsCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Nested
    class Bedrock {

        private final BedrockServer server = BedrockServer.start();
        private final BedrockRuntimeClient client = BedrockRuntimeClient.builder()
                .endpointOverride(URI.create(server.url()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();

        @AfterEach
        void close() {
            client.close();
            server.close();
        }

        @Test
        void answersWithPythonUntilToldOtherwise() throws Exception {
            HttpResponse<String> response = post("/model/some-model/converse", "{}");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(response.body())
                            .at("/output/message/content/0/text")
                            .asText())
                    .startsWith("```python\n")
                    .endsWith("\n```");
        }

        @Test
        void givesQueuedRepliesInTheirOrderThenTheStandingOne() {
            server.next(Reply.text("first"), Reply.text("second")).always(Reply.text("standing"));

            assertThat(List.of(ask(), ask(), ask(), ask())).containsExactly("first", "second", "standing", "standing");

            server.reset();
            assertThat(ask()).contains("python");
            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void tellsTheSdkStopReasonUsageAndReasoning() {
            server.next(Reply.text("code")
                    .withStopReason("max_tokens")
                    .withUsage(142, 318)
                    .withCacheUsage(5, 7)
                    .withReasoningFirst("thinking"));

            ConverseResponse response = converse("some-model");

            assertThat(response.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
            assertThat(response.usage().inputTokens()).isEqualTo(142);
            assertThat(response.usage().outputTokens()).isEqualTo(318);
            assertThat(response.usage().totalTokens()).isEqualTo(460);
            assertThat(response.usage().cacheReadInputTokens()).isEqualTo(5);
            assertThat(response.usage().cacheWriteInputTokens()).isEqualTo(7);
            assertThat(response.output().message().content())
                    .extracting(ContentBlock::type)
                    .containsExactly(ContentBlock.Type.REASONING_CONTENT, ContentBlock.Type.TEXT);
        }

        @Test
        void answersWithBodiesAsGiven() throws Exception {
            server.next(
                    Reply.converse(Map.of("stopReason", "refusal")), Reply.converse(JSON.readTree("{\"output\": {}}")));

            assertThat(converse("some-model").stopReasonAsString()).isEqualTo("refusal");
            assertThat(post("/model/some-model/converse", "{}").body()).isEqualTo("{\"output\":{}}");
        }

        @Test
        void completesTextWithTokenCountsInItsHeaders() throws Exception {
            server.next(Reply.completion(" Sure.", "stop_sequence").withUsage(3, 4));

            HttpResponse<String> response = post("/model/anthropic.claude-v2%3A1/invoke", "{\"prompt\": \"x\"}");

            assertThat(JSON.readTree(response.body()))
                    .isEqualTo(
                            JSON.readTree(
                                    """
                            {"type": "completion", "completion": " Sure.", "stop_reason": "stop_sequence", "stop": "\\n\\nHuman:"}
                            """));
            assertThat(response.headers().allValues("X-Amzn-Bedrock-Input-Token-Count"))
                    .containsExactly("3");
            assertThat(response.headers().allValues("X-Amzn-Bedrock-Output-Token-Count"))
                    .containsExactly("4");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "us.anthropic.claude-haiku-5-5",
                    "anthropic.claude-v2:1",
                    "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-haiku-5-5"
                })
        void recordsWhatWasAsked(String modelId) {
            converse(modelId);

            BedrockServer.Recorded request = server.requests().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).startsWith("/model/").endsWith("/converse");
            assertThat(request.modelId()).isEqualTo(modelId);
            assertThat(request.header("AUTHORIZATION")).startsWith("AWS4-HMAC-SHA256");
            assertThat(request.json().at("/messages/0/content/0/text").asText()).isEqualTo("Hello");
            assertThat(request.connection()).isEqualTo(1);
        }

        @Test
        void isUnderstoodWhenItThrottles() {
            server.next(Reply.error(429, "ThrottlingException", "Too many requests"));

            assertThatThrownBy(this::ask)
                    .isInstanceOfSatisfying(ThrottlingException.class, e -> assertThat(e.statusCode())
                            .isEqualTo(429))
                    .hasMessageContaining("Too many requests");
        }

        @Test
        void knowsNoOtherOperation() throws Exception {
            server.next(Reply.text("kept"));

            assertThat(post("/model/some-model/invoke-with-response-stream", "{}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(get(server.url() + "/model/some-model/converse").statusCode())
                    .isEqualTo(404);
            assertThat(ask()).isEqualTo("kept");
        }

        @Test
        void seesTheSdkSendOnceWhenItClosesWithoutAnswer() {
            ask();
            server.next(Reply.closeWithoutAnswer());

            assertThatThrownBy(this::ask).isInstanceOf(SdkClientException.class);

            assertThat(server.requests()).hasSize(2);
            // On a connection in use already, where a client could take the end for a stale connection's.
            assertThat(server.connections()).isEqualTo(1);
        }

        @Test
        void countsWhatItClosedWithoutAnswer() throws Exception {
            server.next(Reply.closeWithoutAnswer());
            assertThatThrownBy(() -> careless().getResponseCode()).isInstanceOf(IOException.class);

            assertThat(careless().getResponseCode()).isEqualTo(200);

            assertThat(server.requests()).hasSize(2);
        }

        private HttpURLConnection careless() throws IOException {
            HttpURLConnection connection = (HttpURLConnection) URI.create(server.url() + "/model/some-model/converse")
                    .toURL()
                    .openConnection();
            connection.setDoOutput(true);
            connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
            return connection;
        }

        @Test
        void cutsAnswersInTheMiddle() {
            server.next(Reply.cut());

            assertThatThrownBy(() -> post("/model/some-model/converse", "{}"))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("EOF");
        }

        @Test
        void answersWithGarbage() {
            server.next(Reply.garbage());

            assertThatThrownBy(this::ask).isInstanceOf(SdkClientException.class);
        }

        @Test
        void dripsByteByByte() {
            server.next(Reply.drip(Reply.text("slow"), Duration.ofNanos(1000)));

            assertThat(ask()).isEqualTo("slow");
        }

        @Test
        void hangsUntilItIsClosed() {
            server.next(Reply.hang());
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::ask);
            server.awaitRequests(1, SOON);

            assertThat(answer).isNotDone();
            server.close();

            assertThat(answer).failsWithin(SOON);
        }

        @Test
        void hangsUntilTheClientGoes() {
            server.next(Reply.hang());

            assertThatThrownBy(() -> HTTP.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/model/some-model/converse"))
                                    .timeout(Duration.ofMillis(50))
                                    .POST(BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.discarding()))
                    .isInstanceOf(HttpTimeoutException.class);
            assertThat(ask()).contains("python");
        }

        @Test
        void holdsAReplyUntilTheTestLetsItGo() {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            server.next(Reply.text("held").heldUntil(gate));
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::ask);
            server.awaitRequests(1, SOON);

            assertThat(answer).isNotDone();
            gate.complete(null);

            assertThat(answer).succeedsWithin(SOON).isEqualTo("held");
        }

        @Test
        void delaysAReply() {
            server.next(Reply.text("late").withDelay(Duration.ofMillis(30)));
            long start = System.nanoTime();

            assertThat(ask()).isEqualTo("late");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        }

        @Test
        void closesIdleConnectionsWhenAsked() {
            ask();
            ask();
            assertThat(server.connections()).isEqualTo(1);

            server.dropConnections();

            ask();
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.requests())
                    .extracting(BedrockServer.Recorded::connection)
                    .containsExactly(1, 1, 2);
        }

        @Test
        void readsChunkedBodiesAndInvitesThem() throws Exception {
            URI address = URI.create(server.url());
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                out.write(ascii("POST /model/m/converse HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                        + "Expect: 100-continue\r\nConnection: close\r\n\r\n"));
                assertThat(in.readNBytes(25)).isEqualTo(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
                out.write(ascii("3\r\n{\"a\r\n5;ext=1\r\n\": 1}\r\n0\r\n\r\n"));

                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200 ")
                        .contains("python");
            }
            assertThat(server.requests().get(0).json()).isEqualTo(JSON.readTree("{\"a\": 1}"));
        }

        private HttpResponse<String> post(String path, String body) throws Exception {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }

        private ConverseResponse converse(String modelId) {
            return client.converse(request -> request.modelId(modelId)
                    .messages(Message.builder()
                            .role(ConversationRole.USER)
                            .content(ContentBlock.fromText("Hello"))
                            .build()));
        }

        private String ask() {
            return converse("some-model").output().message().content().get(0).text();
        }
    }

    @Nested
    class S3 {

        private final S3Server server = S3Server.shared();
        private final FaultyProxy proxy = FaultyProxy.before(server);
        private final S3Client client = S3Client.builder()
                .endpointOverride(URI.create(proxy.url()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(ANYBODY)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        private final String bucket = "fixtures-" + UUID.randomUUID();

        @BeforeEach
        void createBucket() {
            server.createBucket(bucket);
        }

        @AfterEach
        void close() {
            client.close();
            proxy.close();
            server.close();
        }

        @Test
        void isOneServerForAll() {
            assertThat(S3Server.shared().url()).isEqualTo(server.url()).startsWith("http://127.0.0.1:");
        }

        @Test
        void showsWhatTheSdkStored() {
            put("code-output/a b+c/ü.py", "print('ü')");

            S3Server.StoredObject stored = server.object(bucket, "code-output/a b+c/ü.py");
            assertThat(stored.text()).isEqualTo("print('ü')");
            // S3Mock parses the media type and writes it anew, S3 keeps it as it came.
            assertThat(stored.contentType()).isEqualToIgnoringWhitespace("text/x-python; charset=UTF-8");
            assertThat(stored.metadata()).containsExactly(Map.entry("language", "python"));
            assertThat(server.keys(bucket)).containsExactly("code-output/a b+c/ü.py");
        }

        @Test
        void listsAllPagesOfKeys() {
            List<String> keys = List.of("a&b", "b/1", "b/2", "c d", "e");
            keys.forEach(key -> server.put(bucket, key, new byte[] {1}, "application/octet-stream"));

            assertThat(server.keys(bucket, 2)).isEqualTo(keys);
        }

        @Test
        void removesObjects() {
            server.put(bucket, "key", ascii("x"), "text/plain");
            assertThat(server.exists(bucket, "key")).isTrue();

            server.delete(bucket, "key");

            assertThat(server.exists(bucket, "key")).isFalse();
            assertThatThrownBy(() -> server.object(bucket, "key")).isInstanceOf(AssertionError.class);
        }

        @Test
        void createsABucketOnlyOnce() {
            server.put(bucket, "key", ascii("x"), "text/plain");

            server.createBucket(bucket);

            assertThat(server.keys(bucket)).containsExactly("key");
        }

        @Test
        void passesConditionsOn() {
            put("key", "first");

            S3Exception lost = catchThrowableOfType(
                    S3Exception.class,
                    () -> client.putObject(
                            request -> request.bucket(bucket).key("key").ifNoneMatch("*"),
                            RequestBody.fromString("second")));

            assertThat(lost.statusCode()).isEqualTo(412);
            assertThat(lost.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
            assertThat(server.object(bucket, "key").text()).isEqualTo("first");
        }

        @Test
        void letsOneOfManyConditionalWritesWin() {
            for (int round = 0; round < 20; round++) {
                String key = "key-" + round;
                List<CompletableFuture<Boolean>> writes = IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> putNew(key)))
                        .toList();

                assertThat(writes.stream().filter(CompletableFuture::join)).hasSize(1);
            }
        }

        @Test
        void passesHeadRequestsOn() {
            put("key", "twelve bytes");

            assertThat(client.headObject(request -> request.bucket(bucket).key("key"))
                            .contentLength())
                    .isEqualTo(12);
        }

        @Test
        void recordsRequests() {
            put("folder/key", "x");

            FaultyProxy.Request request = proxy.requests().get(0);
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.path()).isEqualTo("/" + bucket + "/folder/key");
            assertThat(request.query()).isEmpty();
            assertThat(request.header("X-AMZ-META-language")).isEqualTo("python");
        }

        @Test
        void failsTheNextRequestsOnly() {
            proxy.failNext(1, 503, "SlowDown");

            S3Exception failure = catchThrowableOfType(S3Exception.class, () -> put("key", "x"));
            put("key", "y");

            assertThat(failure.statusCode()).isEqualTo(503);
            assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
            assertThat(server.object(bucket, "key").text()).isEqualTo("y");
            assertThat(proxy.requests()).hasSize(2);
        }

        @Test
        void failsRequestsThatFitUntilItIsCleared() {
            proxy.failing(request -> request.path().endsWith("/bad"), 403, "AccessDenied");

            put("good", "x");
            assertThatThrownBy(() -> put("bad", "x")).isInstanceOf(S3Exception.class);
            assertThatThrownBy(() -> put("bad", "x")).isInstanceOf(S3Exception.class);
            assertThatThrownBy(() ->
                            client.headObject(request -> request.bucket(bucket).key("bad")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
            proxy.clear();
            put("bad", "x");

            assertThat(server.keys(bucket)).containsExactly("bad", "good");
        }

        @Test
        void losesAnswersOfWhatWasDone() {
            proxy.loseAnswers(1, request -> request.method().equals("PUT"));

            assertThatThrownBy(() -> put("key", "x")).isInstanceOf(SdkClientException.class);

            assertThat(server.object(bucket, "key").text()).isEqualTo("x");
        }

        @Test
        void leavesRequestsUnanswered() {
            proxy.hang(request -> true);
            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> put("key", "x"));
            proxy.awaitRequests(1, SOON);

            assertThat(put).isNotDone();
            proxy.close();

            assertThat(put).failsWithin(SOON);
            assertThat(server.keys(bucket)).isEmpty();
        }

        @Test
        void holdsRequestsUntilTheTestLetsThemGo() {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            proxy.hold(request -> true, gate);
            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> put("key", "x"));
            proxy.awaitRequests(1, SOON);

            assertThat(server.keys(bucket)).isEmpty();
            gate.complete(null);

            assertThat(put).succeedsWithin(SOON);
            assertThat(server.keys(bucket)).containsExactly("key");
        }

        @Test
        void handsOnListingsAndDeletions() {
            put("a b/+1", "x");
            put("c", "y");

            assertThat(client.listObjectsV2(request -> request.bucket(bucket)
                                    .prefix("a b/")
                                    .startAfter("a b/")
                                    .maxKeys(1))
                            .contents())
                    .extracting(S3Object::key)
                    .containsExactly("a b/+1");
            client.deleteObject(request -> request.bucket(bucket).key("a b/+1"));
            client.deleteObject(request -> request.bucket(bucket).key("a b/+1"));

            assertThat(server.keys(bucket)).containsExactly("c");
            assertThat(proxy.requests())
                    .extracting(FaultyProxy.Request::method, FaultyProxy.Request::path)
                    .endsWith(
                            tuple("GET", "/" + bucket),
                            tuple("DELETE", "/" + bucket + "/a%20b/%2B1"),
                            tuple("DELETE", "/" + bucket + "/a%20b/%2B1"));
            assertThat(proxy.requests().get(2).query()).contains("list-type=2", "prefix=a%20b%2F");
        }

        @Test
        void failsListingsAndDeletions() {
            put("key", "x");
            proxy.failNext(1, request -> request.query().contains("list-type=2"), 503, "SlowDown");
            // The JDK's client sends a deletion again by itself, once.
            proxy.loseAnswers(2, request -> request.method().equals("DELETE"));

            assertThatThrownBy(() -> client.listObjectsV2(request -> request.bucket(bucket)))
                    .isInstanceOf(S3Exception.class);
            assertThatThrownBy(() -> client.deleteObject(
                            request -> request.bucket(bucket).key("key")))
                    .isInstanceOf(SdkClientException.class);

            assertThat(server.keys(bucket)).isEmpty();
        }

        private boolean putNew(String key) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.url() + "/" + bucket + "/" + key))
                    .header("If-None-Match", "*")
                    .PUT(BodyPublishers.ofString("x"))
                    .build();
            try {
                return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void put(String key, String text) {
            client.putObject(
                    request -> request.bucket(bucket)
                            .key(key)
                            .contentType("text/x-python; charset=UTF-8")
                            .metadata(Map.of("language", "python")),
                    RequestBody.fromString(text));
        }
    }

    @Nested
    class Lambda {

        private final LambdaRuntime runtime = LambdaRuntime.start();

        @AfterEach
        void close() {
            runtime.close();
        }

        @Test
        void handsEventsOverAndTakesAnswers() {
            function(event -> event.put("seen", true));

            LambdaRuntime.Outcome outcome =
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
            CompletableFuture<LambdaRuntime.Outcome> outcome =
                    runtime.withDeadline(Duration.ofSeconds(5)).submit(JSON.createObjectNode());

            HttpResponse<String> next = next();
            respond(next, "response", "null");

            assertThat(next.headers().firstValue("Lambda-Runtime-Aws-Request-Id"))
                    .hasValue(outcome.join().requestId());
            assertThat(next.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn"))
                    .hasValue("arn:aws:lambda:eu-central-1:123456789012:function:f:live");
            assertThat(next.headers()
                            .firstValueAsLong("Lambda-Runtime-Deadline-Ms")
                            .getAsLong())
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
            CompletableFuture<LambdaRuntime.Outcome> first =
                    runtime.submit(JSON.createObjectNode().put("n", 1));
            CompletableFuture<LambdaRuntime.Outcome> second =
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
            CompletableFuture<LambdaRuntime.Outcome> outcome = runtime.submit(JSON.createObjectNode());

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
            CompletableFuture<LambdaRuntime.Outcome> first = runtime.submit(JSON.createObjectNode());
            next();
            CompletableFuture<LambdaRuntime.Outcome> second = runtime.submit(JSON.createObjectNode());

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
            assertThatThrownBy(() -> runtime.awaitFirstNext(Duration.ofMillis(10)))
                    .isInstanceOf(AssertionError.class);

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
            String id =
                    next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
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
    }

    @Nested
    @DisabledOnOs(OS.WINDOWS)
    class AProcess {

        private final LambdaRuntime runtime = LambdaRuntime.start();

        @AfterEach
        void close() {
            runtime.close();
        }

        @Test
        void hasTheEnvironmentOfLambdaAndNothingElse() {
            try (LambdaProcess process = shell("env", Map.of("CODEGEN_BUCKET", "bucket", "AWS_REGION", "us-east-1"))) {
                assertThat(process.awaitExit(SOON)).isZero();

                assertThat(process.output())
                        .contains(
                                "AWS_LAMBDA_RUNTIME_API=" + runtime.address(),
                                "AWS_REGION=us-east-1",
                                "CODEGEN_BUCKET=bucket",
                                "TZ=:UTC")
                        .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("JAVA_HOME="))
                        .extracting(line -> line.split("=", 2)[0])
                        .contains("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_INITIALIZATION_TYPE", "_HANDLER", "PATH");
            }
        }

        @Test
        void tellsOutputAndExitCode() {
            try (LambdaProcess process = shell("echo out; echo err >&2; exit 3", Map.of())) {
                assertThat(process.awaitOutput(line -> line.startsWith("e"), SOON))
                        .isEqualTo("err");
                assertThat(process.awaitExit(SOON)).isEqualTo(3);
                assertThat(process.output()).containsExactly("out", "err");
                assertThat(process.isAlive()).isFalse();
            }
        }

        @Test
        void canBeKilled() {
            try (LambdaProcess process = waiting()) {
                assertThat(process.isAlive()).isTrue();

                process.kill();

                assertThat(process.awaitExit(SOON)).isEqualTo(128 + 9);
            }
        }

        @Test
        @EnabledOnOs(OS.LINUX)
        void tellsItsMemory() throws Exception {
            try (LambdaProcess process = shell("echo loaded; read line", Map.of())) {
                process.awaitOutput(line -> true, SOON);

                assertThat(process.residentBytes()).isBetween(100_000L, 100_000_000L);
            }
        }

        @Test
        void leavesNothingBehind() {
            LambdaProcess process = shell("pwd; exec cat", Map.of());
            Path folder = Path.of(process.awaitOutput(line -> true, SOON));
            assertThat(folder).isDirectory();

            process.close();

            assertThat(process.isAlive()).isFalse();
            assertThat(Files.exists(folder)).isFalse();
        }

        @Test
        void endsTheInvocationThatItHadInHand() throws Exception {
            try (LambdaProcess process = waiting()) {
                CompletableFuture<LambdaRuntime.Outcome> outcome = runtime.submit(JSON.createObjectNode());
                get("http://" + runtime.address() + "/2018-06-01/runtime/invocation/next");

                process.kill();

                assertThat(outcome).succeedsWithin(SOON);
                assertThat(outcome.join().errorType()).isEqualTo("Runtime.ExitError");
            }
        }

        @Test
        void saysWhyItIsNotReady() {
            try (LambdaProcess process = shell("echo no bucket; exit 1", Map.of())) {
                process.awaitExit(SOON);

                assertThatThrownBy(() -> process.awaitReady(SOON)).hasMessageContaining("no bucket");
            }
        }

        /** A process that waits for its input, which never comes. */
        private LambdaProcess waiting() {
            return LambdaProcess.start(Path.of("/bin/cat"), runtime, Map.of());
        }

        private LambdaProcess shell(String script, Map<String, String> extra) {
            return LambdaProcess.start(List.of("/bin/sh", "-c", script), runtime, extra);
        }
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
