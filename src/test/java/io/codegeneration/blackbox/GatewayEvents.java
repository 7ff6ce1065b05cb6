package io.codegeneration.blackbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events as API Gateway's HTTP APIs and Lambda's Function URLs send them, payload format 2.0. */
final class GatewayEvents {

    private static final ObjectMapper JSON = new ObjectMapper();

    private GatewayEvents() {}

    static ObjectNode httpApi(String method, String path, String body) {
        return event(method, path, body, "a1b2c3d4e5", "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com");
    }

    static ObjectNode functionUrl(String method, String path, String body) {
        String id = "abcdefghijklmnopqrstuvwxyz012345";
        return event(method, path, body, id, id + ".lambda-url.us-east-1.on.aws");
    }

    /** Adds who IAM says the caller is. */
    static void iam(ObjectNode event, String userArn) {
        event.withObjectProperty("requestContext")
                .withObjectProperty("authorizer")
                .putObject("iam")
                .put("userArn", userArn);
    }

    private static ObjectNode event(String method, String path, String body, String apiId, String domain) {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", path)
                .put("rawQueryString", "");
        event.putObject("headers").put("content-type", "application/json").put("host", domain);
        ObjectNode context = event.putObject("requestContext")
                .put("accountId", "123456789012")
                .put("apiId", apiId)
                .put("domainName", domain)
                .put("domainPrefix", apiId)
                .put("requestId", "JKJaXmPLvHcESHA=")
                .put("routeKey", "$default")
                .put("stage", "$default")
                .put("time", "22/Nov/2026:10:15:30 +0000")
                .put("timeEpoch", System.currentTimeMillis());
        context.putObject("http")
                .put("method", method)
                .put("path", path)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "203.0.113.7")
                .put("userAgent", "curl/8.5.0");
        if (body != null) {
            event.put("body", body);
        }
        return event.put("isBase64Encoded", false);
    }
}
