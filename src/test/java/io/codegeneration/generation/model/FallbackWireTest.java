package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.bedrock.BedrockAdapter;
import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error of Bedrock, with and without a fallback, far from the deadline and near to it: counted at the wire. */
class FallbackWireTest {

    private static final String FIRST = "us.anthropic.claude-haiku-5-5";
    private static final String SECOND = "us.amazon.nova-lite-v1:0";
    private static final Duration FAR = Duration.ofMinutes(10);

    /** Room for one call of 700 ms. */
    private static final Duration NEAR = Duration.ofMillis(2_400);

    private static final Set<ProblemCode> FALLS_BACK = EnumSet.of(
            ProblemCode.MODEL_RETIRED,
            ProblemCode.MODEL_NOT_FOUND,
            ProblemCode.MODEL_ACCESS_DENIED,
            ProblemCode.MODEL_THROTTLED,
            ProblemCode.MODEL_UNAVAILABLE);

    private static BedrockAdapter bedrock;

    @BeforeAll
    static void start() {
        bedrock = new BedrockAdapter();
    }

    @AfterAll
    static void stop() {
        bedrock.close();
    }

    /** An error, what it means, and how often the call is repeated if there is time. */
    private record Row(BedrockReply error, ProblemCode code, int calls) {}

    static Stream<Arguments> errorsWithAndWithoutFallbackAndTime() {
        return Stream.of(
                        row(429, "ThrottlingException", "slow down", ProblemCode.MODEL_THROTTLED, 4),
                        row(400, "ServiceQuotaExceededException", "quota", ProblemCode.MODEL_THROTTLED, 4),
                        row(500, "InternalServerException", "oops", ProblemCode.MODEL_UNAVAILABLE, 4),
                        row(503, "ServiceUnavailableException", "later", ProblemCode.MODEL_UNAVAILABLE, 4),
                        row(429, "ModelNotReadyException", "loading", ProblemCode.MODEL_UNAVAILABLE, 4),
                        row(408, "ModelTimeoutException", "too long", ProblemCode.MODEL_UNAVAILABLE, 2),
                        row(424, "ModelErrorException", "broke", ProblemCode.MODEL_UNAVAILABLE, 2),
                        row(403, "AccessDeniedException", "no", ProblemCode.MODEL_ACCESS_DENIED, 1),
                        row(404, "ResourceNotFoundException", "what?", ProblemCode.MODEL_NOT_FOUND, 1),
                        row(404, "ResourceNotFoundException", "end of its life", ProblemCode.MODEL_RETIRED, 1),
                        row(400, "ValidationException", "malformed", ProblemCode.MODEL_REJECTED_REQUEST, 1),
                        new Row(BedrockReply.closeWithoutAnswer(), ProblemCode.MODEL_UNAVAILABLE, 2),
                        new Row(BedrockReply.cut(), ProblemCode.MODEL_UNAVAILABLE, 2),
                        new Row(BedrockReply.garbage(), ProblemCode.MODEL_UNAVAILABLE, 2))
                .flatMap(row -> Stream.of(true, false).flatMap(fallback -> Stream.of(FAR, NEAR)
                        .map(left -> Arguments.of(row.code(), row.calls(), fallback, left, row.error()))));
    }

    private static Row row(int status, String type, String text, ProblemCode code, int calls) {
        return new Row(BedrockReply.error(status, type, text), code, calls);
    }

    @ParameterizedTest
    @MethodSource("errorsWithAndWithoutFallbackAndTime")
    void asksAsOftenAsHelpsAndNoMore(ProblemCode code, int calls, boolean fallback, Duration left, BedrockReply error) {
        ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:15:30.123Z"));
        BedrockServer server = bedrock.server();
        server.reset();
        CodeModel slow = (call, pieces) -> {
            clock.advance(Duration.ofMillis(700));
            server.always(call.model().equals(FIRST) ? error : BedrockReply.text("x"));
            return bedrock.model().ask(call, pieces);
        };
        TestConfig config = new TestConfig(FIRST, Optional.empty(), 8_192)
                .withFallbacks(fallback ? new String[] {SECOND} : new String[0]);
        GenerationRequest request =
                new GenerationRequest(Languages.standard().find("python").orElseThrow(), "sum", null, null);

        WritingOutcome outcome = TestModels.writer(config, slow, clock, new Random(1))
                .write(new WritingTask(
                        request,
                        CodeContext.NONE,
                        new Deadline(clock.instant().plus(left)),
                        () -> true,
                        ProgressListener.NONE));

        boolean replaced = FALLS_BACK.contains(code) && fallback && left.equals(FAR);
        List<String> asked =
                server.requests().stream().map(BedrockServer.Recorded::modelId).toList();
        assertThat(asked.stream().filter(FIRST::equals)).hasSize(left.equals(FAR) ? calls : 1);
        assertThat(asked.stream().filter(SECOND::equals)).hasSize(replaced ? 1 : 0);
        assertThat(outcome.receipt().attempts()).extracting(Attempt::model).containsExactlyElementsOf(asked);
        assertThat(outcome.receipt().attempts().get(0).outcome()).isEqualTo(code.code());
        if (replaced) {
            assertThat(outcome).isInstanceOf(WritingOutcome.Written.class);
        } else {
            assertThat(((WritingOutcome.NoReply) outcome).failure().code()).isEqualTo(code);
        }
    }
}
