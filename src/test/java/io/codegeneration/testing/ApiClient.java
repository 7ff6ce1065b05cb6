package io.codegeneration.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Calls the API as its users do: over HTTP, or with an event as a gateway would send it. Thread-safe. */
public final class ApiClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * An answer.
     *
     * @param headers names in any case; repeated ones are joined by commas
     */
    public record ApiAnswer(int status, Map<String, String> headers, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The body as JSON; fails if it is not JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + text(), e);
            }
        }

        /** A header's value, or an empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final String base;
    private final String events;

    /** For the API behind this address, such as {@code http://127.0.0.1:8080}. */
    public ApiClient(String base) {
        this(base, "/_lambda_");
    }

    /** For the API behind this address, which takes no events. */
    public static ApiClient withoutEvents(String base) {
        return new ApiClient(base, null);
    }

    /** For a function that takes events at this path. */
    ApiClient(String base, String events) {
        this.base = base;
        this.events = events;
    }

    /** Posts an instruction. */
    public ApiAnswer generate(String key, String message, String... headers) {
        ObjectNode body = JSON.createObjectNode().put("key", key).put("message", message);
        return post(body.toString(), headers);
    }

    /** Posts a body as JSON; further headers are names and values in turn. */
    public ApiAnswer post(String body, String... headers) {
        return send(request("/code-generation", headers)
                .setHeader("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Posts a body as JSON and returns when the headers have arrived. Closing the body closes the connection. */
    public HttpResponse<InputStream> open(String body, String... headers) throws IOException, InterruptedException {
        return http.send(
                request("/code-generation", headers)
                        .setHeader("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    public ApiAnswer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public ApiAnswer call(String method, String path, byte[] body, String... headers) {
        return send(request(path, headers).method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Whether {@link #event} can be called. */
    public boolean takesEvents() {
        return events != null;
    }

    /** Sends an event of payload format 2.0 and reads the response that the function gives. */
    public ApiAnswer event(JsonNode event) {
        ApiAnswer payload = call("POST", events, bytes(event), "Content-Type", "application/json");
        if (payload.status() != 200) {
            throw new AssertionError("the function failed: " + payload.status() + " " + payload.text());
        }
        JsonNode response = payload.json();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.path("headers")
                .properties()
                .forEach(field -> headers.put(field.getKey(), field.getValue().asText()));
        String body = response.path("body").asText("");
        return new ApiAnswer(
                response.path("statusCode").asInt(),
                headers,
                response.path("isBase64Encoded").asBoolean()
                        ? Base64.getDecoder().decode(body)
                        : body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private ApiAnswer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
            return new ApiAnswer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
