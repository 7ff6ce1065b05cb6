package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(90)
class LocalHttpServerTest {

    private static final int MEBIBYTES_33 = 33 * 1024 * 1024;

    /** A response that stops in the middle, and one of a requested size. */
    @Singleton
    static class LargeAndBrokenRoutes {

        final CompletableFuture<Void> goOn = new CompletableFuture<>();

        void register(@Observes Router router) {
            router.get("/local/pieces").handler(routing -> {
                routing.response().setChunked(true).write("one");
                goOn.thenRun(() -> routing.response().end("two"));
            });
            router.get("/local/large")
                    .handler(routing -> routing.response().end(Buffer.buffer(new byte[MEBIBYTES_33])));
        }
    }

    @Inject
    LargeAndBrokenRoutes routes;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String address;

    @BeforeEach
    void findPort() {
        address = "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }

    @Test
    void answersPieceByPieceAndBesideOtherRequests() throws Exception {
        HttpResponse<InputStream> pieces = http.send(get("/local/pieces"), HttpResponse.BodyHandlers.ofInputStream());

        assertThat(text(pieces.body().readNBytes(3))).isEqualTo("one");
        assertThat(http.send(get("/code-generation/languages"), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);

        routes.goOn.complete(null);

        assertThat(text(pieces.body().readAllBytes())).isEqualTo("two");
    }

    @Test
    void answersOfAnySize() throws Exception {
        assertThat(http.send(get("/local/large"), HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .hasSize(MEBIBYTES_33);
    }

    @Test
    void takesLongHeaders() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/code-generation/languages"))
                .header("X-Long", "x".repeat(16 * 1024))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).build();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
