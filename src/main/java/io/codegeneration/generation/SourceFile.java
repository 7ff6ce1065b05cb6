package io.codegeneration.generation;

import java.nio.charset.StandardCharsets;

/**
 * A file that a model wrote.
 *
 * @param name name, or relative path with {@code /}
 * @param content its text
 */
public record SourceFile(String name, String content) {

    public byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
