package io.codegeneration.generation.archive;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.codegeneration.generation.GenerationAccepted;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.idempotency.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records as JSON, without the program's own configuration of it. */
public final class JacksonRecordFormat implements RecordFormat {

    /** Made once: there is one of these for each of thousands of tries. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(GenerationRecord generation, List<String> contents) {
        ObjectNode whole = JSON.valueToTree(generation);
        contents.forEach(whole.withArray("contents")::add);
        return bytes(whole);
    }

    @Override
    public List<String> readContents(byte[] bytes) {
        List<String> contents = new ArrayList<>();
        read(bytes, ObjectNode.class).path("contents").forEach(content -> contents.add(content.textValue()));
        return contents;
    }

    @Override
    public GenerationRecord read(byte[] bytes) {
        return read(bytes, GenerationRecord.class);
    }

    @Override
    public Listing.Item readItem(InputStream content) throws IOException {
        return Listing.Item.of(read(content.readAllBytes()));
    }

    @Override
    public byte[] write(Claim claim) {
        return bytes(claim);
    }

    @Override
    public Claim readClaim(byte[] bytes) {
        return read(bytes, Claim.class);
    }

    @Override
    public String body(GenerationAnswer answer) {
        return new String(bytes(answer), StandardCharsets.UTF_8);
    }

    @Override
    public String body(GenerationAccepted answer) {
        return new String(bytes(answer), StandardCharsets.UTF_8);
    }

    @Override
    public String body(Problem problem) {
        return new String(bytes(problem), StandardCharsets.UTF_8);
    }

    @Override
    public String code(String body) {
        try {
            return JSON.readTree(body).path("code").textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T read(byte[] bytes, Class<T> type) {
        try {
            return JSON.readValue(bytes, type);
        } catch (IOException e) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "What is stored cannot be read.", e);
        }
    }
}
