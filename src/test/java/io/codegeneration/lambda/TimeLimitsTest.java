package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.codegeneration.generation.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeLimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:31Z");
    private static final Duration GATEWAY_LIMIT = Duration.ofSeconds(28);

    /** Far away: only a gateway's limit can come before it. */
    private static final Instant LATE = Instant.parse("2286-11-20T00:00:00Z");

    private final TimeLimits limits = new TimeLimits(GATEWAY_LIMIT, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void hasNoLimitOutsideOfLambda() {
        assertThat(limits.deadline(null, null)).isEqualTo(Deadline.NONE);
    }

    @Test
    void hasNoLimitWhereTheRuntimeSentNoDeadline() {
        assertThat(limits.deadline(untilEpochMillis(0), null)).isEqualTo(Deadline.NONE);
        assertThat(limits.deadline(untilEpochMillis(0), Events.context(Events.FUNCTION_URL_DOMAIN)))
                .isEqualTo(Deadline.NONE);
    }

    @Test
    void endsASecondBeforeLambdaStopsTheFunction() {
        assertEndsASecondBeforeLambda(Duration.ofSeconds(30), null);
    }

    @Test
    void givesAFunctionUrlAllOfLambdasTime() {
        assertEndsASecondBeforeLambda(Duration.ofMinutes(15), Events.context(Events.FUNCTION_URL_DOMAIN));
    }

    @Test
    void keepsAPastDeadlineInThePast() {
        assertEndsASecondBeforeLambda(Duration.ofSeconds(-5), null);
    }

    @Test
    void endsAnHttpApisRequest28SecondsAfterItReachedTheGateway() {
        RequestContext context = Events.context(Events.HTTP_API_DOMAIN);
        context.setTimeEpoch(NOW.minusMillis(1_500).toEpochMilli());

        assertThat(limits.deadline(null, context).end()).isEqualTo(NOW.plusMillis(26_500));
        assertThat(limits.deadline(untilEpochMillis(0), context).end()).isEqualTo(NOW.plusMillis(26_500));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void countsFromNowWhereTheGatewayDoesNotTellItsTime(long timeEpoch) {
        RequestContext context = Events.context(Events.HTTP_API_DOMAIN);
        context.setTimeEpoch(timeEpoch);

        assertThat(limits.deadline(null, context).end()).isEqualTo(NOW.plus(GATEWAY_LIMIT));
    }

    @Test
    void takesACustomDomainForAnHttpApis() {
        RequestContext context = Events.context("api.example.org");
        context.setTimeEpoch(NOW.toEpochMilli());

        assertThat(limits.deadline(null, context).end()).isEqualTo(NOW.plus(GATEWAY_LIMIT));
    }

    @Test
    void takesAnEventWithoutADomainButWithAnApiForAnHttpApis() {
        RequestContext context = Events.context(null);
        context.setTimeEpoch(NOW.toEpochMilli());

        assertThat(limits.deadline(null, context).end()).isEqualTo(NOW.plus(GATEWAY_LIMIT));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void hasNoGatewaysLimitWithoutAnApi(String apiId) {
        RequestContext context = Events.context("localhost");
        context.setApiId(apiId);

        assertThat(limits.deadline(null, context)).isEqualTo(Deadline.NONE);
    }

    @Test
    void endsWithTheGatewayWhereThatIsEarlier() {
        RequestContext context = Events.context(Events.HTTP_API_DOMAIN);
        context.setTimeEpoch(1_000);

        assertThat(limits.deadline(context(() -> 60_000), context).end()).isEqualTo(Instant.ofEpochMilli(29_000));
    }

    @Test
    void endsWithLambdaWhereThatIsEarlier() {
        RequestContext context = Events.context(Events.HTTP_API_DOMAIN);
        context.setTimeEpoch(LATE.toEpochMilli());

        assertEndsASecondBeforeLambda(Duration.ofSeconds(10), context);
    }

    private void assertEndsASecondBeforeLambda(Duration left, RequestContext gateway) {
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        Instant end =
                limits.deadline(context(() -> (int) left.toMillis()), gateway).end();
        Instant after = Instant.ofEpochMilli(System.currentTimeMillis());

        assertThat(end)
                .isBetween(before.plus(left).minusSeconds(1), after.plus(left).minusSeconds(1));
    }

    /** What the runtime's own context answers for a deadline. */
    private static Context untilEpochMillis(long deadline) {
        return context(() -> (int) (deadline - System.currentTimeMillis()));
    }

    private static Context context(IntSupplier remaining) {
        return new TestContext("1", remaining);
    }
}
