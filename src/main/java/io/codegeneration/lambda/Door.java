package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;

/** Through which door an event came. */
final class Door {

    private static final String FUNCTION_URL_HOST = ".lambda-url.";

    private Door() {}

    /** A Function URL, which waits as long as the function may run. */
    static boolean isFunctionUrl(RequestContext context) {
        return context != null
                && context.getDomainName() != null
                && context.getDomainName().contains(FUNCTION_URL_HOST);
    }

    /** An HTTP API, behind whatever domain, which waits 30 s. */
    static boolean isHttpApi(RequestContext context) {
        return context != null
                && context.getApiId() != null
                && !context.getApiId().isBlank()
                && !isFunctionUrl(context);
    }
}
