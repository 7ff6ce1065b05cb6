package io.codegeneration.generation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The code that a generation changes.
 *
 * @param instruction the instruction of the previous generation, or null if there is none
 * @param truncated whether the reply of the previous generation was truncated
 * @param files the files, with different names
 */
public record CodeContext(String instruction, boolean truncated, List<SourceFile> files) {

    /** The most files of a context, and of a generation. */
    public static final int MAX_FILES = 50;

    /** The most bytes of all files of a context, and of a generation. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** The context of a generation that begins with nothing. */
    public static final CodeContext NONE = new CodeContext(null, false, List.of());

    public CodeContext {
        files = List.copyOf(files);
    }

    /** The context of a request without a previous generation. */
    public static CodeContext of(List<SourceFile> files) {
        return files.isEmpty() ? NONE : new CodeContext(null, false, files);
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    /** Returns the context with these files in the place of those with the same names, and after them if there is none. */
    public CodeContext overlaid(List<SourceFile> others) {
        Map<String, SourceFile> all = new LinkedHashMap<>();
        files.forEach(file -> all.put(file.foldedName(), file));
        others.forEach(file -> all.put(file.foldedName(), file));
        return new CodeContext(instruction, truncated, new ArrayList<>(all.values()));
    }
}
