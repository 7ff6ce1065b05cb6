package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static io.codegeneration.aws.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.testing.Closing;
import io.codegeneration.testing.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Invalid and rare responses are read correctly or fail their own request, and no other one. */
@Timeout(120)
class HostileServersTest {

    private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static TlsIdentity identity;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        identity = TlsIdentity.of("ip:127.0.0.1", folder);
    }

    static Stream<Arguments> readable() {
        return Stream.of(
                Arguments.of("an information before", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + GOOD, 200, "ok"),
                Arguments.of("many informations before", "HTTP/1.1 100 Continue\r\n\r\n".repeat(50) + GOOD, 200, "ok"),
                Arguments.of(
                        "chunks",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\no\r\n1\r\nk\r\n0\r\nT: v\r\n\r\n",
                        200,
                        "ok"),
                Arguments.of("no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
                Arguments.of("nothing new", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, ""),
                Arguments.of("an empty body", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", 500, ""),
                Arguments.of("no reason", "HTTP/1.1 429 \r\nContent-Length: 2\r\n\r\nok", 429, "ok"),
                Arguments.of("bare line feeds", GOOD.replace("\r\n", "\n"), 200, "ok"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void areUnderstood(String what, String response, int status, String content) throws Exception {
        try (ScriptedServer peer = each(response);
                Transport transport = Requests.transport()) {
            for (int i = 0; i < 2; i++) {
                Requests.WholeResponse answer = post(transport, peer.url(), "x");
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.content()).isEqualTo(content);
            }

            assertThat(peer.connections()).as("connections").hasSize(1);
        }
    }

    static Stream<Arguments> lastOfTheirConnection() {
        return Stream.of(
                Arguments.of("which ends", "HTTP/1.1 200 OK\r\n\r\nok", true),
                Arguments.of("of an old server", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false),
                Arguments.of("which is told", GOOD.replace("Content", "Connection: close\r\nContent"), false),
                Arguments.of("with bytes behind it", GOOD + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", false),
                Arguments.of("with a byte behind it", GOOD + "x", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lastOfTheirConnection")
    void areNotAskedAgainOverAConnection(String what, String response, boolean ends) throws Exception {
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), connection -> {
                    connection.read();
                    connection.send(response);
                    if (ends) {
                        connection.close(Closing.CLOSE_NOTIFY);
                    }
                });
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            for (int i = 0; i < 3; i++) {
                assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
            }

            assertThat(peer.connections()).hasSize(3);
        }
    }

    static Stream<Arguments> broken() {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("no HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n"),
                Arguments.of("half a head", "HTTP/1.1 200 OK\r\nContent-Le"),
                Arguments.of("half a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"),
                Arguments.of("half a chunk", chunked + "5\r\n123"),
                Arguments.of("no last chunk", chunked + "1\r\nx\r\n"),
                Arguments.of("a chunk of no size", chunked + "x\r\nok\r\n0\r\n\r\n"),
                Arguments.of("a chunk that is longer", chunked + "1\r\nok\r\n0\r\n\r\n"),
                Arguments.of("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"),
                Arguments.of("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok"),
                Arguments.of("a long line", "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"),
                Arguments.of("many fields", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(1000) + "\r\n"),
                Arguments.of("HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void failOneRequestAndNoOther(String what, String response) throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.read();
                    if (connection.number() == 1) {
                        connection.send(response);
                        connection.close(Closing.FIN);
                    } else {
                        connection.send(GOOD);
                    }
                });
                Transport transport = Requests.transport()) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(IOException.class);

            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
            assertThat(peer.connections()).hasSize(2);
        }
    }

    static Stream<Arguments> endings() {
        String response = "HTTP/1.1 200 OK\r\nETag: \"abc\"\r\nContent-Length: 2\r\n\r\nok";
        return IntStream.range(0, response.length()).boxed().flatMap(length -> Stream.of(Closing.values())
                .flatMap(closing -> Stream.of(false, true)
                        .map(secure -> Arguments.of(response.substring(0, length), closing, secure))));
    }

    @ParameterizedTest(name = "{index}: {1}, secure: {2}")
    @MethodSource("endings")
    void failARequestWhereverTheirResponseEnds(String beginning, Closing closing, boolean secure) throws Exception {
        ScriptedServer.Script script = connection -> {
            connection.read();
            connection.send(beginning);
            connection.close(closing);
        };
        try (ScriptedServer peer =
                        secure ? ScriptedServer.secure(identity.server(), script) : ScriptedServer.plain(script);
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 102 Processing\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"})
    void mayInformBeforeAWholeBodyHasArrived(String information) throws Exception {
        for (Map<String, String> expectation : List.of(Map.<String, String>of(), Map.of("Expect", "100-continue"))) {
            try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                        connection.head();
                        connection.send(information);
                        if (!expectation.isEmpty()) {
                            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                        }
                        connection.readBody(1);
                        connection.send(information);
                        connection.readBody(LARGE.length() - 1);
                        connection.send(GOOD);
                    });
                    Transport transport = Requests.transport()) {
                Requests.WholeResponse answer =
                        Requests.read(Requests.request(transport, SdkHttpMethod.PUT, peer.url(), LARGE, expectation)
                                .call());

                assertThat(answer.content()).isEqualTo("ok");
            }
        }
    }

    @Test
    void thatSendWhatNobodyAskedForAreNotListenedTo() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), connection -> {
                    connection.read();
                    connection.send(GOOD);
                    if (connection.number() == 1) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                        sent.countDown();
                    }
                });
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
            ScriptedServer.await(sent);

            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
        }
    }

    static Stream<Arguments> early() {
        return Stream.of(false, true).flatMap(secure -> Stream.of("FIN", "RST", "none", "stays and reads nothing")
                .map(closing -> Arguments.of(secure, closing)));
    }

    /** Much more than the system buffers for a peer that does not read. */
    private static final String LARGE = "x".repeat(16 * 1024 * 1024);

    @ParameterizedTest(name = "secure: {0}, {1}")
    @MethodSource("early")
    void areHeardWhereTheyRefuseARequestThatTheyHaveNotReadYet(boolean secure, String closing) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ScriptedServer.Script script = connection -> {
            connection.head();
            if (connection.number() > 1) {
                connection.send(GOOD);
                return;
            }
            String close = closing.equals("none") ? "Connection: close\r\n" : "";
            connection.send("HTTP/1.1 413 Content Too Large\r\n" + close + "Content-Length: 2\r\n\r\nno");
            switch (closing) {
                case "FIN" -> connection.socket().shutdownOutput();
                case "RST" -> {
                    // The system resets a connection that is closed with unread data.
                    connection.readBody(1000);
                    connection.close(Closing.CLOSE_NOTIFY);
                }
                case "none" -> connection.awaitEnd();
                default -> ScriptedServer.await(end);
            }
        };
        HttpLimits limits =
                new HttpLimits(LIMITS.connect(), LIMITS.handshake(), java.time.Duration.ofSeconds(1), LIMITS.attempt());
        try (ScriptedServer peer =
                        secure ? ScriptedServer.secure(identity.server(), script) : ScriptedServer.plain(script);
                Transport transport = Requests.transport(limits, identity.client())) {
            Requests.WholeResponse answer = Requests.send(transport, SdkHttpMethod.PUT, peer.url(), LARGE);

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.content()).isEqualTo("no");
            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
            assertThat(peer.connections()).hasSize(2);
            end.countDown();
        }
    }

    enum ContinueBehavior {
        CONTINUE,
        SILENCE,
        FINAL,
        ERROR
    }

    @ParameterizedTest
    @EnumSource(ContinueBehavior.class)
    void areAskedWhetherTheyWantABody(ContinueBehavior consent) throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    if (connection.number() > 1) {
                        connection.readBody(4);
                        connection.send(GOOD);
                        return;
                    }
                    switch (consent) {
                        case CONTINUE -> connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                        case FINAL -> connection.send(GOOD);
                        case ERROR -> connection.send("HTTP/1.1 412 No\r\nContent-Length: 2\r\n\r\nok");
                        default -> {
                            // A server that does not support the header waits for the body.
                        }
                    }
                    if (consent == ContinueBehavior.CONTINUE || consent == ContinueBehavior.SILENCE) {
                        connection.readBody(4);
                        connection.send(GOOD);
                    }
                });
                Transport transport = Requests.transport()) {
            Map<String, String> expectation = Map.of("Expect", "100-continue");
            Requests.WholeResponse answer =
                    Requests.read(Requests.request(transport, SdkHttpMethod.PUT, peer.url(), "body", expectation)
                            .call());

            assertThat(answer.status()).isEqualTo(consent == ContinueBehavior.ERROR ? 412 : 200);
            assertThat(answer.content()).isEqualTo("ok");
        }
    }

    @Test
    void areGivenTheWholeBodyThoughTheirConsentComesLate() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.head();
                    // The client sends the body after its wait.
                    connection.readBody(1);
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    connection.readBody(LARGE.length() - 1);
                    connection.send(GOOD);
                });
                Transport transport = Requests.transport()) {
            Requests.WholeResponse answer = Requests.read(
                    Requests.request(transport, SdkHttpMethod.PUT, peer.url(), LARGE, Map.of("Expect", "100-continue"))
                            .call());

            assertThat(answer.content()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void giveTheirResponseAsItArrives(boolean chunked) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        try (ScriptedServer peer = ScriptedServer.plain(connection -> {
                    connection.read();
                    connection.send("HTTP/1.1 200 OK\r\n"
                            + (chunked
                                    ? "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
                                    : "Content-Length: 2\r\n\r\na"));
                    ScriptedServer.await(read);
                    connection.send(chunked ? "1\r\nb\r\n0\r\n\r\n" : "b");
                });
                Transport transport = Requests.transport()) {
            HttpExecuteResponse response = Requests.request(transport, SdkHttpMethod.POST, peer.url(), "x")
                    .call();
            try (InputStream body = response.responseBody().orElseThrow()) {
                assertThat(body.read()).isEqualTo('a');
                read.countDown();
                assertThat(body.read()).isEqualTo('b');
                assertThat(body.read()).isEqualTo(-1);
                assertThat(body.read()).isEqualTo(-1);
            }
        }
    }

    private static ScriptedServer each(String response) {
        return ScriptedServer.plain(connection -> {
            while (connection.read() != null) {
                connection.send(response);
            }
        });
    }
}
