package io.codegeneration.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A caller that the authorizer of an HTTP API names, with generations of its own.
 *
 * @param arn the name; null for the anonymous caller
 * @param stage what the gateway puts before paths, such as {@code /dev}; may be empty
 * @param late how long the gateway has been waiting when the function gets the event
 */
record ApiCaller(ApiClient api, String arn, String stage, Duration late) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> UNSETTLED = Set.of("queued", "running");

    /** A new caller, without generations. */
    static ApiCaller fresh(ApiClient api) {
        return new ApiCaller(api, "arn:aws:iam::123456789012:user/" + UUID.randomUUID(), "", Duration.ZERO);
    }

    static ApiCaller anonymous(ApiClient api) {
        return new ApiCaller(api, null, "", Duration.ZERO);
    }

    ApiCaller behind(String prefix) {
        return new ApiCaller(api, arn, prefix, late);
    }

    ApiCaller after(Duration wait) {
        return new ApiCaller(api, arn, stage, wait);
    }

    /** Asks for some Python. */
    ApiAnswer generate(String message, String... headers) {
        return post(
                JSON.createObjectNode()
                        .put("key", "python")
                        .put("message", message)
                        .toString(),
                headers);
    }

    ApiAnswer post(String body, String... headers) {
        return call("POST", "/code-generation", body, headers);
    }

    ApiAnswer get(String target, String... headers) {
        return call("GET", target, null, headers);
    }

    ApiAnswer delete(String target) {
        return call("DELETE", target, null);
    }

    /** Further headers are names and values in turn. */
    ApiAnswer call(String method, String target, String body, String... headers) {
        if (!api.takesEvents() && arn != null) {
            throw new IllegalStateException("only an event names its caller");
        }
        return api.takesEvents()
                ? api.event(event(method, target, body, headers))
                : api.call(
                        method,
                        target,
                        body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8),
                        asJson(headers));
    }

    private static String[] asJson(String... headers) {
        return Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                .toArray(String[]::new);
    }

    ObjectNode event(String method, String target, String body, String... headers) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        ObjectNode event = GatewayEvents.httpApi(method, stage + path, body)
                .put("rawQueryString", query < 0 ? "" : target.substring(query + 1));
        if (arn != null) {
            GatewayEvents.iam(event, arn);
        }
        event.withObjectProperty("requestContext").put("timeEpoch", System.currentTimeMillis() - late.toMillis());
        for (int i = 0; i < headers.length; i += 2) {
            event.withObjectProperty("headers").put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        return event;
    }

    /** The record under a path, once it is final. */
    JsonNode settled(String path) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonNode json = get(path).json();
        while (UNSETTLED.contains(json.path("status").asText()) && System.nanoTime() < end) {
            json = get(path).json();
        }
        return json;
    }

    /** The owner in the keys of this caller. */
    String owner() {
        return arn == null ? "anonymous" : sha256("iam:" + arn).substring(0, 32);
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
