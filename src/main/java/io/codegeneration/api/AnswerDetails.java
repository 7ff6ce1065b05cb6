package io.codegeneration.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.idempotency.Answer;
import java.util.Optional;

/**
 * What headers and events repeat from the body of a successful answer.
 *
 * @param language the name of the language
 * @param truncation why the model stopped early, or empty if the reply is complete
 */
record AnswerDetails(String language, Optional<String> truncation) {

    /** Returns the details of an answer with status 200; reads its body only if it is an answer given again. */
    static AnswerDetails of(Answer answer, ObjectMapper json) {
        return answer.generation().map(AnswerDetails::of).orElseGet(() -> read(answer.body(), json));
    }

    private static AnswerDetails of(GenerationRecord generation) {
        return new AnswerDetails(
                generation.language(),
                Optional.ofNullable(generation.stopReason()).filter(reason -> generation.truncated()));
    }

    private static AnswerDetails read(String body, ObjectMapper json) {
        try {
            JsonNode answer = json.readTree(body);
            boolean truncated = answer.path("truncated").asBoolean();
            return new AnswerDetails(
                    answer.path("language").asText(),
                    Optional.ofNullable(answer.path("stopReason").textValue()).filter(reason -> truncated));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored answer is JSON", e);
        }
    }
}
