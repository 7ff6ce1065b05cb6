package io.codegeneration.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import io.codegeneration.aws.Rehearsal;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.Condition.Absent;
import io.codegeneration.generation.archive.ObjectStore.Condition.Matches;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import io.codegeneration.testing.FaultyProxy;
import io.codegeneration.testing.S3Server;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class S3ObjectStoreTest extends ObjectStoreContract {

    private static final String TOKEN = "continuation-token";
    private static final String BUCKET = "code-generation-store-test";
    private static final StoredObject OBJECT =
            new StoredObject(bytes("print(1)\n"), "text/x-python; charset=UTF-8", Map.of("language", "python"));

    private static S3Server server;

    private FaultyProxy proxy;
    private S3Client client;
    private S3ObjectStore store;

    @BeforeAll
    static void startServer() {
        server = S3Server.shared();
        server.createBucket(BUCKET);
    }

    @BeforeEach
    void start() {
        proxy = FaultyProxy.before(server);
        // One client a test: what the SDK saves up for repetitions is one client's.
        client = client(Optional.of(URI.create(proxy.url())));
        store = open(client, BUCKET);
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    /** On a server of its own: S3Mock sorts keys by UTF-16. The adapter keeps the server's order, page after page. */
    @Test
    @Override
    protected void listsKeysInTheOrderOfUtf8WhereThatOfUtf16IsAnother() throws IOException {
        try (OrderedKeys keys = OrderedKeys.start();
                S3Client ordered = client(Optional.of(keys.url()))) {
            store = open(ordered, BUCKET);

            super.listsKeysInTheOrderOfUtf8WhereThatOfUtf16IsAnother();
        }
    }

    @Test
    void showsTheConfiguredBucket() {
        assertThat(store.bucket()).isEqualTo(BUCKET);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void needsABucket(String bucket) {
        assertThatThrownBy(() -> new S3ObjectStore(client, config(bucket), Clock.systemUTC()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CODEGEN_BUCKET");
    }

    @Test
    void sendsContentTypeAndMetadataWithTheBytes() {
        ObjectKey key = newKey("code.py");

        put(key, OBJECT);

        assertThat(proxy.requests()).hasSize(1);
        FaultyProxy.ProxiedRequest request = proxy.requests().get(0);
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.header("Content-Type")).isEqualTo("text/x-python; charset=UTF-8");
        assertThat(request.header("x-amz-meta-language")).isEqualTo("python");
        S3Server.ServerObject stored = server.object(BUCKET, key.value());
        assertThat(stored.bytes()).isEqualTo(OBJECT.content());
        assertThat(stored.metadata()).isEqualTo(OBJECT.metadata());
    }

    @Test
    void namesTheBucketInThePathWhereThereIsAnEndpoint() {
        ObjectKey key = newKey("code.py");

        put(key, OBJECT);
        get(key);

        assertThat(proxy.requests())
                .extracting(FaultyProxy.ProxiedRequest::path)
                .containsOnly("/" + BUCKET + "/" + key.value());
    }

    @Test
    void namesTheBucketInTheHostWhereThereIsNoEndpoint() {
        try (S3Client amazon = client(Optional.empty())) {
            assertThat(amazon.utilities()
                            .getUrl(url -> url.bucket(BUCKET).key("k"))
                            .getHost())
                    .startsWith(BUCKET + ".s3.");
        }
    }

    @Test
    void replacesAConnectionThatTheServerClosedWhileIdle() {
        ObjectKey key = newKey("code.py");
        put(key, OBJECT);
        proxy.dropConnections();
        put(key, OBJECT);
        proxy.dropConnections();

        assertThat(get(key).content()).isEqualTo(OBJECT.content());
    }

    @Test
    void asksForNoMoreKeysThanAreWanted() {
        String prefix = newKey("a b+").value();
        put(new ObjectKey(prefix + "1"), OBJECT);
        put(new ObjectKey(prefix + "2"), OBJECT);
        put(new ObjectKey(prefix + "3"), OBJECT);
        int before = proxy.requests().size();

        assertThat(list(prefix, prefix + "1", 1)).containsExactly(prefix + "2");

        assertThat(proxy.requests()).hasSize(before + 1);
        FaultyProxy.ProxiedRequest request = proxy.requests().get(before);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/" + BUCKET);
        String encoded = prefix.replace("/", "%2F").replace(" ", "%20").replace("+", "%2B");
        assertThat(request.query().split("&"))
                .contains("list-type=2", "max-keys=1", "prefix=" + encoded, "start-after=" + encoded + "1");
    }

    @Test
    void goesOnAfterPagesThatAreShorterThanWasAskedFor() throws Exception {
        WireMockServer pager = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        pager.start();
        pager.stubFor(WireMock.get(anyUrl()).willReturn(ok(page("t1", "a", "b"))));
        pager.stubFor(
                WireMock.get(anyUrl()).withQueryParam(TOKEN, equalTo("t1")).willReturn(ok(page("t2"))));
        pager.stubFor(
                WireMock.get(anyUrl()).withQueryParam(TOKEN, equalTo("t2")).willReturn(ok(page(null, "c"))));
        URI url = URI.create("http://127.0.0.1:" + pager.port());
        try (S3Client behind = client(Optional.of(url))) {
            ObjectStore paged = open(behind, BUCKET);

            assertThat(paged.list("", null, 5, PATIENCE))
                    .extracting(ObjectKey::value)
                    .containsExactly("a", "b", "c");
            pager.verify(1, asked("5").withoutQueryParam(TOKEN));
            pager.verify(1, asked("3").withQueryParam(TOKEN, equalTo("t1")));
            pager.verify(1, asked("3").withQueryParam(TOKEN, equalTo("t2")));

            assertThat(paged.list("", null, 2, PATIENCE))
                    .extracting(ObjectKey::value)
                    .containsExactly("a", "b");
            pager.verify(1, asked("2").withoutQueryParam(TOKEN));
            pager.verify(4, getRequestedFor(anyUrl()));
        } finally {
            pager.stop();
        }
    }

    private static RequestPatternBuilder asked(String most) {
        return getRequestedFor(anyUrl()).withQueryParam("max-keys", equalTo(most));
    }

    /** @param next the token of the page after this one; null if it is the last */
    private static String page(String next, String... keys) {
        return "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>" + (next != null)
                + "</IsTruncated>"
                + (next == null ? "" : "<NextContinuationToken>" + next + "</NextContinuationToken>")
                + Arrays.stream(keys)
                        .map(key -> "<Contents><Key>" + key + "</Key></Contents>")
                        .collect(Collectors.joining())
                + "</ListBucketResult>";
    }

    @Test
    void readsAgainWhereTheContentBreaksOff() {
        ObjectKey key = newKey("broken.txt");
        put(key, new StoredObject(bytes("x".repeat(100_000)), "text/plain", Map.of()));
        proxy.reset();
        proxy.breakOff(2, any());

        assertThat(store.read(key, (content, metadata) -> content.readAllBytes().length, PATIENCE))
                .contains(100_000);
        assertThat(proxy.requests()).hasSize(3);
        proxy.breakOff(2, any());
        assertThat(get(key).content()).hasSize(100_000);
    }

    @Test
    void failsWhereTheContentAlwaysBreaksOffOrTheReaderFails() {
        ObjectKey key = newKey("broken.txt");
        put(key, new StoredObject(bytes("x".repeat(100_000)), "text/plain", Map.of()));
        proxy.reset();
        proxy.breakOff(3, any());

        assertThatThrownBy(() -> store.read(key, (content, metadata) -> content.readAllBytes(), PATIENCE))
                .isInstanceOf(TransientException.class);
        assertThat(proxy.requests()).hasSize(3);
        assertThatThrownBy(() -> store.read(
                        key,
                        (content, metadata) -> {
                            throw new TransientException(ProblemCode.STORAGE_FAILED, "No record.", null);
                        },
                        PATIENCE))
                .isInstanceOf(TransientException.class);
        assertThat(proxy.requests()).hasSize(4);
    }

    @Test
    void asksAgainForAListThatBreaksOff() {
        ObjectKey key = newKey("code.py");
        put(key, OBJECT);
        proxy.breakOff(2, any());

        assertThat(store.list(key.value(), null, 10, PATIENCE)).containsExactly(key);

        proxy.breakOff(3, any());
        assertThatThrownBy(() -> store.list(key.value(), null, 10, PATIENCE)).isInstanceOf(TransientException.class);
    }

    @Nested
    class ConditionalRequest {

        private final ObjectKey key = newKey("claim.json");
        private Version seen;

        @BeforeEach
        void putFirst() {
            seen = put(key, OBJECT, new Absent()).orElseThrow();
            proxy.reset();
        }

        @Test
        void namesItsConditionInAHeader() {
            put(newKey("other.json"), OBJECT, new Absent());
            put(key, text("second"), new Matches(seen));

            assertThat(proxy.requests())
                    .extracting(
                            FaultyProxy.ProxiedRequest::method,
                            request -> request.header("If-None-Match"),
                            request -> request.header("If-Match"))
                    .containsExactly(tuple("PUT", "*", null), tuple("PUT", null, seen.value()));
            assertThat(seen.value()).matches("\"[0-9a-f]{32}\"");
        }

        @Test
        void isSentOnceWhereTheConditionDoesNotHold() {
            assertThat(put(key, text("second"), new Absent())).isEmpty();
            assertThat(put(key, text("second"), new Matches(new Version("\"00000000000000000000000000000000\""))))
                    .isEmpty();

            assertThat(proxy.requests()).hasSize(2);
            assertThat(get(key).content()).isEqualTo(OBJECT.content());
        }

        @Test
        void isNotSentAgainAfterAConflict() {
            ObjectKey other = newKey("other.json");
            proxy.failNext(1, 409, "ConditionalRequestConflict");
            assertThat(put(other, OBJECT, new Absent())).isEmpty();
            assertThat(proxy.requests()).hasSize(1);

            proxy.failNext(1, 409, "ConditionalRequestConflict");
            assertThat(put(key, text("second"), new Matches(seen))).isEmpty();
            assertThat(proxy.requests()).hasSize(2);
            assertThat(get(key).content()).isEqualTo(OBJECT.content());
            assertThat(store.get(other, PATIENCE)).isEmpty();
        }

        @Test
        void findsNothingWhereTheKeyIsMissing() {
            proxy.failNext(1, 404, "NoSuchKey");

            assertThat(put(key, text("second"), new Matches(seen))).isEmpty();

            assertThat(proxy.requests()).hasSize(1);
        }

        @Test
        void failsWhereTheBucketIsMissing() {
            proxy.failing(any(), 404, "NoSuchBucket");

            assertThatThrownBy(() -> put(key, text("second"), new Matches(seen)))
                    .isInstanceOf(TransientException.class);
            assertThat(proxy.requests()).hasSize(1);
        }

        @Test
        void maySeeItsOwnWorkWhereAnAnswerWasLost() {
            ObjectKey other = newKey("other.json");
            proxy.loseAnswers(1, any());
            assertThat(put(other, text("mine"), new Absent())).isEmpty();
            assertThat(proxy.requests()).hasSize(2);
            assertThat(get(other).content()).isEqualTo(bytes("mine"));
            proxy.reset();

            proxy.loseAnswers(1, any());
            assertThat(put(key, text("second"), new Matches(seen))).isEmpty();
            assertThat(proxy.requests()).hasSize(2);
            assertThat(get(key).content()).isEqualTo(bytes("second"));
        }

        @Test
        void isSentAgainWhereTheServerIsBusy() {
            proxy.failNext(2, 500, "InternalError");

            Version second = put(key, text("second"), new Matches(seen)).orElseThrow();

            assertThat(proxy.requests()).hasSize(3);
            assertThat(find(key).version()).isEqualTo(second);
        }
    }

    @Nested
    class Failure {

        private final ObjectKey key = newKey("code.py");

        @ParameterizedTest(name = "{0} {1} in {2} calls")
        @CsvSource({
            "403, AccessDenied, 1",
            "404, NoSuchBucket, 1",
            "403, InvalidAccessKeyId, 1",
            "400, ExpiredToken, 1",
            "418, ErrorOfTomorrow, 1",
            "500, InternalError, 3",
            "503, ServiceUnavailable, 3",
            "503, SlowDown, 3",
            // The one fault of a request that passes: the server read too slowly.
            "400, RequestTimeout, 3",
        })
        void isAProblemOfTheStore(int status, String s3ErrorCode, int calls) {
            proxy.failing(any(), status, s3ErrorCode);

            assertProblem(s3ErrorCode, failure(writing()));
            assertThat(proxy.requests()).hasSize(calls);

            assertProblem(s3ErrorCode, failure(reading()));
            assertThat(proxy.requests()).hasSize(2 * calls);
        }

        @ParameterizedTest
        @CsvSource({"500, InternalError", "503, ServiceUnavailable", "503, SlowDown", "400, RequestTimeout"})
        void isForgottenWhenTheThirdCallSucceeds(int status, String s3ErrorCode) {
            proxy.failNext(2, status, s3ErrorCode);
            put(key, OBJECT);
            assertThat(proxy.requests()).hasSize(3);

            proxy.failNext(2, status, s3ErrorCode);
            assertThat(get(key).content()).isEqualTo(OBJECT.content());
            assertThat(proxy.requests()).hasSize(6);
        }

        @Test
        void isForgottenWhenAnAnswerWasLost() {
            proxy.loseAnswers(2, any());
            put(key, OBJECT);
            assertThat(proxy.requests()).hasSize(3);

            proxy.loseAnswers(2, any());
            assertThat(get(key).content()).isEqualTo(OBJECT.content());
        }

        @ParameterizedTest
        @CsvSource({"403, AccessDenied, 1", "404, NoSuchBucket, 1", "500, InternalError, 3"})
        void isOneProblemWhateverWasToBeDone(int status, String s3ErrorCode, int calls) {
            proxy.failing(any(), status, s3ErrorCode);
            for (Consumer<Deadline> operation : operations()) {
                int before = proxy.requests().size();

                assertProblem(s3ErrorCode, failure(operation));

                assertThat(proxy.requests()).hasSize(before + calls);
            }
        }

        @Test
        void isAConflictThatNoConditionExplains() {
            proxy.failing(any(), 409, "OperationAborted");

            assertProblem("OperationAborted", failure(writing()));
            assertProblem("OperationAborted", failure(deadline -> store.delete(key, deadline)));
            assertThat(proxy.requests()).hasSize(2);
        }

        @Test
        void isNotThatThereIsNothingToRemove() {
            proxy.failing(any(), 404, "NoSuchKey");

            store.delete(key, PATIENCE);

            assertThat(proxy.requests()).hasSize(1);
        }

        private List<Consumer<Deadline>> operations() {
            return List.of(
                    writing(),
                    reading(),
                    deadline -> store.put(key, OBJECT, new Absent(), deadline),
                    deadline -> store.put(key, OBJECT, new Matches(new Version("\"e\"")), deadline),
                    deadline -> store.list(key.value(), null, 10, deadline),
                    deadline -> store.delete(key, deadline));
        }

        @ParameterizedTest
        @MethodSource("exceptionsOfThePut")
        void isOneProblemForEveryExceptionOfAPut(Class<?> exception) {
            String s3ErrorCode = exception.getSimpleName().replaceAll("Exception$", "");
            proxy.failing(any(), 400, s3ErrorCode);

            assertProblem(s3ErrorCode, failure(writing()));
        }

        @ParameterizedTest
        @MethodSource("exceptionsOfTheGet")
        void isOneProblemForEveryExceptionOfAGetButAMissingKey(Class<?> exception) {
            String s3ErrorCode = exception.getSimpleName().replaceAll("Exception$", "");
            proxy.failing(any(), exception == NoSuchKeyException.class ? 404 : 403, s3ErrorCode);

            if (exception == NoSuchKeyException.class) {
                assertThat(store.get(key, PATIENCE)).isEmpty();
            } else {
                assertProblem(s3ErrorCode, failure(reading()));
            }
        }

        static Stream<Class<?>> exceptionsOfThePut() throws Exception {
            return exceptions("putObject", PutObjectRequest.class, RequestBody.class);
        }

        static Stream<Class<?>> exceptionsOfTheGet() throws Exception {
            return exceptions("getObject", GetObjectRequest.class, ResponseTransformer.class);
        }

        /** What S3's model says of an operation, without the roots of the SDK's hierarchy. */
        private static Stream<Class<?>> exceptions(String operation, Class<?>... parameters) throws Exception {
            return Arrays.stream(S3Client.class.getMethod(operation, parameters).getExceptionTypes())
                    .filter(AwsServiceException.class::isAssignableFrom);
        }

        @Test
        void isToldWhenNobodyListens() {
            proxy.close();

            for (Consumer<Deadline> operation : operations()) {
                assertProblem("refused", failure(operation));
            }
        }

        @Test
        void comesAfterTheShortestTimeOfAWriteWhereTheDeadlineHasPassed() {
            proxy.hang(any());

            for (Consumer<Deadline> operation : operations()) {
                long start = System.nanoTime();
                TransientException e = catchThrowableOfType(
                        TransientException.class, () -> operation.accept(new Deadline(Instant.EPOCH)));
                Duration taken = Duration.ofNanos(System.nanoTime() - start);

                assertProblem("time", e);
                assertThat(taken)
                        .isBetween(Deadline.SHORTEST_WRITE.minusMillis(20), Deadline.SHORTEST_WRITE.plusSeconds(3));
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        }

        @Test
        void comesAtTheDeadlineWhereThereIsNoAnswer() {
            proxy.hang(any());
            Duration limit = Duration.ofMillis(900);

            long start = System.nanoTime();
            Deadline deadline = new Deadline(Instant.now().plus(limit));
            assertProblem("time", catchThrowableOfType(TransientException.class, () -> writing()
                    .accept(deadline)));

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(limit.minusMillis(20), limit.plusSeconds(3));
        }

        @Test
        void leavesNoTimeForMoreCallsThanTheDeadlineAllows() {
            proxy.failing(any(), 503, "SlowDown");

            long start = System.nanoTime();
            assertProblem("SlowDown", catchThrowableOfType(TransientException.class, () -> writing()
                    .accept(new Deadline(Instant.EPOCH))));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }

        private Consumer<Deadline> writing() {
            return deadline -> store.put(key, OBJECT, deadline);
        }

        private Consumer<Deadline> reading() {
            return deadline -> store.get(key, deadline);
        }

        private TransientException failure(Consumer<Deadline> operation) {
            return catchThrowableOfType(TransientException.class, () -> operation.accept(PATIENCE));
        }

        private void assertProblem(String internal, TransientException e) {
            assertThat(e).as("a failure").isNotNull();
            assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
            assertThat(e.getMessage() + e.fix())
                    .doesNotContain(internal, BUCKET, key.value(), "127.0.0.1", "Service:", "Request ID");
            assertThat(e).hasCauseInstanceOf(SdkException.class);
        }
    }

    private static Predicate<FaultyProxy.ProxiedRequest> any() {
        return request -> true;
    }

    /** As the producer makes it, of a builder as Quarkus configures it. */
    static S3Client client(Optional<URI> endpoint) {
        var builder = S3Client.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")));
        endpoint.ifPresent(builder::endpointOverride);
        return new S3Clients()
                .client(builder, new S3Connections(config(BUCKET), new Rehearsal(), endpoint, Optional.empty(), null));
    }

    static S3Config config(String bucket) {
        return () -> Optional.ofNullable(bucket);
    }

    static S3ObjectStore open(S3Client client, String bucket) {
        return new S3ObjectStore(client, config(bucket), Clock.systemUTC());
    }
}
