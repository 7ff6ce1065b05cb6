package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.lambda.warmup.RehearsalContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.util.Optional;

/** What the event and the Runtime API tell of the request at hand. */
@RequestScoped
class LambdaInvocation implements Invocation {

    private final Optional<Context> context;
    private final Optional<APIGatewayV2HTTPEvent> event;
    private final Deadline deadline;
    private final Optional<Owner> owner;

    LambdaInvocation(CurrentVertxRequest request, GenerationConfig config, Clock clock) {
        Optional<QuarkusHttpHeaders> carrier = Optional.ofNullable(request.getCurrent())
                .map(RoutingContext::request)
                .map(http -> http.headers() instanceof QuarkusHttpHeaders headers ? headers : null);
        this.context = carrier.map(headers -> headers.getContextObject(Context.class));
        this.event = carrier.map(headers -> headers.getContextObject(APIGatewayV2HTTPEvent.class));
        RequestContext gateway =
                event.map(APIGatewayV2HTTPEvent::getRequestContext).orElse(null);
        this.deadline = new TimeLimits(config.gatewayLimit(), clock).deadline(context.orElse(null), gateway);
        this.owner = Principals.owner(gateway, config.caller().contextKey());
    }

    @Override
    public String requestId() {
        return context.map(Context::getAwsRequestId).orElse(null);
    }

    /** The name that this function was invoked by, version or alias included; nothing where no platform named it. */
    Optional<String> functionArn() {
        return context.map(Context::getInvokedFunctionArn);
    }

    @Override
    public boolean rehearsed() {
        return context.filter(RehearsalContext.class::isInstance).isPresent();
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public Owner owner() {
        return owner.orElseThrow(() -> new CallerException(
                ProblemCode.CALLER_UNKNOWN,
                "The authorizer let this request in but names nobody: a token needs the claim sub, and the context of a"
                        + " Lambda authorizer the key that CODEGEN_CALLER_CONTEXT_KEY is set to."));
    }

    @Override
    public String pathPrefix() {
        return event.map(e -> e instanceof GatewayEvent repaired ? repaired.pathPrefix() : "")
                .orElse("");
    }

    @Override
    public Optional<Problem.FieldError> fault() {
        return event.map(e -> e instanceof GatewayEvent repaired ? repaired.fault() : null);
    }
}
