package io.codegeneration.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.RecordFormat;
import io.codegeneration.generation.TransientException;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Records as JSON, by the names that callers see. */
@Singleton
class JsonRecordFormat implements RecordFormat {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    JsonRecordFormat(ObjectMapper json) {
        this.writer = json.writerFor(GenerationRecord.class);
        this.reader = json.readerFor(GenerationRecord.class);
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(GenerationRecord generation) {
        try {
            return writer.writeValueAsBytes(generation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can always be written", e);
        }
    }

    @Override
    public GenerationRecord read(byte[] bytes) {
        try {
            GenerationRecord generation = reader.readValue(bytes);
            if (generation == null || generation.id() == null || generation.status() == null) {
                throw unreadable(null);
            }
            return generation;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static TransientException unreadable(IOException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, "The record could not be read.", e);
    }
}
