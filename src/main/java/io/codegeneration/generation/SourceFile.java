package io.codegeneration.generation;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A file of source code.
 *
 * @param name name, or relative path with {@code /}
 * @param content its text
 */
public record SourceFile(String name, String content) {

    public byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the same text for files whose names differ only in case. */
    public String foldedName() {
        return folded(name);
    }

    /** Returns the same text for names that differ only in case. */
    public static String folded(String name) {
        // Lower case comes first, because upper case does not change the capital sharp s.
        return name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
