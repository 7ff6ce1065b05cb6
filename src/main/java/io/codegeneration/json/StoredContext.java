package io.codegeneration.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.SourceFile;
import java.util.List;

/** The part of a job's record that callers do not see: the code that it changes. */
@JsonIgnoreProperties(ignoreUnknown = true)
record StoredContext(String instruction, boolean truncated, List<ContextFile> files) {

    /** A file with its content. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ContextFile(String name, String content) {}

    static StoredContext of(CodeContext context) {
        return new StoredContext(
                context.instruction(),
                context.truncated(),
                context.files().stream()
                        .map(file -> new ContextFile(file.name(), file.content()))
                        .toList());
    }

    CodeContext context() {
        return new CodeContext(
                instruction,
                truncated,
                files.stream()
                        .map(file -> new SourceFile(file.name(), file.content()))
                        .toList());
    }
}
