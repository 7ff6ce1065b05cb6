package io.codegeneration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The server in place of S3, and the proxy before it, do what their contracts say. */
@Timeout(60)
class S3ServerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final AwsCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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

        S3Server.ServerObject stored = server.object(bucket, "code-output/a b+c/ü.py");
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

        FaultyProxy.ProxiedRequest request = proxy.requests().get(0);
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
                .extracting(FaultyProxy.ProxiedRequest::method, FaultyProxy.ProxiedRequest::path)
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
        assertThatThrownBy(() ->
                        client.deleteObject(request -> request.bucket(bucket).key("key")))
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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
