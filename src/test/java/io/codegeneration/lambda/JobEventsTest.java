package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.job.Job;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class JobEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "20261122T101530123Z-k3v9q2w8";
    private static final Job JOB = new Job(Owner.of(Optional.of("iam:somebody")), new GenerationId(ID));
    private static final String REQUEST_ID = "8f5a1c9e-0000-4000-8000-000000000001";
    private static final Logger LOG = Logger.getLogger("io.codegeneration.job");

    private final List<Object> seen = new ArrayList<>();
    private final List<LogRecord> log = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final TestContext context = new TestContext(REQUEST_ID, Duration.ofMinutes(15));

    @BeforeEach
    void listen() {
        LOG.setLevel(Level.INFO);
        LOG.addHandler(handler);
    }

    @AfterEach
    void close() {
        LOG.removeHandler(handler);
    }

    @Test
    void runsTheJobOfItsOwnEventWithLambdasWholeTime() throws Exception {
        Instant before = Instant.now().minusMillis(1);

        assertThat(events((job, deadline, requestId) -> Optional.empty()).run(event(JOB), context))
                .isEmpty();

        assertThat(seen).hasSize(3).startsWith(JOB).endsWith(REQUEST_ID);
        assertThat(((Deadline) seen.get(1)).end())
                .isBetween(before.plusSeconds(899), Instant.now().plusSeconds(899));
    }

    @Test
    void runsWithoutALimitWhereThePlatformToldNone() throws Exception {
        events((job, deadline, requestId) -> Optional.empty()).run(event(JOB), null);

        assertThat(seen).containsExactly(JOB, Deadline.NONE);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "{",
                "null",
                "[]",
                "{}",
                "{\"owner\":\"anonymous\"}",
                "{\"id\":\"" + ID + "\"}",
                "{\"owner\":1,\"id\":\"" + ID + "\"}",
                "{\"owner\":\"../x\",\"id\":\"" + ID + "\"}",
                "{\"owner\":\"anonymous\",\"id\":\"../x\"}",
                "{\"owner\":\"anonymous\",\"id\":\"99999999T999999999Z-k3v9q2w8\"}"
            })
    void refusesABodyThatNamesNoJob(String body) throws Exception {
        GatewayEvent event = event(JOB);
        event.setBody(body);

        Problem problem = events((job, deadline, requestId) -> Optional.empty())
                .run(event, context)
                .orElseThrow();

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("invalid-request");
        assertThat(problem.requestId()).isEqualTo(REQUEST_ID);
        assertThat(seen).isEmpty();
        assertThat(lines()).singleElement().asString().contains("outcome=invalid-request");
    }

    @Test
    void leavesOneLineWithWhatAGenerationTellsAndNothingOfItsContent() throws Exception {
        events((job, deadline, requestId) -> Optional.of(generation(null))).run(event(JOB), context);

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("job ")
                .contains(
                        "id=" + ID,
                        "language=python",
                        "model=some-model",
                        "inputTokens=142",
                        "outputTokens=318",
                        "outcome=succeeded",
                        "milliseconds=",
                        "requestId=" + REQUEST_ID)
                .doesNotContain("secret", "null");
    }

    @Test
    void tellsWhyAJobFailed() throws Exception {
        Problem problem = Problem.of(
                new TransientException(ProblemCode.MODEL_UNAVAILABLE, "secret", null), "/x", REQUEST_ID, null);

        assertThat(events((job, deadline, requestId) -> Optional.of(generation(problem)))
                        .run(event(JOB), context))
                .isEmpty();

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("outcome=model-unavailable")
                .doesNotContain("secret");
    }

    @Test
    void tellsThatThereWasNothingToDo() throws Exception {
        events((job, deadline, requestId) -> Optional.empty()).run(event(JOB), context);

        assertThat(lines()).singleElement().asString().contains("id=" + ID, "outcome=nothing-to-do");
    }

    @Test
    void answersAFailureThatNobodyExpected() throws Exception {
        IllegalStateException bug = new IllegalStateException("bug");

        Problem problem = events((job, deadline, requestId) -> {
                    throw bug;
                })
                .run(event(JOB), context)
                .orElseThrow();

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.detail()).isEqualTo("An internal error occurred.");
        assertThat(log).hasSize(2);
        assertThat(log.get(0).getThrown()).isSameAs(bug);
        assertThat(log.get(0).getLevel().getName()).isEqualTo("ERROR");
        assertThat(lines().get(1)).contains("outcome=internal");
    }

    @Test
    void answersAFailureOfAJobWithItsOwnCode() throws Exception {
        Problem problem = events((job, deadline, requestId) -> {
                    throw new TransientException(ProblemCode.STORAGE_FAILED, "It failed.", new IOException("closed"));
                })
                .run(event(JOB), context)
                .orElseThrow();

        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.code()).isEqualTo("storage-failed");
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains(ID, "storage-failed", "closed");
        assertThat(lines().get(1)).contains("outcome=storage-failed");
    }

    private JobEvents events(JobEvents.Runner runner) {
        JobEvents.Runner noted = (job, deadline, requestId) -> {
            seen.add(job);
            seen.add(deadline);
            if (requestId != null) {
                seen.add(requestId);
            }
            return runner.run(job, deadline, requestId);
        };
        return new JobEvents(noted, new TimeLimits(Duration.ofSeconds(28), Clock.systemUTC()), JSON);
    }

    private List<String> lines() {
        return log.stream()
                .map(line -> line instanceof org.jboss.logmanager.ExtLogRecord extended
                        ? extended.getFormattedMessage()
                        : line.getMessage())
                .toList();
    }

    /** As it arrives: sent, read, repaired. */
    private static GatewayEvent event(Job job) throws IOException {
        ObjectMapper reader = new ObjectMapper();
        new EventMapping().customize(reader);
        return (GatewayEvent) reader.readValue(JobEvent.of(job).bytes(JSON), APIGatewayV2HTTPEvent.class);
    }

    private static GenerationRecord generation(Problem problem) {
        return new GenerationRecord(
                ID,
                problem == null ? GenerationRecord.Status.SUCCEEDED : GenerationRecord.Status.FAILED,
                "python",
                "secret = 1",
                "secret",
                List.of(),
                "code",
                false,
                "some-model",
                "end_turn",
                new Usage(142, 318, null, null, null, true),
                List.of(),
                List.of(),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                new GenerationRecord.Request("python", "a secret instruction", null, null),
                problem);
    }
}
