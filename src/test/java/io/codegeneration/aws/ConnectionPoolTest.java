package io.codegeneration.aws;

import static io.codegeneration.aws.Requests.LIMITS;
import static io.codegeneration.aws.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.aws.ConnectionPool.Moment;
import io.codegeneration.testing.TlsIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectionPoolTest {

    private Moment now = new Moment(1_000_000_000L, 1_000);
    private final ConnectionPool pool = new ConnectionPool(() -> now);

    @Test
    void closesConnectionsBeforeANatGatewayForgetsThem() {
        assertThat(ConnectionPool.MAX_IDLE_TIME).isLessThan(Duration.ofSeconds(350));
    }

    @ParameterizedTest(name = "monotonic clock {0} s, wall clock {1} s later: {2} connections")
    @CsvSource({"299, 299, 1", "301, 301, 2", "1, 301, 2", "301, 0, 2", "299, -3600, 1", "3600, 3600, 2"})
    void replacesOldConnectionsByWhicheverClockTells(long monotonic, long wall, int connections) throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = transport(null)) {
            post(transport, peer.url(), "x");
            later(monotonic, wall);

            post(transport, peer.url(), "x");

            assertThat(peer.connections()).hasSize(connections);
        }
    }

    @Test
    void closesAllOldConnectionsBeforeAnythingIsSent() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = transport(null)) {
            transport.connect(URI.create(peer.url()), 4);
            peer.awaitConnections(4);
            later(3600, 3600);

            post(transport, peer.url(), "x");

            for (ScriptedServer.AcceptedConnection connection :
                    peer.connections().subList(0, 4)) {
                connection.awaitServed();
            }
            assertThat(peer.requests()).hasSize(1);
        }
    }

    @Test
    void usesTheYoungestSoThatTheOthersMayGrowOld() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = transport(null)) {
            transport.connect(URI.create(peer.url()), 2);
            peer.awaitConnections(2);
            for (int i = 0; i < 4; i++) {
                later(100, 100);
                post(transport, peer.url(), "x");
            }

            // If both connections were used in turn, neither would become old.
            assertThat(peer.connections()).hasSize(2);
            later(299, 299);
            post(transport, peer.url(), "x");
            assertThat(peer.connections()).hasSize(2);
        }
    }

    @Test
    void keepsTenAtMost() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = transport(null)) {
            transport.connect(URI.create(peer.url()), ConnectionPool.MAX_IDLE_CONNECTIONS + 1);
            peer.awaitConnections(ConnectionPool.MAX_IDLE_CONNECTIONS + 1);

            while (peer.connections().stream().noneMatch(ScriptedServer.AcceptedConnection::isServed)) {
                Thread.onSpinWait();
            }
            post(transport, peer.url(), "x");
            assertThat(peer.connections())
                    .filteredOn(ScriptedServer.AcceptedConnection::isServed)
                    .hasSize(1);
        }
    }

    @Test
    void keepsConnectionsOfDifferentServersApart() throws Exception {
        try (ScriptedServer one = ScriptedServer.plain(ScriptedServer::answer);
                ScriptedServer other = ScriptedServer.plain(ScriptedServer::answer);
                Transport transport = transport(null)) {
            for (int i = 0; i < 2; i++) {
                post(transport, one.url(), "one");
                post(transport, other.url(), "other");
            }

            assertThat(one.connections()).hasSize(1);
            assertThat(other.connections()).hasSize(1);
            assertThat(other.requests()).allMatch(request -> request.endsWith("other"));
        }
    }

    @Test
    void closesWhatComesBackAfterItsEnd() throws Exception {
        try (ScriptedServer peer = ScriptedServer.plain(ScriptedServer::answer)) {
            Transport transport = transport(null);
            var response = Requests.request(transport, software.amazon.awssdk.http.SdkHttpMethod.GET, peer.url(), null)
                    .call();
            transport.close();
            Requests.read(response);

            peer.connections().get(0).awaitServed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void takesInSessionTicketsWithoutLosingConnections(int count, @TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentity.of("ip:127.0.0.1", folder);
        try (ScriptedServer peer = ScriptedServer.secure(identity.server(), ScriptedServer::answer);
                Transport transport = transport(identity)) {
            transport.connect(URI.create(peer.url()), count);
            peer.awaitConnections(count);
            for (int i = 0; i < 3; i++) {
                transport.readPending();
            }

            post(transport, peer.url(), "x");

            assertThat(peer.connections()).hasSize(count);
        }
    }

    private void later(long monotonicSeconds, long wallSeconds) {
        now = new Moment(now.nanos() + monotonicSeconds * 1_000_000_000L, now.millis() + wallSeconds * 1_000);
    }

    private Transport transport(TlsIdentity identity) throws Exception {
        return Requests.transport(
                LIMITS, identity == null ? null : identity.client(), ProxySettings.of(name -> null), pool);
    }
}
