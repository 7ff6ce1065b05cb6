package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static io.codegeneration.aws.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.testing.ConnectProxy;
import io.codegeneration.testing.TlsIdentity;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
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
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), connection -> {
                    connection.read();
                    connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                });
                Transport transport = Requests.transport(LIMITS, identity.client())) {
            for (int i = 0; i < 3; i++) {
                post(transport, peer.url(), "x");
            }

            assertThat(peer.connections()).hasSize(3);
            assertThat(identity.fullHandshakes() - before).isEqualTo(1);
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        try (ScriptedServer peer = ScriptedServer.secure(another.server(), ScriptedServer::answer);
                Transport transport = Requests.transport(LIMITS, another.client())) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(ConnectException.class);

            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), ScriptedServer::answer);
                Transport transport = Requests.transport(LIMITS, another.client())) {
            assertThatThrownBy(() -> post(transport, peer.url(), "x")).isInstanceOf(ConnectException.class);

            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void triesTheAddressesOfAHostInTurn() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = resolving("127.0.0.2", "127.0.0.3", "127.0.0.1")) {
            assertThat(post(transport, "http://many.example:" + peer.port(), "x")
                            .content())
                    .isEqualTo("ok");
        }
    }

    @Test
    void saysThatNoAddressAnswers() throws Exception {
        ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
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
        try (ScriptedServer target = ScriptedServer.secure(identity.server(), ScriptedServer::answer);
                ConnectProxy proxy = ConnectProxy.start();
                Transport transport = through(address.replace("127.0.0.1:%d", proxy.address()), "")) {
            for (int i = 0; i < 2; i++) {
                assertThat(post(transport, target.url(), "x").content()).isEqualTo("ok");
            }

            String authority = "127.0.0.1:" + target.port();
            assertThat(proxy.requestLines()).containsExactly("CONNECT " + authority + " HTTP/1.1");
            assertThat(proxy.heads().get(0)).contains("Host: " + authority + "\n");
            assertThat(proxy.heads().get(0).contains("Proxy-Authorization: Basic dXNlcjpwQHNz\n"))
                    .isEqualTo(address.contains("user"));
            assertThat(target.connections()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 407 Proxy Authentication Required", "HTTP/1.1 502 Bad Gateway", "SSH-2.0-x"})
    void saysThatAProxyRefuses(String status) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.plain(connection -> {
                    connection.head();
                    connection.send(status + "\r\nContent-Length: 0\r\n\r\n");
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
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = through("http://127.0.0.1:1", "")) {
            assertThat(post(transport, peer.url(), "x").content()).isEqualTo("ok");
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
                LIMITS,
                new Rehearsal(),
                (path, mark) -> RehearsedReply.json(""),
                connector,
                new ConnectionPool(ConnectionPool.Moment::now));
    }
}
