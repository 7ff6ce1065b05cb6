package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Thousands of hostile requests, the same ones in every run. */
@BlackBox
@EventsOnly
class HostileInputSuite {

    private static final int REQUESTS = 2_500;
    private static final long SEED = 20_261_122L;

    /** Every status that the contract knows below 500. */
    private static final Set<Integer> DOCUMENTED = Set.of(200, 400, 404, 405, 406, 413, 415, 422);

    private static final List<String> NASTY = List.of(
            "\u0000",
            "\\u0000",
            "\\ud800",
            "\\udfff\\ud800",
            "../../../etc/passwd",
            "..\\\\..\\\\windows",
            "%00",
            "%2e%2e%2f",
            "${jndi:ldap://x}",
            "'; DROP TABLE x; --",
            "<script>",
            "\uD83D\uDE00",
            "\u202e",
            "\uFFFF",
            "\\n\\r",
            "1e999999",
            "9".repeat(2000),
            "-0",
            "NaN",
            "true",
            "null",
            "[]",
            "{}",
            "[".repeat(3000),
            "{\"a\":".repeat(1500),
            "\"",
            "\\",
            " ",
            "\t",
            "ä".repeat(500),
            "A".repeat(25_000),
            "python",
            "implement");

    private static final List<String> METHODS = List.of(
            "POST", "POST", "POST", "POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");

    private static final List<String> PATHS = List.of(
            "/code-generation",
            "/code-generation",
            "/code-generation",
            "/code-generation/",
            "//code-generation",
            "/code-generation/..",
            "/code-generation/../code-generation",
            "/code-generation/20261122T101530123Z-k3v9q2w8",
            "/code-generation/99999999T999999999Z-k3v9q2w8",
            "/code-generation/20261122T101530123Z-k3v9q2w8/files/../../x",
            "/code-generation/x/files/",
            "/code-generation/20261122T101530123Z-k3v9q2w8/archive",
            "/code-generation/x/archive/",
            "/code-generation/languages;a=b",
            "/code-generation/models/x",
            "/",
            "",
            "*",
            "http://elsewhere/code-generation",
            "/q/health",
            "/_lambda_",
            "/2018-06-01/runtime/invocation/next");

    private static final List<String> HEADERS = List.of(
            "content-type",
            "accept",
            "accept-encoding",
            "accept-language",
            "content-encoding",
            "content-length",
            "transfer-encoding",
            "expect",
            "host",
            "cookie",
            "authorization",
            "idempotency-key",
            "prefer",
            "range",
            "if-none-match",
            "if-match",
            "origin",
            "x-forwarded-port",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-http-method-override",
            "upgrade",
            "connection",
            "te",
            "bad header",
            "",
            "x-\n");

    private static final List<String> VALUES = List.of(
            "application/json",
            "application/json",
            "text/plain",
            "application/json; charset=utf-16",
            "multipart/form-data; boundary=",
            "*/*",
            "a/b/c",
            ";;;",
            "gzip",
            "chunked",
            "-1",
            "99999999999999999999",
            "100-continue",
            "websocket",
            "h2c",
            "bytes=0-",
            "*",
            "\"x",
            "",
            ",,,",
            "\u0000",
            "a\r\nb: c",
            "http://localhost:3000");

    private final Random random = new Random(SEED);

