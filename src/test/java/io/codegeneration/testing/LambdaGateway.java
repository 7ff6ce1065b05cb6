package io.codegeneration.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The gateway between an HTTP client and a function: turns requests into events of payload format 2.0 and the function's
 * answers into HTTP.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Payload format version 2.0</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function URL payloads</a>
 */
final class LambdaGateway implements AutoCloseable {

    enum Kind {
        HTTP_API("k3v9q2w8x1", "k3v9q2w8x1.execute-api.eu-central-1.amazonaws.com", "123456789012"),
        FUNCTION_URL(
                "zu7dkq3mfrb2hx5v6ywa4n8tje0cgpsl",
                "zu7dkq3mfrb2hx5v6ywa4n8tje0cgpsl.lambda-url.eu-central-1.on.aws",
                "anonymous");

        private final String apiId;
        private final String domain;
        private final String account;

        Kind(String apiId, String domain, String account) {
            this.apiId = apiId;
            this.domain = domain;
            this.account = account;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Set<String> TEXTUAL = Set.of("application/json", "application/javascript", "application/xml");
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "transfer-encoding", "expect", "upgrade", "http2-settings", "te");

    private final Kind kind;
    private final LambdaRuntime runtime;
    private final HttpListener listener;
    private volatile Duration limit;
    private volatile UnaryOperator<ObjectNode> change = UnaryOperator.identity();

    LambdaGateway(Kind kind, LambdaRuntime runtime) {
        this.kind = kind;
        this.runtime = runtime;
        // Function URLs wait as long as a function may run.
        this.limit = kind == Kind.HTTP_API ? Duration.ofSeconds(30) : Duration.ofMinutes(15);
        this.listener = new HttpListener("lambda-gateway", this::handle);
    }

    String url() {
        return listener.url();
    }

    void limit(Duration time) {
        limit = time;
    }

    void change(UnaryOperator<ObjectNode> operator) {
        change = operator;
    }

    @Override
    public void close() {
        listener.close();
    }

    private void handle(HttpMessage request, HttpConnection connection) throws IOException {
        boolean raw = request.method().equals("POST") && request.rawPath().equals("/_lambda_");
        LambdaRuntime.EventOutcome outcome =
                await(runtime.submit(raw ? JSON.readTree(request.body()) : event(request)));
        if (outcome == null) {
            sendJson(request, connection, 503, message("Service Unavailable"));
        } else if (raw) {
            sendJson(request, connection, outcome.error() ? 500 : 200, outcome.payload());
        } else if (outcome.error()) {
            sendJson(request, connection, 502, message("Internal Server Error"));
        } else {
            sendPayload(request, connection, outcome.payload());
        }
    }

    private LambdaRuntime.EventOutcome await(CompletableFuture<LambdaRuntime.EventOutcome> outcome) throws IOException {
        try {
            return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    ObjectNode event(HttpMessage request) {
        Map<String, String> headers = headers(request);
        // HTTP APIs hand the path on decoded, Function URLs as it came; both leave the query alone.
        String path = kind == Kind.HTTP_API ? PercentEncoding.decode(request.rawPath()) : request.rawPath();
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", path)
                .put("rawQueryString", request.rawQuery());
        List<String> cookies = cookies(request);
        if (!cookies.isEmpty()) {
            event.set("cookies", JSON.valueToTree(cookies));
        }
        event.set("headers", JSON.valueToTree(headers));
        Map<String, String> parameters = parameters(request.rawQuery());
        if (!parameters.isEmpty()) {
            event.set("queryStringParameters", JSON.valueToTree(parameters));
        }
        event.set("requestContext", context(request, path, headers));
        boolean text = isText(headers.getOrDefault("content-type", ""));
        byte[] body = request.body();
        if (body.length > 0) {
            event.put(
                    "body",
                    text
                            ? new String(body, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(body));
        }
        event.put("isBase64Encoded", body.length > 0 && !text);
        return change.apply(event);
    }

    private ObjectNode context(HttpMessage request, String path, Map<String, String> headers) {
        Instant now = Instant.now();
        ObjectNode context = JSON.createObjectNode()
                .put("accountId", kind.account)
                .put("apiId", kind.apiId)
                .put("domainName", kind.domain)
                .put("domainPrefix", kind.apiId);
        context.putObject("http")
                .put("method", request.method())
                .put("path", path)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "127.0.0.1")
                .put("userAgent", headers.getOrDefault("user-agent", ""));
        return context.put("requestId", UUID.randomUUID().toString())
                .put("routeKey", "$default")
                .put("stage", "$default")
                .put("time", TIME.format(now))
                .put("timeEpoch", now.toEpochMilli());
    }

    private Map<String, String> headers(HttpMessage request) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, String> field : request.fields()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !name.equals("cookie")) {
                headers.merge(name, field.getValue(), (first, second) -> first + "," + second);
            }
        }
        if (request.body().length > 0) {
            headers.put("content-length", Integer.toString(request.body().length));
        }
        headers.put("host", kind.domain);
        headers.put("x-amzn-trace-id", TraceId.next());
        headers.put("x-forwarded-for", "127.0.0.1");
        headers.put("x-forwarded-port", "443");
        headers.put("x-forwarded-proto", "https");
        return headers;
    }

    private static List<String> cookies(HttpMessage request) {
        return request.headers().allValues("Cookie").stream()
                .flatMap(value -> Stream.of(value.split(";")))
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty())
                .toList();
    }

    private static Map<String, String> parameters(String query) {
        return Stream.of(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.replace('+', ' ').split("=", 2))
                .collect(Collectors.toMap(
                        pair -> PercentEncoding.decode(pair[0]),
                        pair -> pair.length < 2 ? "" : PercentEncoding.decode(pair[1]),
                        (first, second) -> first + "," + second,
                        TreeMap::new));
    }

    private static boolean isText(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXTUAL.contains(type);
    }

    private static void sendPayload(HttpMessage request, HttpConnection connection, JsonNode payload)
            throws IOException {
        if (!payload.has("statusCode")) {
            // Format 2.0 takes an answer that is no response object for the body of one.
            sendJson(request, connection, 200, payload);
            return;
        }
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        payload.path("headers").properties().forEach(header -> {
            if (!header.getValue().isNull()) {
                fields.add(Map.entry(header.getKey(), header.getValue().asText()));
            }
        });
        payload.path("cookies").forEach(cookie -> fields.add(Map.entry("Set-Cookie", cookie.asText())));
        String body = payload.path("body").asText("");
        try {
            byte[] bytes = payload.path("isBase64Encoded").asBoolean()
                    ? Base64.getDecoder().decode(body)
                    : body.getBytes(StandardCharsets.UTF_8);
            connection.send(request, payload.path("statusCode").asInt(), fields, bytes);
        } catch (IllegalArgumentException e) {
            sendJson(request, connection, 502, message("Internal Server Error"));
        }
    }

    private static JsonNode message(String text) {
        return JSON.createObjectNode().put("message", text);
    }

    private static void sendJson(HttpMessage request, HttpConnection connection, int status, JsonNode body)
            throws IOException {
        connection.send(
                request, status, List.of(Map.entry("Content-Type", "application/json")), JSON.writeValueAsBytes(body));
    }
}
