package io.codegeneration.api;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers: problems of RFC 9457, whatever the caller accepts. */
class ProblemMapping {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(ProblemMapping.class);

    private final CurrentInvocation invocation;
    private final RequestLog log;

    ProblemMapping(CurrentInvocation invocation, RequestLog log) {
        this.invocation = invocation;
        this.log = log;
    }

    @ServerExceptionMapper
    public RestResponse<Problem> failed(CodeGenerationException e, UriInfo uri) {
        return answer(e, path(uri), List.of());
    }

    /** What routing finds: no such path, method, media type. */
    @ServerExceptionMapper
    public RestResponse<Problem> refused(WebApplicationException e, UriInfo uri, RoutingContext routing) {
        String path = path(uri);
        return switch (e.getResponse().getStatus()) {
            case 404 -> answer(new CallerException(ProblemCode.NOT_FOUND, "There is nothing here."), path, List.of());
            case 405 -> {
                List<String> allowed = Routes.methods(Routes.path(routing));
                yield answer(
                        new CallerException(
                                ProblemCode.METHOD_NOT_ALLOWED, "This path takes " + String.join(", ", allowed) + "."),
                        path,
                        allowed);
            }
            case 406 ->
                answer(
                        new CallerException(
                                ProblemCode.NOT_ACCEPTABLE,
                                "Send the header Accept: application/json, or text/plain for the code alone."),
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
                        ? answer(CallerException.invalid("request", "The request cannot be read."), path, List.of())
                        : unexpected(e, uri);
        };
    }

    @ServerExceptionMapper
    public RestResponse<Problem> unexpected(Throwable e, UriInfo uri) {
        return answer(
                new OperatorException(ProblemCode.INTERNAL, "Something went wrong inside.", null, e),
                path(uri),
                List.of());
    }

    private RestResponse<Problem> answer(CodeGenerationException e, String path, List<String> allowed) {
        Problem problem = Problem.of(e, path, invocation.get().requestId(), null);
        log.outcome(problem.code());
        log(e);
        RestResponse.ResponseBuilder<Problem> response = RestResponse.ResponseBuilder.<Problem>create(problem.status())
                .entity(problem)
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        e.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        if (!allowed.isEmpty()) {
            response.header(HttpHeaders.ALLOW, String.join(",", allowed));
        }
        return response.build();
    }

    private static void log(CodeGenerationException e) {
        if (e.code() == ProblemCode.INTERNAL) {
            LOG.error("A request failed for a reason that nobody expected", e.getCause());
        } else if (e.getCause() != null) {
            LOG.warnf("%s: %s %s", e.code().code(), e.getCause(), e.fix().orElse(""));
        }
    }

    private String path(UriInfo uri) {
        return invocation.get().pathPrefix() + uri.getRequestUri().getRawPath();
    }
}
