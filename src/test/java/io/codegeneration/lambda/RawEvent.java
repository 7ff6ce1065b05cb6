package io.codegeneration.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events of payload format 2.0 as JSON. */
final class RawEvent {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RawEvent() {}

    static ObjectNode httpApi(String method, String path) {
        return event(method, path, Events.HTTP_API_DOMAIN);
    }

    static ObjectNode functionUrl(String method, String path) {
        return event(method, path, Events.FUNCTION_URL_DOMAIN);
    }

    private static ObjectNode event(String method, String path, String domain) {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", path)
                .put("rawQueryString", "");
        event.putObject("headers").put("host", domain).put("x-forwarded-port", "443");
        ObjectNode context = event.putObject("requestContext")
                .put("accountId", "123456789012")
                .put("apiId", "a1b2c3d4e5")
                .put("domainName", domain)
                .put("stage", "$default")
                .put("timeEpoch", System.currentTimeMillis());
        context.putObject("http")
                .put("method", method)
                .put("path", path)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "203.0.113.7");
        return event.put("isBase64Encoded", false);
    }
}
