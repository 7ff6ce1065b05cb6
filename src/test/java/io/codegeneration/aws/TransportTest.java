package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.SdkHttpMethod;

@Timeout(120)
class TransportTest {

    private final ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
    private final Rehearsal rehearsal = new Rehearsal();
    private final Transport transport = new Transport(
            LIMITS,
            rehearsal,
            (path, mark) -> RehearsedReply.json("rehearsed " + mark + " " + path),
            new Connector(LIMITS, () -> null, ProxySettings.of(name -> null), InetAddress::getAllByName),
            new ConnectionPool(ConnectionPool.Moment::now));

    @AfterEach
    void close() throws IOException {
        transport.close();
        peer.close();
    }

    @Test
    void opensConnectionsThatRequestsThenUse() throws Exception {
        transport.connect(URI.create(peer.url()), 2);
        peer.awaitConnections(2);
        assertThat(peer.requests()).isEmpty();

        for (int i = 0; i < 5; i++) {
            assertThat(post("{}").status()).isEqualTo(200);
        }

        assertThat(peer.connections()).hasSize(2);
    }

    @Test
    void saysThatNoConnectionCouldBeOpened() throws Exception {
        // A port that is taken, but that nothing listens on.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI closed = URI.create("http://127.0.0.1:" + taken.getLocalPort());

            assertThatThrownBy(() -> transport.connect(closed, 2)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(SdkHttpMethod.class)
    void sendsARequestAsItIs(SdkHttpMethod method) throws Exception {
        Requests.WholeResponse answer = Requests.send(transport, method, peer.url(), "größe");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content()).isEqualTo(method == SdkHttpMethod.HEAD ? "" : "ok");
        assertThat(answer.headers()).containsKey("Content-Length");
        assertThat(peer.requests())
                .singleElement()
                .asString()
                .startsWith(method + " /some%20path?a=b%26c HTTP/1.1\r\n")
                .contains("Host: 127.0.0.1:" + peer.port() + "\r\n", "Content-Length: 5\r\n")
                .endsWith("\r\n\r\ngröße");
    }

    @Test
    void answersARehearsalByItself() throws Exception {
        String mark = rehearsal.begin();

        assertThat(post("{\"text\":\"" + mark + "\"}").content()).isEqualTo("rehearsed " + mark + " /some%20path");

        assertThat(peer.connections()).isEmpty();
    }

    @Test
    void sendsWhatIsNoRehearsalWhileThereIsOne() throws Exception {
        rehearsal.begin();

        assertThat(post("{\"text\":\"rehearsal\"}").status()).isEqualTo(200);

        assertThat(peer.requests()).hasSize(1);
    }

    private Requests.WholeResponse post(String body) throws IOException {
        return Requests.post(transport, peer.url(), body);
    }
}
