package io.codegeneration.generation.archive;

import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.SourceFile;
import java.util.List;

/**
 * The contents of the files of a generation. A record keeps them if what callers see does not show all of them.
 *
 * @param texts the text of each file, in the order of the record; empty if there is none
 * @param explanation what the model wrote around the files, or null
 */
public record Contents(List<String> texts, String explanation) {

    /** There are no files. */
    public static final Contents NONE = new Contents(List.of(), null);

    public Contents {
        texts = List.copyOf(texts);
    }

    /** The contents of a generation that is stored with its explanation. */
    static Contents of(GenerationRecord generation, List<SourceFile> files) {
        return new Contents(files.stream().map(SourceFile::content).toList(), generation.explanation());
    }
}
