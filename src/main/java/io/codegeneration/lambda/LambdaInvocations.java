package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.Invocation;
import io.codegeneration.lambda.warmup.WarmUpContext;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Reads the invocation of a request from its event and from the Runtime API. Thread-safe. */
@ApplicationScoped
class LambdaInvocations implements CurrentInvocation {

    private static final Duration LONGEST_GATEWAY_LIMIT = Duration.ofSeconds(29);

    /** The request context keeps the invocation under this key. */
    private static final String KEY = Invocation.class.getName();

    private final CurrentVertxRequest request;
    private final LambdaConfig config;
    private final TimeLimits limits;

    LambdaInvocations(CurrentVertxRequest request, LambdaConfig config, Clock clock) {
        this.request = request;
        this.config = config;
        this.limits = new TimeLimits(config.gatewayLimit(), clock);
    }

    /** A wrong setting ends the start with one line that names its variable. */
    void check(@Observes StartupEvent start) {
        Duration limit = config.gatewayLimit();
        if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST_GATEWAY_LIMIT) > 0) {
            throw new ConfigurationException(
                    "CODEGEN_GATEWAY_LIMIT must be more than 0 and at most 29s: the gateway itself waits 30 s");
        }
    }

    @Override
    public Invocation get() {
        RoutingContext routing = request.getCurrent();
        Invocation known = routing.get(KEY);
        if (known == null) {
            known = read(routing);
            routing.put(KEY, known);
        }
        return known;
    }

    private Invocation read(RoutingContext routing) {
        Optional<Context> context = contextObject(routing, Context.class);
        Optional<GatewayEvent> event = GatewayEvent.of(routing.request());
        RequestContext gateway =
                event.map(APIGatewayV2HTTPEvent::getRequestContext).orElse(null);
        return new Invocation(
                context.map(Context::getAwsRequestId)
                        .orElseGet(() -> UUID.randomUUID().toString()),
                limits.deadline(context.orElse(null), gateway),
                Principals.owner(gateway, config.caller().contextKey()),
                event.map(GatewayEvent::pathPrefix).orElse(""),
                context.map(Context::getInvokedFunctionArn),
                context.map(Context::getFunctionVersion),
                event.map(GatewayEvent::fault),
                context.filter(WarmUpContext.class::isInstance).isPresent());
    }

    private static <T> Optional<T> contextObject(RoutingContext routing, Class<T> type) {
        return routing.request().headers() instanceof QuarkusHttpHeaders headers
                ? Optional.ofNullable(headers.getContextObject(type))
                : Optional.empty();
    }
}
