package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static io.codegeneration.aws.Requests.post;
import static io.codegeneration.aws.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.testing.Closing;
import io.codegeneration.testing.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;

/** A connection that the server has closed is replaced before a request is sent over it. */
@Timeout(120)
class ReusedConnectionsTest {

    private static TlsIdentity identity;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        identity = TlsIdentity.of("ip:127.0.0.1", folder);
    }

    static Stream<Arguments> whileIdle() {
        return Stream.of(false, true).flatMap(secure -> Stream.of(Closing.values())
                .flatMap(closing -> Stream.of(1, 2, 4, 10).flatMap(count -> Stream.of(
                                SdkHttpMethod.GET, SdkHttpMethod.PUT, SdkHttpMethod.POST, SdkHttpMethod.DELETE)
                        .map(method -> Arguments.of(secure, closing, count, method)))));
    }

    @ParameterizedTest(name = "secure: {0}, {1}, {2} connections, {3}")
    @MethodSource("whileIdle")
    void areReplacedByOneNewConnection(boolean secure, Closing closing, int count, SdkHttpMethod method)
            throws Exception {
        try (ScriptedServer peer = peer(secure);
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            use(transport, peer, count);
            int before = peer.requests().size();
            peer.closeAll(closing);

            assertThat(send(transport, method, peer.url(), "x").status()).isEqualTo(200);

            assertThat(peer.requests()).hasSize(before + 1);
            assertThat(peer.connections()).hasSize(count + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void areReplacedWhereNoRequestWasSentOverThem(Closing closing) throws Exception {
        try (ScriptedServer peer = peer(true);
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            transport.connect(URI.create(peer.url()), 3);
            peer.awaitConnections(3);
            peer.closeAll(closing);

            assertThat(post(transport, peer.url(), "x").status()).isEqualTo(200);

            assertThat(peer.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void areReplacedWhereTheServerHasSaidOnlyThatItWillSendNothingMore(String protocol) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        ScriptedServer.Script script = connection -> {
            SSLSocket socket = (SSLSocket) connection.socket();
            connection.read();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if (connection.number() == 1) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                // Only TLS ends here. TCP ends much later.
                socket.shutdownOutput();
                ended.countDown();
            }
        };
        try (ScriptedServer server = ScriptedServer.secure(identity.server(), script);
                Transport transport = Requests.transport(LIMITS, identity.client(protocol))) {
            post(transport, server.url(), "x");
            ScriptedServer.await(ended);

            assertThat(post(transport, server.url(), "x").content()).isEqualTo("ok");

            assertThat(server.connections()).hasSize(2);
        }
    }

    @Test
    void doNotHideOneThatIsStillOpen() throws Exception {
        try (ScriptedServer peer = peer(true);
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            use(transport, peer, 4);
            for (ScriptedServer.AcceptedConnection connection :
                    peer.connections().subList(0, 3)) {
                connection.close(Closing.FIN);
            }

            for (int i = 0; i < 3; i++) {
                assertThat(post(transport, peer.url(), "x").status()).isEqualTo(200);
            }

            assertThat(peer.connections()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void inTheMiddleOfAResponseFailTheRequestAndNoOther(Closing closing) throws Exception {
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), connection -> {
                    connection.read();
                    if (connection.number() == 1) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
                        connection.close(closing);
                    } else {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(IOException.class);

            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
            assertThat(peer.connections()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void afterARequestWasReadDoNotMakeItComeAgain(Closing closing) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ScriptedServer.Script script = connection -> {
            while (connection.read() != null) {
                if (requests.incrementAndGet() == 1) {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                } else {
                    connection.close(closing);
                    return;
                }
            }
        };
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), script);
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            post(transport, peer.url(), "x");

            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(IOException.class);

            assertThat(requests).hasValue(2);
            assertThat(peer.connections()).hasSize(1);
        }
    }

    private static ScriptedServer peer(boolean secure) throws Exception {
        return secure
                ? ScriptedServer.secure(identity.server(), ScriptedServer::answer)
                : ScriptedServer.plain(ScriptedServer::answer);
    }

    /** Sends requests at the same time, so that each has its own connection. */
    private static void use(Transport transport, ScriptedServer peer, int count) throws Exception {
        peer.answerTogether(count);
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            post(transport, peer.url(), "x");
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (CompletableFuture<Void> answer : answers) {
            answer.get();
        }
        peer.answerTogether(1);
        assertThat(peer.connections()).hasSize(count);
    }
}
