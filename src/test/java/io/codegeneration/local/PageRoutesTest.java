package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PageRoutesTest {

    private static final Path FOLDER = Path.of("src/main/resources/page");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=UTF-8",
            "css", "text/css; charset=UTF-8",
            "js", "text/javascript; charset=UTF-8",
            "mjs", "text/javascript; charset=UTF-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=UTF-8");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String address;

    @BeforeEach
    void findPort() {
        address = "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }

    @Test
    void servesThePageAtTheRoot() throws IOException {
        HttpResponse<byte[]> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo(Files.readAllBytes(FOLDER.resolve("index.html")));
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("\"/q/swagger-ui/\"");
    }

    static Stream<String> paths() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> MEDIA_TYPES.containsKey(extension(file.toString())))
                    .map(file -> "/" + FOLDER.relativize(file).toString().replace('\\', '/'))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void servesEachFileWithItsMediaTypeAndTheRulesForThePage(String path) throws IOException {
        HttpResponse<byte[]> file = get(path);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isEqualTo(Files.readAllBytes(FOLDER.resolve(path.substring(1))));
        assertThat(header(file, "Content-Type")).isEqualTo(MEDIA_TYPES.get(extension(path)));
        assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(file, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(file, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(file, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "trusted-types 'none'")
                .doesNotContain("unsafe", "*.", "http: ", "http:;");
    }

    @Test
    void answersHeadWithTheHeadersOfGet() {
        HttpResponse<byte[]> get = get("/");
        HttpResponse<byte[]> head = send(request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().map()).isEqualTo(get.headers().map());
        assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(get.body().length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index",
                "/page/index.html",
                "/vendor",
                "/vendor/",
                "/favicon.ico",
                "/application.properties",
                "/../application.properties",
                "/../languages.csv",
                "/%2e%2e/application.properties",
                "/..%2fapplication.properties",
                "/vendor/../../META-INF/openapi.yaml",
                "/vendor/%2e%2e%2f%2e%2e%2fMETA-INF%2fopenapi.yaml",
                "/vendor/..%5c..%5capplication.properties",
                "/index.html%00.css",
                "/index.html/",
                "/index.html/style.css",
                "/index.html;x=.css",
                "//etc/hosts.txt"
            })
    void answersAnyOtherPathWithAProblem(String path) {
        HttpResponse<byte[]> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"code\":\"not-found\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void isReadOnly(String method) {
        assertThat(send(request("/").method(method, HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<byte[]> get(String path) {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
