package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Repairs an event after the extension has read it. Without the repair, some events end in the extension's own 500.
 *
 * <ul>
 *   <li>The path is encoded again, and stage and mapping are removed from it.
 *   <li>Headers and addresses that cannot be parsed are left out.
 *   <li>A fault that makes the request unreadable is kept, and the API answers it with a problem.
 * </ul>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Payload format 2.0</a>
 */
@RegisterForReflection
final class EventRepair extends StdConverter<APIGatewayV2HTTPEvent, APIGatewayV2HTTPEvent> {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS =
            Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}|(?!\\.)[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern HOST =
            Pattern.compile("[0-9A-Za-z._-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int LAST_PORT = 65_535;

    /** A header value that is valid, but is not a valid idempotency key. */
    private static final String NO_KEY = "\u00ff";

    /** Headers of the connection between the client and the gateway. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    @Override
    public APIGatewayV2HTTPEvent convert(APIGatewayV2HTTPEvent event) {
        RequestContext context = event.getRequestContext();
        Problem.FieldError fault = fault(event);
        boolean httpApi = EventSource.of(context) == EventSource.HTTP_API;
        GatewayPath path = GatewayPath.of(event.getRawPath(), httpApi, httpApi);
        Map<String, String> headers = headers(event.getHeaders());
        GatewayEvent repaired = new GatewayEvent(path.prefix(), fault, headers);
        repaired.setVersion(event.getVersion());
        repaired.setRouteKey(event.getRouteKey());
        repaired.setRawPath(fault == null ? path.path() : Invocation.ROOT);
        repaired.setRawQueryString(GatewayPath.query(event.getRawQueryString()));
        repaired.setHeaders(headers);
        repaired.setCookies(cookies(event.getCookies()));
        repaired.setQueryStringParameters(event.getQueryStringParameters());
        repaired.setPathParameters(event.getPathParameters());
        repaired.setStageVariables(event.getStageVariables());
        repaired.setBody(fault == null ? event.getBody() : null);
        repaired.setIsBase64Encoded(event.getIsBase64Encoded());
        repaired.setRequestContext(context(context, fault));
        return repaired;
    }

    private static Problem.FieldError fault(APIGatewayV2HTTPEvent event) {
        RequestContext context = event.getRequestContext();
        if (context == null || context.getHttp() == null || context.getHttp().getMethod() == null) {
            return new Problem.FieldError(
                    "event",
                    "The event does not have API Gateway's payload format 2.0. Set this format for the integration.");
        }
        if (!TOKEN.matcher(context.getHttp().getMethod()).matches()) {
            return new Problem.FieldError("method", "The method is not valid.");
        }
        if (event.getBody() == null) {
            return null;
        }
        if (event.getIsBase64Encoded()) {
            return base64(event.getBody())
                    ? null
                    : new Problem.FieldError("body", "The body is marked as base64, but is not valid base64.");
        }
        return event.getBody().codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)
                ? new Problem.FieldError("body", "The body has an unpaired surrogate.")
                : null;
    }

    private static boolean base64(String body) {
        try {
            Base64.getDecoder().decode(body);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, String> headers(Map<String, String> sent) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (sent != null) {
            sent.forEach((name, value) -> {
                if (name != null && value != null && unreadableKey(name, value.strip())) {
                    headers.put(name, NO_KEY);
                } else if (name != null && value != null && usable(name, value.strip())) {
                    headers.put(name, value.strip());
                }
            });
        }
        return headers;
    }

    /** Such a key must not be left out: without a key, a repeated request would be paid for again. */
    private static boolean unreadableKey(String name, String value) {
        return name.equalsIgnoreCase(IdempotencyKey.HEADER)
                && (value.isEmpty() || !FIELD_VALUE.matcher(value).matches());
    }

    private static boolean usable(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean parsed =
                switch (lower) {
                    case "host" -> HOST.matcher(value).matches();
                    case "x-forwarded-port" -> port(value);
                    default -> true;
                };
        return parsed
                && !HOP_BY_HOP.contains(lower)
                && TOKEN.matcher(name).matches()
                && FIELD_VALUE.matcher(value).matches();
    }

    private static boolean port(String value) {
        return PORT.matcher(value).matches() && Integer.parseInt(value) <= LAST_PORT;
    }

    private static List<String> cookies(List<String> sent) {
        return sent == null
                ? null
                : sent.stream()
                        .filter(cookie ->
                                cookie != null && FIELD_VALUE.matcher(cookie).matches())
                        .toList();
    }

    private static RequestContext context(RequestContext sent, Problem.FieldError fault) {
        RequestContext context = sent == null ? new RequestContext() : sent;
        if (context.getHttp() == null) {
            context.setHttp(new RequestContext.Http());
        }
        RequestContext.Http http = context.getHttp();
        if (fault != null) {
            http.setMethod("POST");
        }
        if (http.getSourceIp() == null || !ADDRESS.matcher(http.getSourceIp()).matches()) {
            // The framework would look up anything else as a host name.
            http.setSourceIp(null);
        }
        return context;
    }
}
