package io.codegeneration.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * An S3 server: Adobe S3Mock as a process of its own, on an ephemeral port, with its data in a temporary folder. Path-style
 * addressing, any credentials. The jar is the one named by the system property {@code s3mock.jar}, else
 * {@code target/s3mock/s3mock.jar}. Thread-safe, but conditional writes of several clients at once are atomic only through a
 * {@link FaultyProxy}.
 *
 * @see <a href="https://github.com/adobe/S3Mock">S3Mock</a>
 */
public final class S3Server implements AutoCloseable {

    /**
     * An object as it is stored.
     *
     * @param metadata the user's metadata, names without {@code x-amz-meta-}, in lower case
     */
    public record ServerObject(byte[] bytes, String contentType, Map<String, String> metadata, HttpHeaders headers) {

        /** The bytes read as UTF-8. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String METADATA = "x-amz-meta-";
    /** Of the two ports it opens the first is bound to the loopback interface. */
    private static final Pattern STARTED = Pattern.compile("Tomcat started on ports? (\\d+) \\(http\\)");

    private static final String SHARED_URL = S3Server.class.getName() + ".url";
    private static final String SHARED_LOCK = (S3Server.class.getName() + ".lock").intern();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ChildProcess process;
    private final String url;

    private S3Server(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts a server of the caller's own; takes about three seconds.
     *
     * @throws AssertionError with the server's output if it is not ready within 60 s
     */
    public static S3Server start() {
        ChildProcess process = new ChildProcess(
                command(),
                // Tomcat's work folders would otherwise outlive the process, which is killed.
                (folder, environment) -> environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder));
        try {
            String started = process.awaitLine(line -> STARTED.matcher(line).find(), PATIENCE);
            Matcher port = STARTED.matcher(started);
            if (!port.find()) {
                throw new AssertionError(started);
            }
            return new S3Server(process, "http://127.0.0.1:" + port.group(1));
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    /** The JVM's one server, started by the first who asks and ended with the JVM: {@link #close()} does not touch it. */
    public static S3Server shared() {
        // Test frameworks load this class more than once, a static field would not be one a JVM: interned strings and
        // system properties are.
        synchronized (SHARED_LOCK) {
            if (System.getProperty(SHARED_URL) == null) {
                System.setProperty(SHARED_URL, start().url());
            }
            return new S3Server(null, System.getProperty(SHARED_URL));
        }
    }

    /** The endpoint, for {@code AWS_ENDPOINT_URL_S3}; without a slash at its end. */
    public String url() {
        return url;
    }

    /** Creates a bucket; one that exists stays as it is. */
    public void createBucket(String bucket) {
        expect(send("PUT", "/" + bucket, BodyPublishers.noBody(), Map.of()), 200, 409);
    }

    /** All keys of the bucket, in S3's order. */
    public List<String> keys(String bucket) {
        return keys(bucket, 1000);
    }

    List<String> keys(String bucket, int pageSize) {
        List<String> keys = new ArrayList<>();
        String page = "/" + bucket + "?list-type=2&max-keys=" + pageSize;
        String token = "";
        do {
            Document listing = xml(expect(send("GET", page + token, BodyPublishers.noBody(), Map.of()), 200));
            keys.addAll(texts(listing, "Key"));
            token = texts(listing, "NextContinuationToken").stream()
                    .map(next -> "&continuation-token=" + URLEncoder.encode(next, StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse("");
        } while (!token.isEmpty());
        return keys;
    }

    /**
     * An object as it is stored.
     *
     * @throws AssertionError if there is none
     */
    public ServerObject object(String bucket, String key) {
        HttpResponse<byte[]> response = expect(send("GET", path(bucket, key), BodyPublishers.noBody(), Map.of()), 200);
        Map<String, String> metadata = new TreeMap<>();
        response.headers().map().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()).toLowerCase(Locale.ROOT), values.get(0));
            }
        });
        String contentType = response.headers().firstValue("Content-Type").orElse(null);
        return new ServerObject(response.body(), contentType, Map.copyOf(metadata), response.headers());
    }

    /** Whether there is such an object. */
    public boolean exists(String bucket, String key) {
        return expect(send("HEAD", path(bucket, key), BodyPublishers.noBody(), Map.of()), 200, 404)
                        .statusCode()
                == 200;
    }

    /** Writes an object, over any that is there. */
    public void put(String bucket, String key, byte[] bytes, String contentType) {
        expect(
                send("PUT", path(bucket, key), BodyPublishers.ofByteArray(bytes), Map.of("Content-Type", contentType)),
                200);
    }

    /** Writes an object again, with other metadata. */
    public void putMetadata(String bucket, String key, Map<String, String> metadata) {
        ServerObject object = object(bucket, key);
        Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", object.contentType()));
        metadata.forEach((name, value) -> headers.put(METADATA + name, value));
        expect(send("PUT", path(bucket, key), BodyPublishers.ofByteArray(object.bytes()), headers), 200);
    }

    /** Removes an object; none need be there. */
    public void delete(String bucket, String key) {
        expect(send("DELETE", path(bucket, key), BodyPublishers.noBody(), Map.of()), 204);
    }

    /** Removes all objects. */
    public void empty(String bucket) {
        keys(bucket).forEach(key -> delete(bucket, key));
    }

    /** Ends the server and removes its data, unless it is the shared one. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private static List<String> command() {
        Path jar = Path.of(System.getProperty("s3mock.jar", "target/s3mock/s3mock.jar"))
                .toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError("no S3Mock at " + jar + ": the build puts it there, or set s3mock.jar");
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It runs for seconds: what the best compiler and collector cost they never earn back.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Xmx512m",
                "-jar",
                jar.toString(),
                // Without TLS its main port speaks HTTP; the second HTTP port cannot be switched off.
                "--server.ssl.enabled=false",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--http.port=0",
                "--spring.main.banner-mode=off",
                "--com.adobe.testing.s3mock.store.root=data");
    }

    private HttpResponse<byte[]> send(
            String method, String target, HttpRequest.BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + target))
                .timeout(PATIENCE)
                .method(method, body);
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + target, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<byte[]> expect(HttpResponse<byte[]> response, Integer... statuses) {
        if (!List.of(statuses).contains(response.statusCode())) {
            throw new AssertionError(response + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response;
    }

    private static String path(String bucket, String key) {
        return "/" + bucket + "/" + PercentEncoding.encodePath(key);
    }

    private static Document xml(HttpResponse<byte[]> response) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(response.body()));
        } catch (Exception e) {
            throw new AssertionError("not the XML of S3: " + new String(response.body(), StandardCharsets.UTF_8), e);
        }
    }

    private static List<String> texts(Document document, String element) {
        NodeList nodes = document.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
