package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.codegeneration.generation.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Computes the deadline of a request: a second before Lambda stops the function or, behind an HTTP API, before the gateway
 * gives up, whichever comes first. The gateway's time starts before the function is called.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html">Quotas of HTTP
 *     APIs</a>
 */
final class TimeLimits {

    private static final Duration BEFORE_LAMBDA_STOPS = Duration.ofSeconds(1);

    private final Duration gatewayLimit;
    private final Clock clock;

    TimeLimits(Duration gatewayLimit, Clock clock) {
        this.gatewayLimit = gatewayLimit;
        this.clock = clock;
    }

    Deadline deadline(Context context, RequestContext gateway) {
        Instant end = lambda(context);
        if (EventSource.of(gateway) == EventSource.HTTP_API) {
            Instant gatewayEnd = received(gateway).plus(gatewayLimit);
            end = gatewayEnd.isBefore(end) ? gatewayEnd : end;
        }
        return new Deadline(end);
    }

    private Instant received(RequestContext gateway) {
        return gateway.getTimeEpoch() > 0 ? Instant.ofEpochMilli(gateway.getTimeEpoch()) : clock.instant();
    }

    /**
     * Returns a second before the Runtime API's deadline. The context only gives the remaining time. If the Runtime API sent no
     * deadline, the remaining time is the negative time since 1970, cut to 32 bits; exactly that value means that there is none.
     */
    static Instant lambda(Context context) {
        if (context == null) {
            return Deadline.NONE.end();
        }
        long before = System.currentTimeMillis();
        int left = context.getRemainingTimeInMillis();
        long after = System.currentTimeMillis();
        for (long now = before; now <= after; now++) {
            if (left == (int) -now) {
                return Deadline.NONE.end();
            }
        }
        return Instant.ofEpochMilli(before).plusMillis(left).minus(BEFORE_LAMBDA_STOPS);
    }
}
