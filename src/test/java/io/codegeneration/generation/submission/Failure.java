package io.codegeneration.generation.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.idempotency.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a request failed: by the answer of its generation, or by an exception before there was one.
 *
 * @param problem the answer; empty for an exception
 */
public record Failure(
        ProblemCode code,
        String detail,
        Optional<Duration> retryAfter,
        Optional<Problem> problem,
        Optional<GenerationRecord> generation,
        String body) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Returns how a request fails; null if it succeeds. */
    public static Failure of(Supplier<Answer> request) {
        try {
            Answer answer = request.get();
            return answer.problem() ? of(answer) : null;
        } catch (CodeGenerationException e) {
            return new Failure(e.code(), e.getMessage(), e.retryAfter(), Optional.empty(), Optional.empty(), "");
        }
    }

    /** Returns what an answer with a problem tells. */
    public static Failure of(Answer answer) {
        try {
            Problem problem = JSON.readValue(answer.body(), Problem.class);
            ProblemCode code = Arrays.stream(ProblemCode.values())
                    .filter(known -> known.code().equals(problem.code()))
                    .findFirst()
                    .orElseThrow();
            return new Failure(
                    code,
                    problem.detail(),
                    answer.retryAfter(),
                    Optional.of(problem),
                    answer.generation(),
                    answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /** Returns the generation that the problem shows, or null. */
    public GenerationAnswer shown() {
        return JSON.convertValue(problem.orElseThrow().generation(), GenerationAnswer.class);
    }
}
