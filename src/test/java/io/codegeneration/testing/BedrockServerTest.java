package io.codegeneration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
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

/** The server in place of Bedrock does what its contract says: a test that trusts it may blame the code. */
@Timeout(60)
class BedrockServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final AwsCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
        server.next(BedrockReply.text("first"), BedrockReply.text("second")).always(BedrockReply.text("standing"));

        assertThat(List.of(ask(), ask(), ask(), ask())).containsExactly("first", "second", "standing", "standing");

        server.reset();
        assertThat(ask()).contains("python");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void tellsTheSdkStopReasonUsageAndReasoning() {
        server.next(BedrockReply.text("code")
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
                BedrockReply.converse(Map.of("stopReason", "refusal")),
                BedrockReply.converse(JSON.readTree("{\"output\": {}}")));

        assertThat(converse("some-model").stopReasonAsString()).isEqualTo("refusal");
        assertThat(post("/model/some-model/converse", "{}").body()).isEqualTo("{\"output\":{}}");
    }

    @Test
    void completesTextWithTokenCountsInItsHeaders() throws Exception {
        server.next(BedrockReply.completion(" Sure.", "stop_sequence").withUsage(3, 4));

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
        server.next(BedrockReply.error(429, "ThrottlingException", "Too many requests"));

        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(ThrottlingException.class, e -> assertThat(e.statusCode())
                        .isEqualTo(429))
                .hasMessageContaining("Too many requests");
    }

    @Test
    void knowsNoOtherOperation() throws Exception {
        server.next(BedrockReply.text("kept"));

        assertThat(post("/model/some-model/invoke-with-response-stream", "{}").statusCode())
                .isEqualTo(404);
        assertThat(get(server.url() + "/model/some-model/converse").statusCode())
                .isEqualTo(404);
        assertThat(ask()).isEqualTo("kept");
    }

    @Test
    void seesTheSdkSendOnceWhenItClosesWithoutAnswer() {
        ask();
        server.next(BedrockReply.closeWithoutAnswer());

        assertThatThrownBy(this::ask).isInstanceOf(SdkClientException.class);

        assertThat(server.requests()).hasSize(2);
        // On a connection that was used before: a client could take the end for that of a stale connection.
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void countsWhatItClosedWithoutAnswer() throws Exception {
        server.next(BedrockReply.closeWithoutAnswer());
        assertThatThrownBy(() -> careless().getResponseCode()).isInstanceOf(IOException.class);

        assertThat(careless().getResponseCode()).isEqualTo(200);

        assertThat(server.requests()).hasSize(2);
    }

    private HttpURLConnection careless() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(server.url() + "/model/some-model/converse").toURL().openConnection();
        connection.setDoOutput(true);
        connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
        return connection;
    }

    @Test
    void cutsAnswersInTheMiddle() {
        server.next(BedrockReply.cut());

        assertThatThrownBy(() -> post("/model/some-model/converse", "{}"))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("EOF");
    }

    @Test
    void answersWithGarbage() {
        server.next(BedrockReply.garbage());

        assertThatThrownBy(this::ask).isInstanceOf(SdkClientException.class);
    }

    @Test
    void dripsByteByByte() {
        server.next(BedrockReply.drip(BedrockReply.text("slow"), Duration.ofNanos(1000)));

        assertThat(ask()).isEqualTo("slow");
    }

    @Test
    void hangsUntilItIsClosed() {
        server.next(BedrockReply.hang());
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::ask);
        server.awaitRequests(1, SOON);

        assertThat(answer).isNotDone();
        server.close();

        assertThat(answer).failsWithin(SOON);
    }

    @Test
    void hangsUntilTheClientGoes() {
        server.next(BedrockReply.hang());

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
        server.next(BedrockReply.text("held").heldUntil(gate));
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::ask);
        server.awaitRequests(1, SOON);

        assertThat(answer).isNotDone();
        gate.complete(null);

        assertThat(answer).succeedsWithin(SOON).isEqualTo("held");
    }

    @Test
    void delaysAReply() {
        server.next(BedrockReply.text("late").withDelay(Duration.ofMillis(30)));
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

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