    @Test
    void neverGetsAnUndocumentedAnswerNorLeavesAnythingBehind(Program program) {
        Backend backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text("```python\nprint(1)\n```"));
        ApiClient api = program.api();

        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            ObjectNode event = event();
            ApiAnswer answer = api.event(event);
            fault(answer).ifPresent(fault -> wrong.add(fault + ": " + event + " -> " + answer.text()));
        }

        assertThat(wrong).isEmpty();
        assertThat(backend.s3().keys(Backend.BUCKET)).allSatisfy(key -> assertThat(key)
                .matches("(code-output/[0-9TZ]+-[0-9a-z]{8}-[a-z0-9_]{1,60}[./].+"
                        + "|generations/(anonymous|[0-9a-f]{32})/[0-9]{13}-[0-9TZ]+-[0-9a-z]{8}\\.json"
                        + "|idempotency/(anonymous|[0-9a-f]{32})/[0-9a-f]{64}\\.json)"));
        assertThat(backend.proxy().requests())
                .extracting(request -> request.method())
                .contains("PUT")
                .containsOnly("PUT", "GET");
    }

    private static Optional<String> fault(ApiAnswer answer) {
        if (!DOCUMENTED.contains(answer.status())) {
            return Optional.of("undocumented status " + answer.status());
        }
        if (answer.status() == 200 || answer.body().length == 0) {
            return Optional.empty();
        }
        if (!answer.header("Content-Type").startsWith("application/problem+json")) {
            return Optional.of("no problem but " + answer.header("Content-Type"));
        }
        if (answer.json().path("status").asInt() != answer.status()) {
            return Optional.of("another status in the problem");
        }
        return Stream.of("Exception", "\\tat ", "io.codegeneration")
                .filter(answer.text()::contains)
                .findFirst()
                .map("tells of the inside by "::concat);
    }

    private ObjectNode event() {
        String method = any(METHODS);
        ObjectNode event = random.nextBoolean()
                ? GatewayEvents.httpApi(method, any(PATHS), null)
                : GatewayEvents.functionUrl(method, any(PATHS), null);
        if (random.nextInt(4) == 0) {
            event.put("rawQueryString", any(NASTY) + "=" + any(NASTY));
        }
        if (random.nextInt(6) == 0) {
            event.put("rawPath", any(PATHS) + "/" + any(NASTY));
        }
        ObjectNode headers = event.withObjectProperty("headers");
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(any(HEADERS), random.nextInt(5) == 0 ? any(NASTY) : any(VALUES));
        }
        if (random.nextInt(8) == 0) {
            headers.putNull("accept");
        }
        if (random.nextInt(10) == 0) {
            event.withObjectProperty("requestContext")
                    .withObjectProperty("http")
                    .put("sourceIp", any(NASTY));
        }
        if (random.nextInt(8) != 0) {
            body(event);
        }
        return event;
    }

    private void body(ObjectNode event) {
        byte[] bytes = json().getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0 && random.nextInt(3) == 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        if (random.nextBoolean()) {
            event.put("body", Base64.getEncoder().encodeToString(bytes)).put("isBase64Encoded", true);
        } else {
            event.put("body", new String(bytes, StandardCharsets.UTF_8));
            event.put("isBase64Encoded", random.nextInt(20) == 0);
        }
    }

    private String json() {
        if (random.nextInt(10) == 0) {
            return any(NASTY);
        }
        StringBuilder json = new StringBuilder("{");
        for (String field : List.of(
                "key", "language", "message", "instructions", "model", "maxTokens", "previous", "files", any(NASTY))) {
            if (random.nextBoolean()) {
                json.append(json.length() > 1 ? "," : "")
                        .append('"')
                        .append(field)
                        .append("\":");
                json.append(value(field));
            }
        }
        return random.nextInt(10) == 0 ? json.toString() : json.append('}').toString();
    }

    private String value(String field) {
        if (field.equals("files") && random.nextInt(3) != 0) {
            String file = "{\"name\":\"" + any(NASTY) + "\",\"content\":\"" + any(NASTY) + "\"}";
            return random.nextBoolean() ? "[" + file + "]" : "[" + file + "," + any(NASTY) + "," + file + "]";
        }
        if (random.nextBoolean()) {
            return switch (field) {
                case "key", "language" -> "\"python\"";
                case "message", "instructions" -> "\"implement it\"";
                default -> "null";
            };
        }
        return random.nextInt(3) == 0 ? any(NASTY) : '"' + any(NASTY) + '"';
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
