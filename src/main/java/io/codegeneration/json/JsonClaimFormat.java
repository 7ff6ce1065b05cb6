package io.codegeneration.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.archive.Unsaved;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.idempotency.ClaimFormat;
import io.codegeneration.generation.idempotency.GenerationAccepted;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes claims and the bodies of answers as JSON, with the names that callers see. */
@Singleton
@RegisterForReflection(targets = {Claim.class, Claim.StoredAnswer.class, Unsaved.class})
class JsonClaimFormat implements ClaimFormat {

    private static final String CODE = "code";
    private static final String EXPLANATION = "explanation";

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(Claim claim) {
        return StoredJson.bytes(StoredJson.CLAIM, claim);
    }

    @Override
    public Claim read(byte[] bytes) {
        try {
            Claim claim = StoredJson.CLAIMS.readValue(bytes);
            if (claim == null || claim.id() == null || claim.state() == null || claim.holder() == null) {
                throw StoredJson.unreadable(null);
            }
            return claim;
        } catch (IOException e) {
            throw StoredJson.unreadable(e);
        }
    }

    @Override
    public String body(GenerationAnswer answer) {
        return text(StoredJson.ANSWER, answer);
    }

    @Override
    public String body(GenerationAccepted answer) {
        return text(StoredJson.ACCEPTED, answer);
    }

    @Override
    public String body(Problem problem) {
        return text(StoredJson.PROBLEM, problem);
    }

    @Override
    public Optional<String> text(String body) {
        try {
            JsonNode answer = StoredJson.MAPPER.readTree(body);
            return Optional.ofNullable(answer.path(CODE).textValue())
                    .or(() -> Optional.ofNullable(answer.path(EXPLANATION).textValue()));
        } catch (JsonProcessingException e) {
            throw StoredJson.unreadable(e);
        }
    }

    private static String text(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer could not be written as JSON", e);
        }
    }
}
