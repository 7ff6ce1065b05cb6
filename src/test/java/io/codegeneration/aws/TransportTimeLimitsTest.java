package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static io.codegeneration.aws.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Every step of a request ends in time and leaves no thread and no connection behind. */
@Timeout(120)
class TransportTimeLimitsTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** More than the system buffers for a peer that does not read. */
    private static final String LARGE = "x".repeat(16 * 1024 * 1024);

    static Stream<Arguments> halts() {
        ScriptedServer.Script nothing = connection -> connection.head();
        ScriptedServer.Script head = connection -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        };
        ScriptedServer.Script half = connection -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        };
        ScriptedServer.Script drops = connection -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                connection.send("1\r\nx\r\n");
            }
        };
        ScriptedServer.Script headers = connection -> {
            connection.head();
            while (true) {
                connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
        };
        return Stream.of(
                Arguments.of("before the head", nothing, "x"),
                Arguments.of("after the head", head, "x"),
                Arguments.of("in the body", half, "x"),
                Arguments.of("in a body without end", drops, "x"),
                Arguments.of("in heads without end", headers, "x"),
                Arguments.of("while the request is written", nothing, LARGE));
    }

    @Test
    void endAReadWhenThePeerIsSilentForLongerThanTheCallAllows() throws Exception {
        ScriptedServer.Script half = connection -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        };
        try (ScriptedServer peer = ScriptedServer.plain(half);
                Transport transport = Requests.transport(new HttpLimits(LONG, LONG, LONG, LONG), null)) {
            long start = System.nanoTime();

            Throwable failure = TimeLimit.within(
                    LONG,
                    () -> catchThrowable(() -> {
                        HttpExecuteResponse response = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x")
                                .call();
                        TimeLimit.limitSilence(SHORT);
                        response.responseBody().orElseThrow().readAllBytes();
                    }));

            assertThat(failure).isInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    void limitSilenceInTheCurrentCallOnly() {
        assertThatThrownBy(() -> TimeLimit.limitSilence(SHORT)).isInstanceOf(IllegalStateException.class);
        TimeLimit.within(LONG, () -> {
            TimeLimit.within(LONG, () -> {
                TimeLimit.limitSilence(SHORT);
                assertThat(TimeLimit.current().endOfSilence().left()).isLessThanOrEqualTo(SHORT.toNanos());
                return null;
            });
            assertThat(TimeLimit.current().endOfSilence().left()).isGreaterThan(SHORT.toNanos());
            return null;
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("halts")
    void endACallWithTheTimeThatItHas(String where, ScriptedServer.Script script, String body) throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(script);
                Transport transport = Requests.transport(new HttpLimits(LONG, LONG, LONG, LONG), null)) {
            Set<Thread> before = threads();

            assertThatThrownBy(() -> TimeLimit.within(SHORT, () -> postUnchecked(transport, peer.url(), body)))
                    .isInstanceOf(ApiCallTimeoutException.class)
                    .hasNoCause();

            assertThat(threads()).isEqualTo(before);
            peer.connections().get(0).awaitEnd();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("halts")
    void endAnAttemptSoThatTheCallMayGoOn(String where, ScriptedServer.Script script, String body) throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(script);
                Transport transport = Requests.transport(new HttpLimits(LONG, LONG, LONG, SHORT), null)) {
            assertThatThrownBy(() -> post(transport, peer.url(), body)).isInstanceOf(SocketTimeoutException.class);

            peer.connections().get(0).awaitEnd();
        }
    }

    @Test
    void endASilenceThoughTheAttemptMayGoOn() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(connection -> connection.head());
                Transport transport = Requests.transport(new HttpLimits(LONG, LONG, SHORT, LONG), null)) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void doNotCountPiecesThatArriveAsSilence() throws Exception {
        CountDownLatch[] read =
                Stream.generate(() -> new CountDownLatch(1)).limit(5).toArray(CountDownLatch[]::new);
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    for (CountDownLatch latch : read) {
                        connection.send("x");
                        ScriptedServer.await(latch);
                    }
                });
                Transport transport =
                        Requests.transport(new HttpLimits(LONG, LONG, Duration.ofSeconds(20), LONG), null)) {
            HttpExecuteResponse response = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x")
                    .call();
            try (InputStream body = response.responseBody().orElseThrow()) {
                for (CountDownLatch latch : read) {
                    assertThat(body.read()).isEqualTo('x');
                    latch.countDown();
                }
                assertThat(body.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void endAHandshakeThatNobodyTakesPartIn() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
                Transport transport = Requests.transport(
                        new HttpLimits(LONG, SHORT, LONG, LONG), (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            assertThatThrownBy(() -> post(transport, "https://127.0.0.1:" + silent.getLocalPort(), "x"))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void endALookUpOfANameThatNobodyAnswers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Connector connector = new Connector(LIMITS, () -> null, ProxySettings.of(name -> null), host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        });
        try (Transport transport = new Transport(
                LIMITS,
                new Rehearsal(),
                (path, mark) -> RehearsedReply.json(""),
                connector,
                new ConnectionPool(ConnectionPool.Moment::now))) {
            assertThatThrownBy(
                            () -> TimeLimit.within(SHORT, () -> postUnchecked(transport, "http://slow.example", "x")))
                    .isInstanceOf(ApiCallTimeoutException.class);
        } finally {
            never.countDown();
        }
    }

    @Test
    void areNotNeededToEndAHandshakeThatIsAborted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
                Transport transport = Requests.transport(
                        new HttpLimits(LONG, LONG, LONG, LONG), (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            ExecutableHttpRequest request =
                    Requests.request(transport, SdkHttpMethod.POST, "https://127.0.0.1:" + silent.getLocalPort(), "x");
            CompletableFuture<Throwable> outcome = CompletableFuture.supplyAsync(() -> catchThrowable(request::call));
            try (Socket accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read())
                        .as("a handshake has begun")
                        .isNotNegative();

                request.abort();

                assertThat(outcome.get()).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void sendNothingWhenTheyAreOver() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = Requests.transport()) {
            assertThatThrownBy(() -> TimeLimit.within(Duration.ZERO, () -> postUnchecked(transport, peer.url(), "x")))
                    .isInstanceOf(ApiCallTimeoutException.class);

            assertThat(peer.connections()).isEmpty();
        }
    }

    @Test
    void holdForTheCallAroundThem() {
        Duration left = TimeLimit.within(SHORT, () -> TimeLimit.within(LONG, () -> TimeLimit.pause(LONG)));

        assertThat(left).isLessThanOrEqualTo(SHORT);
        assertThat(TimeLimit.pause(LONG)).as("no limit is left behind").isEqualTo(LONG);
    }

    @Test
    void holdOnTheThreadOfTheCallAlone() throws Exception {
        Duration other = TimeLimit.within(SHORT, () -> CompletableFuture.supplyAsync(
                        () -> TimeLimit.pause(LONG), task -> new Thread(task).start())
                .join());

        assertThat(other).isEqualTo(LONG);
    }

    @Test
    void areNotNeededToEndARequestThatIsAborted() throws Exception {
        CountDownLatch come = new CountDownLatch(1);
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    come.countDown();
                });
                Transport transport = Requests.transport()) {
            ExecutableHttpRequest request = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x");
            CompletableFuture<Throwable> outcome = CompletableFuture.supplyAsync(() -> catchThrowable(request::call));
            ScriptedServer.await(come);

            request.abort();

            assertThat(outcome.get()).isInstanceOf(IOException.class);
            peer.connections().get(0).awaitEnd();
        }
    }

    @Test
    void areNotNeededToEndABodyThatIsAborted() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
                });
                Transport transport = Requests.transport()) {
            HttpExecuteResponse response = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x")
                    .call();
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<Throwable> outcome = CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
                InputStream body = response.responseBody().orElseThrow();
                body.readNBytes(5);
                reading.countDown();
                body.read();
            }));
            ScriptedServer.await(reading);

            response.responseBody().orElseThrow().abort();

            assertThat(outcome.get()).isInstanceOf(IOException.class);
            peer.connections().get(0).awaitEnd();
        }
    }

    @Test
    void areNotNeededToSendNothingAfterAnAbort() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = Requests.transport()) {
            ExecutableHttpRequest request = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x");
            request.abort();

            assertThatThrownBy(request::call).isInstanceOf(IOException.class);

            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void endAnInterruptedRequest() throws Exception {
        CountDownLatch come = new CountDownLatch(1);
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    come.countDown();
                });
                Transport transport = Requests.transport()) {
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> outcome.complete(catchThrowable(() -> post(transport, peer.url(), "x"))));
            thread.start();
            ScriptedServer.await(come);

            thread.interrupt();

            assertThat(outcome.get()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void keepABodyThatIsClosedBeforeItsEndFromHoldingUpItsReader() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
                });
                Transport transport = Requests.transport(new HttpLimits(LONG, LONG, LONG, LONG), null)) {
            HttpExecuteResponse response = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x")
                    .call();

            response.responseBody().orElseThrow().close();

            peer.connections().get(0).awaitEnd();
        }
    }

    @Test
    void areNoReasonToGiveUpAConnectionWhoseResponseHasArrived() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = Requests.transport(LIMITS, null)) {
            for (int i = 0; i < 3; i++) {
                HttpExecuteResponse response = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x")
                        .call();
                response.responseBody().orElseThrow().close();
            }

            assertThat(peer.connections()).hasSize(1);
        }
    }

    private static Requests.WholeResponse postUnchecked(Transport transport, String url, String body) {
        try {
            return post(transport, url, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the threads, except those of servers and of the test framework. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("warm-up")
                        || thread.getName().startsWith("Thread-"))
                .collect(Collectors.toSet());
    }
}
