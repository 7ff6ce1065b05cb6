package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.codegeneration.generation.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When a request has to be answered: a second before Lambda stops the function, and behind an HTTP API before the
 * gateway answers in the function's place. The gateway's clock began before the function's start.
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
            Instant answered = begun(gateway).plus(gatewayLimit);
            end = answered.isBefore(end) ? answered : end;
        }
        return new Deadline(end);
    }

    private Instant begun(RequestContext gateway) {
        return gateway.getTimeEpoch() > 0 ? Instant.ofEpochMilli(gateway.getTimeEpoch()) : clock.instant();
    }

    /**
     * The Runtime API's deadline. The context only tells what is left, and where no deadline was sent it reckons from
     * the year 1970, cut to 32 bits: that very number means none.
     */
    private static Instant lambda(Context context) {
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
