package io.codegeneration.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.GenerationAccepted;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.RecordFormat;
import io.codegeneration.generation.idempotency.Claim;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Records, claims and answers as JSON, by the names that callers see. */
@Singleton
@RegisterForReflection(
        targets = {
            Claim.class,
            Claim.StoredAnswer.class,
            Claim.Kept.class,
            StoredItem.class,
            StoredItem.StoredRequest.class
        })
class JsonRecordFormat implements RecordFormat {

    private static final String CODE = "code";
    private static final String CONTENTS = "contents";

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(GenerationRecord generation, List<String> contents) {
        if (contents.isEmpty()) {
            return bytes(StoredJson.GENERATION, generation);
        }
        ObjectNode whole = StoredJson.MAPPER.valueToTree(generation);
        contents.forEach(whole.putArray(CONTENTS)::add);
        return bytes(StoredJson.MAPPER.writer(), whole);
    }

    @Override
    public List<String> readContents(byte[] bytes) {
        try {
            List<String> contents = new ArrayList<>();
            StoredJson.MAPPER.readTree(bytes).path(CONTENTS).forEach(content -> contents.add(content.textValue()));
            return contents;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public GenerationRecord read(byte[] bytes) {
        try {
            GenerationRecord generation = StoredJson.GENERATIONS.readValue(bytes);
            if (generation == null || generation.id() == null || generation.status() == null) {
                throw unreadable(null);
            }
            return generation;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Listing.Item readItem(InputStream content) throws IOException {
        try {
            StoredItem stored = StoredJson.ITEMS.readValue(content);
            if (stored == null || stored.id() == null || stored.status() == null) {
                throw unreadable(null);
            }
            return stored.item();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    @Override
    public byte[] write(Claim claim) {
        return bytes(StoredJson.CLAIM, claim);
    }

    @Override
    public Claim readClaim(byte[] bytes) {
        try {
            Claim claim = StoredJson.CLAIMS.readValue(bytes);
            if (claim == null || claim.id() == null || claim.state() == null || claim.holder() == null) {
                throw unreadable(null);
            }
            return claim;
        } catch (IOException e) {
            throw unreadable(e);
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
    public String code(String body) {
        try {
            return StoredJson.MAPPER.readTree(body).path(CODE).textValue();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static byte[] bytes(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept can always be written", e);
        }
    }

    private static String text(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can always be written", e);
        }
    }

    private static TransientException unreadable(IOException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, "What is stored could not be read.", e);
    }
}
