package io.codegeneration.api;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns the exceptions of routes into problems, whatever the caller accepts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
class ProblemMapping {

    static final String MEDIA_TYPE = "application/problem+json";

    private final CurrentInvocation invocation;
    private final ProblemReport report;

    ProblemMapping(CurrentInvocation invocation, ProblemReport report) {
        this.invocation = invocation;
        this.report = report;
    }

    @ServerExceptionMapper
    public RestResponse<Problem> failed(CodeGenerationException e, UriInfo uri) {
        return answer(e, path(uri), List.of());
    }

    /** Translates what the framework throws when no route fits. */
    @ServerExceptionMapper
    public RestResponse<Problem> refused(WebApplicationException e, UriInfo uri, RoutingContext routing) {
        String path = path(uri);
        return switch (e.getResponse().getStatus()) {
            case 404 ->
                answer(new CallerException(ProblemCode.NOT_FOUND, "This path does not exist."), path, List.of());
            case 405 -> {
                List<String> allowed = Routes.methods(Routes.path(routing));
                yield answer(
                        new CallerException(
                                ProblemCode.METHOD_NOT_ALLOWED,
                                "This path supports " + String.join(", ", allowed) + "."),
                        path,
                        allowed);
            }
            case 406 ->
                answer(
                        new CallerException(
                                ProblemCode.NOT_ACCEPTABLE,
                                HttpMethod.POST.equals(routing.request().method())
                                        ? "Send the header Accept: application/json, text/plain for the code alone, or text/event-stream."
                                        : "Send the header Accept: application/json."),
                        path,
                        List.of());
            case 415 ->
                answer(
                        new CallerException(
                                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                "Send the body as JSON, with the header Content-Type: application/json."),
                        path,
                        List.of());
            default ->
                e.getResponse().getStatusInfo().getFamily() == Response.Status.Family.CLIENT_ERROR
                        ? answer(CallerException.invalid("request", "The request is malformed."), path, List.of())
                        : unexpected(e, uri);
        };
    }

    @ServerExceptionMapper
    public RestResponse<Problem> unexpected(Throwable e, UriInfo uri) {
        return answer(ProblemReport.known(e), path(uri), List.of());
    }

    private RestResponse<Problem> answer(CodeGenerationException e, String path, List<String> allowed) {
        Problem problem = report.report(e, path);
        RestResponse.ResponseBuilder<Problem> response = RestResponse.ResponseBuilder.<Problem>create(problem.status())
                .entity(problem)
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        e.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        if (!allowed.isEmpty()) {
            response.header(HttpHeaders.ALLOW, String.join(",", allowed));
        }
        return response.build();
    }

    private String path(UriInfo uri) {
        return invocation.get().pathPrefix() + uri.getRequestUri().getRawPath();
    }
}
