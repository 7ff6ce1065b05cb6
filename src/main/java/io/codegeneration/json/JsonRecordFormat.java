package io.codegeneration.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.RecordFormat;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads and writes records as JSON, with the names that callers see. */
@Singleton
@RegisterForReflection(
        targets = {
            StoredItem.class,
            StoredItem.StoredRequest.class,
            StoredContext.class,
            StoredContext.ContextFile.class
        })
class JsonRecordFormat implements RecordFormat {

    private static final String CONTENTS = "contents";
    private static final String CONTENTS_EXPLANATION = "contentsExplanation";
    private static final String CONTEXT = "context";
    private static final String EXPLANATION = "explanation";

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(GenerationRecord generation, Contents contents, CodeContext context) {
        if (contents.texts().isEmpty() && context.isEmpty()) {
            return StoredJson.bytes(StoredJson.GENERATION, generation);
        }
        ObjectNode json = StoredJson.MAPPER.valueToTree(generation);
        if (!context.isEmpty()) {
            json.set(CONTEXT, StoredJson.MAPPER.valueToTree(StoredContext.of(context)));
        }
        if (contents.texts().isEmpty()) {
            return StoredJson.bytes(StoredJson.MAPPER.writer(), json);
        }
        contents.texts().forEach(json.putArray(CONTENTS)::add);
        if (!Objects.equals(contents.explanation(), generation.explanation())) {
            json.put(CONTENTS_EXPLANATION, contents.explanation());
        }
        return StoredJson.bytes(StoredJson.MAPPER.writer(), json);
    }

    @Override
    public Contents readContents(byte[] bytes) {
        try {
            JsonNode json = StoredJson.MAPPER.readTree(bytes);
            List<String> texts = new ArrayList<>();
            json.path(CONTENTS).forEach(content -> texts.add(content.textValue()));
            String explanation = json.has(CONTENTS_EXPLANATION) ? CONTENTS_EXPLANATION : EXPLANATION;
            return new Contents(texts, json.path(explanation).textValue());
        } catch (IOException e) {
            throw StoredJson.unreadable(e);
        }
    }

    @Override
    public CodeContext readContext(byte[] bytes) {
        try {
            JsonNode context = StoredJson.MAPPER.readTree(bytes).path(CONTEXT);
            return context.isObject()
                    ? StoredJson.MAPPER
                            .treeToValue(context, StoredContext.class)
                            .context()
                    : CodeContext.NONE;
        } catch (IOException e) {
            throw StoredJson.unreadable(e);
        }
    }

    @Override
    public GenerationRecord read(byte[] bytes) {
        try {
            GenerationRecord generation = StoredJson.GENERATIONS.readValue(bytes);
            if (generation == null || generation.id() == null || generation.status() == null) {
                throw StoredJson.unreadable(null);
            }
            return generation;
        } catch (IOException e) {
            throw StoredJson.unreadable(e);
        }
    }

    @Override
    public Listing.Item readItem(InputStream content) throws IOException {
        try {
            StoredItem stored = StoredJson.ITEMS.readValue(content);
            if (stored == null || stored.id() == null || stored.status() == null) {
                throw StoredJson.unreadable(null);
            }
            return stored.item();
        } catch (JsonProcessingException e) {
            throw StoredJson.unreadable(e);
        }
    }
}
