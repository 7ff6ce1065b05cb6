package io.codegeneration.generation;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records as JSON, without the program's own configuration of it. */
final class JacksonRecordFormat implements RecordFormat {

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(GenerationRecord generation) {
        try {
            return json.writeValueAsBytes(generation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public GenerationRecord read(byte[] bytes) {
        try {
            return json.readValue(bytes, GenerationRecord.class);
        } catch (IOException e) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The record cannot be read.", e);
        }
    }
}
