package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static io.codegeneration.aws.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.testing.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectorTest {

    private static TlsIdentity identity;
    private static TlsIdentity another;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        identity = TlsIdentity.of("ip:127.0.0.1", folder);
        another = TlsIdentity.of("dns:another.example", folder);
    }

    @Test
    void resumesTheSessionOfAnEarlierConnection() throws Exception {
        int before = identity.fullHandshakes();
        try (Peer peer = Peer.secure(identity.server(), line -> {
                    line.read();
                    line.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                });
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            for (int i = 0; i < 3; i++) {
                post(transport, peer.url(), "x");
            }

            assertThat(peer.lines()).hasSize(3);
            assertThat(identity.fullHandshakes() - before).isEqualTo(1);
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        try (Peer peer = Peer.secure(another.server(), Peer::answer);
                Transport transport = Requests.transport(LIMITS, another.client())) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(ConnectException.class);

            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        try (Peer peer = Peer.secure(identity.server(), Peer::answer);
                Transport transport = Requests.transport(LIMITS, another.client())) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(ConnectException.class);

            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void triesTheAddressesOfAHostInTurn() throws Exception {
        try (Peer peer = Peer.plain(Peer::answer);
                Transport transport = resolving("127.0.0.2", "127.0.0.3", "127.0.0.1")) {
            assertThat(post(transport, "http://many.example:" + peer.port(), "x")
                            .content())
                    .isEqualTo("ok");
        }
    }

    @Test
    void saysThatNoAddressAnswers() throws Exception {
        Peer peer = Peer.plain(Peer::answer);
        String url = "http://many.example:" + peer.port();
        peer.close();
        try (Transport transport = resolving("127.0.0.2", "127.0.0.1")) {
            assertThatThrownBy(() -> post(transport, url, "x")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void saysThatAHostHasNoAddress() throws Exception {
        Connector connector = new Connector(LIMITS, () -> null, ProxySettings.of(name -> null), host -> {
            throw new UnknownHostException(host);
        });
        try (Transport transport = transport(connector)) {
            assertThatThrownBy(() -> post(transport, "http://no.example", "x"))
                    .isInstanceOf(UnknownHostException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:p%40ss@127.0.0.1:%d", "http://127.0.0.1:%d", "127.0.0.1:%d"})
    void goesThroughAProxy(String address) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (Peer target = Peer.secure(identity.server(), Peer::answer);
                Peer proxy = Peer.plain(line -> {
                    asked.add(line.head());
                    try (Socket onward = new Socket("127.0.0.1", target.port())) {
                        line.send("HTTP/1.1 200 Connection established\r\n\r\n");
                        Thread back = new Thread(() -> copy(onward, line.socket()));
                        back.start();
                        line.copyTo(onward.getOutputStream());
                    }
                });
                Transport transport = through(address.replace("%d", Integer.toString(proxy.port())), "")) {
            for (int i = 0; i < 2; i++) {
                assertThat(post(transport, target.url(), "x").content()).isEqualTo("ok");
            }

            String authority = "127.0.0.1:" + target.port();
            assertThat(asked).singleElement().asString().startsWith("CONNECT " + authority + " HTTP/1.1\r\n");
            assertThat(asked.get(0)).contains("Host: " + authority + "\r\n");
            assertThat(asked.get(0).contains("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"))
                    .isEqualTo(address.contains("user"));
            assertThat(target.lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 407 Proxy Authentication Required", "HTTP/1.1 502 Bad Gateway", "SSH-2.0-x"})
    void saysThatAProxyRefuses(String status) throws Exception {
        try (Peer proxy = Peer.plain(line -> {
                    line.head();
                    line.send(status + "\r\nContent-Length: 0\r\n\r\n");
                });
                Transport transport = through("http://secret:word@127.0.0.1:" + proxy.port(), "")) {
            assertThatThrownBy(() -> post(transport, "https://bedrock.example", "x"))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("word");
        }
    }

    @Test
    void leavesRequestsWithoutTlsAlone() throws Exception {
        try (Peer peer = Peer.plain(Peer::answer);
                Transport transport = through("http://127.0.0.1:1", "")) {
            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // Either side has gone.
        }
    }

    private static Transport through(String proxy, String exceptions) throws Exception {
        Map<String, String> environment = Map.of("HTTPS_PROXY", proxy, "NO_PROXY", exceptions);
        return Requests.transport(
                LIMITS,
                identity.client(),
                ProxySettings.of(environment::get),
                new ConnectionPool(ConnectionPool.Moment::now));
    }

    private static Transport resolving(String... addresses) {
        return transport(new Connector(LIMITS, () -> null, ProxySettings.of(name -> null), host -> {
            InetAddress[] resolved = new InetAddress[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                resolved[i] = InetAddress.getByName(addresses[i]);
            }
            return resolved;
        }));
    }

    private static Transport transport(Connector connector) {
        return new Transport(
                LIMITS, new Rehearsal(), mark -> "", connector, new ConnectionPool(ConnectionPool.Moment::now));
    }
}
