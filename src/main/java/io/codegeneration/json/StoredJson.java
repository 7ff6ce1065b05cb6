package io.codegeneration.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.idempotency.GenerationAccepted;
import java.io.IOException;

/**
 * Reads and writes stored JSON. Newer versions of the program must be able to read it, so it does not depend on settings of the
 * framework. The binary contains everything that Jackson finds out about the types by reflection.
 */
final class StoredJson {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static final ObjectWriter GENERATION = MAPPER.writerFor(GenerationRecord.class);
    static final ObjectWriter CLAIM = MAPPER.writerFor(Claim.class);
    static final ObjectWriter ANSWER = MAPPER.writerFor(GenerationAnswer.class);
    static final ObjectWriter ACCEPTED = MAPPER.writerFor(GenerationAccepted.class);
    static final ObjectWriter PROBLEM = MAPPER.writerFor(Problem.class);

    static final ObjectReader GENERATIONS = MAPPER.readerFor(GenerationRecord.class);
    static final ObjectReader ITEMS = MAPPER.readerFor(StoredItem.class).without(JsonParser.Feature.AUTO_CLOSE_SOURCE);
    static final ObjectReader CLAIMS = MAPPER.readerFor(Claim.class);

    private static final String EXAMPLE =
            """
            {"id": "20261122T101530123Z-k3v9q2w8", "status": "failed", "language": "python", "code": "1", "explanation": "1",
            "files": [{"name": "a.py", "key": "code-output/a.py", "bytes": 1}], "bucket": "b", "truncated": false, "model": "m",
            "stopReason": "end_turn", "usage": {"inputTokens": 1, "outputTokens": 1, "cacheReadTokens": 1,
            "cacheWriteTokens": 1, "costUsd": 0.1, "complete": true}, "ignoredParameters": ["topP"],
            "attempts": [{"model": "m", "outcome": "succeeded", "milliseconds": 1, "firstTextMilliseconds": 1}],
            "previous": "20261122T101530122Z-k3v9q2w8", "createdAt": "2026-11-22T10:15:30.123Z", "completedAt": "2026-11-22T10:15:30.123Z",
            "request": {"language": "python", "message": "1", "model": "m", "maxTokens": 256,
            "previous": "20261122T101530122Z-k3v9q2w8", "files": [{"name": "a.py", "bytes": 1}]},
            "problem": {"type": "about:blank", "title": "t", "status": 502, "code": "storage-failed", "retryable": true,
            "errors": [{"field": "f", "detail": "d"}]}}""";

    static {
        try {
            // Jackson analyses some types only when it uses them. During the build, the result becomes part of the
            // binary.
            GenerationRecord generation = GENERATIONS.readValue(EXAMPLE);
            ITEMS.readValue(EXAMPLE);
            GENERATION.writeValueAsBytes(generation);
            ANSWER.writeValueAsString(GenerationAnswer.of(generation));
            PROBLEM.writeValueAsString(generation.problem());
        } catch (JsonProcessingException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private StoredJson() {}

    static byte[] bytes(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the value could not be written as JSON", e);
        }
    }

    static TransientException unreadable(IOException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, "The stored object could not be read.", e);
    }
}
