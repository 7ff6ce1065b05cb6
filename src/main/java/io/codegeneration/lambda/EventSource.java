package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;

/** What sent an event. */
enum EventSource {
    /** An API Gateway HTTP API, behind any domain. It waits 30 s for a response. */
    HTTP_API,

    /** A Lambda Function URL. It waits as long as the function may run, and can stream the response. */
    FUNCTION_URL,

    /** Anything else, such as an asynchronous invocation. */
    OTHER;

    private static final String FUNCTION_URL_HOST = ".lambda-url.";

    /**
     * Finds the source of an event.
     *
     * @param context the event's request context, or null if it has none
     */
    static EventSource of(RequestContext context) {
        if (context == null) {
            return OTHER;
        }
        if (context.getDomainName() != null && context.getDomainName().contains(FUNCTION_URL_HOST)) {
            return FUNCTION_URL;
        }
        return context.getApiId() != null && !context.getApiId().isBlank() ? HTTP_API : OTHER;
    }
}
