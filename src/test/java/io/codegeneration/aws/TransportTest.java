package io.codegeneration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.generation.Rehearsal;
import io.codegeneration.testing.BedrockServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class TransportTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PATH = "/model/m/converse";

    private final BedrockServer server = BedrockServer.start();
    private final Rehearsal rehearsal = new Rehearsal();
    private final Transport transport =
            new Transport(() -> HttpClients.create(LIMIT, LIMIT), rehearsal, mark -> "rehearsed " + mark);

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    @Test
    void opensConnectionsThatRequestsThenUse() throws Exception {
        transport.connect(URI.create(server.url()), 2);
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.strays()).hasSize(2).allMatch(request -> request.method()
                .equals("GET"));

        for (int i = 0; i < 5; i++) {
            assertThat(post("{}").status()).isEqualTo(200);
        }

        assertThat(server.connections()).isEqualTo(2);
    }

    @RepeatedTest(30)
    void replacesAConnectionThatTheServerHasClosed() throws Exception {
        post("{}");
        server.dropConnections();

        assertThat(post("{}").status()).isEqualTo(200);

        assertThat(server.requests()).hasSize(2);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void answersARehearsalByItself() throws Exception {
        String mark = rehearsal.begin();

        assertThat(post("{\"text\":\"" + mark + "\"}").content()).isEqualTo("rehearsed " + mark);

        assertThat(server.requests()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void sendsWhatIsNoRehearsalWhileThereIsOne() throws Exception {
        rehearsal.begin();

        assertThat(post("{\"text\":\"rehearsal\"}").status()).isEqualTo(200);

        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void sendsARequestOnlyOnceAlsoWhereItsAnswerIsLost() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> accepted = CompletableFuture.supplyAsync(() -> readAndClose(listener, 2));
            String url = "http://127.0.0.1:" + listener.getLocalPort();

            assertThatThrownBy(() -> post(url, "{}")).isInstanceOf(IOException.class);
            listener.close();

            assertThat(accepted.get()).isEqualTo(1);
        }
    }

    @Test
    void endsARequestThatIsAborted() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            ExecutableHttpRequest request = request("http://127.0.0.1:" + listener.getLocalPort(), "{}");
            CompletableFuture<Throwable> outcome = CompletableFuture.supplyAsync(() -> {
                try {
                    request.call();
                    return null;
                } catch (IOException | RuntimeException e) {
                    // The JDK's client knows either where the connection goes under its hands.
                    return e;
                }
            });
            try (Socket silent = listener.accept()) {
                silent.getInputStream().read();
                request.abort();

                assertThat(outcome.get()).isNotNull();
            }
        }
    }

    /** How many requests came, of as many as are waited for. */
    private static int readAndClose(ServerSocket listener, int most) {
        int count = 0;
        while (count < most) {
            try (Socket socket = listener.accept()) {
                count++;
                socket.getInputStream().read(new byte[10_000]);
            } catch (IOException e) {
                return count;
            }
        }
        return count;
    }

    /** An answer, read whole: only then can its connection be used again. */
    private record Posted(int status, String content) {}

    private Posted post(String body) throws IOException {
        return post(server.url(), body);
    }

    private Posted post(String url, String body) throws IOException {
        HttpExecuteResponse response = request(url, body).call();
        try (InputStream content = response.responseBody().orElseThrow()) {
            return new Posted(
                    response.httpResponse().statusCode(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private ExecutableHttpRequest request(String url, String body) {
        return transport.prepareRequest(HttpExecuteRequest.builder()
                .request(SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(URI.create(url + PATH))
                        // As the SDK's requests have it: only with a known length is a connection looked at before a
                        // POST.
                        .putHeader("Content-Length", Integer.toString(body.length()))
                        .build())
                .contentStreamProvider(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                .build());
    }
}
