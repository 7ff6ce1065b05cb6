package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events as doors send them. */
final class Events {

    static final String HTTP_API_DOMAIN = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com";
    static final String FUNCTION_URL_DOMAIN = "abcdefghijklmnop.lambda-url.us-east-1.on.aws";

    private Events() {}

    /** A request through an HTTP API. */
    static APIGatewayV2HTTPEvent httpApi() {
        return event(HTTP_API_DOMAIN);
    }

    /** A request through a Function URL, whose events have an apiId, too. */
    static APIGatewayV2HTTPEvent functionUrl() {
        return event(FUNCTION_URL_DOMAIN);
    }

    private static APIGatewayV2HTTPEvent event(String domain) {
        APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
        event.setVersion("2.0");
        event.setRouteKey("$default");
        event.setRawPath("/code-generation");
        event.setRawQueryString("");
        event.setHeaders(new LinkedHashMap<>(Map.of("content-type", "application/json", "host", domain)));
        event.setCookies(List.of("a=b"));
        event.setBody("{}");
        event.setRequestContext(context(domain));
        return event;
    }

    static RequestContext context(String domain) {
        RequestContext.Http http = new RequestContext.Http();
        http.setMethod("POST");
        http.setPath("/code-generation");
        http.setProtocol("HTTP/1.1");
        http.setSourceIp("203.0.113.7");
        RequestContext context = new RequestContext();
        context.setApiId("a1b2c3d4e5");
        context.setDomainName(domain);
        context.setStage("$default");
        context.setTimeEpoch(1_795_342_530_123L);
        context.setHttp(http);
        return context;
    }
}
