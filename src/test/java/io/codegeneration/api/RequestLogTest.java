package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.idempotency.Answer;
import java.util.Optional;
import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fields on which the alarm for a canary and the search for a caller rest. */
class RequestLogTest {

    private static final String SUBJECT = "jwt:https://issuer.example#alice";

    private final RequestLog log = new RequestLog();
    private final RequestLines written = new RequestLines();

    @AfterEach
    void stop() {
        written.close();
    }

    @Test
    void hasTheHashOfTheCallerButNotTheSubject() {
        log.responded(Level.INFO, invocation(), "GET", 200);

        assertThat(line().fields())
                .containsEntry("owner", Owner.of(Optional.of(SUBJECT)).value());
        assertThat(line().text()).doesNotContain("alice");
    }

    @Test
    void hasTheVersionOfTheFunction() {
        log.responded(Level.INFO, invocation(), "GET", 200);

        assertThat(line().fields()).containsEntry("functionVersion", "7");
    }

    @Test
    void hasTheStatusOfAFailureThatEndsAStream() {
        log.streams();
        log.responded(Level.INFO, invocation(), "POST", 200);
        log.failed(Problem.of(OperatorException.internal(new IllegalStateException()), "/code-generation", "r", null));
        log.streamEnded(invocation());

        assertThat(line().fields())
                .containsEntry("status", "200")
                .containsEntry("problemStatus", "500")
                .containsEntry("outcome", "internal");
    }

    @Test
    void hasTheStatusOfAnAnsweredProblemThatEndsAStream() {
        GenerationId id = new GenerationId("20261122T101530123Z-k3v9q2w8");
        log.streams();
        log.responded(Level.INFO, invocation(), "POST", 200);
        log.answered(new Answer(
                503, "{}", Optional.empty(), id, Optional.empty(), Optional.empty(), false, "model-unavailable"));
        log.streamEnded(invocation());

        assertThat(line().fields()).containsEntry("problemStatus", "503");
    }

    @Test
    void hasNoStatusOfAProblemIfAllWentWell() {
        log.responded(Level.INFO, invocation(), "GET", 200);

        assertThat(line().fields()).containsEntry("status", "200").doesNotContainKey("problemStatus");
    }

    private RequestLines.Line line() {
        assertThat(written.lines()).hasSize(1);
        return written.lines().get(0);
    }

    private static Invocation invocation() {
        Invocation made = TestInvocation.anonymous();
        return new Invocation(
                made.requestId(),
                made.deadline(),
                Optional.of(Owner.of(Optional.of(SUBJECT))),
                made.pathPrefix(),
                made.functionArn(),
                Optional.of("7"),
                made.fault(),
                made.rehearsed());
    }
}
