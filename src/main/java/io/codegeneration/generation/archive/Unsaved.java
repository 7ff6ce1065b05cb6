package io.codegeneration.generation.archive;

import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A generation that was made but could not be stored.
 *
 * @param generation its record as it would have been stored, with the explanation of its files
 * @param contents the text of each of its files, in the same order
 * @param reply the model's whole reply if it has several files, because an answer shows only one; otherwise null
 */
public record Unsaved(GenerationRecord generation, List<String> contents, String reply) {

    public Unsaved {
        contents = List.copyOf(contents);
        // Older versions did not keep the reply.
        reply = reply == null && contents.size() > 1 ? text(generation, contents) : reply;
    }

    /**
     * Reads the generation from the record of its failure.
     *
     * @param contents the contents of its files
     * @return null if the generation was not complete, or failed for another reason
     */
    public static Unsaved of(GenerationRecord failed, Contents contents) {
        Problem problem = failed.problem();
        List<String> texts = contents.texts();
        boolean complete = problem != null
                && problem.code().equals(ProblemCode.STORAGE_FAILED.code())
                && !texts.isEmpty()
                && texts.size() == failed.files().size();
        return complete
                ? new Unsaved(
                        failed.withoutFailure().withExplanation(contents.explanation()),
                        texts,
                        texts.size() > 1 ? failed.explanation() : null)
                : null;
    }

    public List<SourceFile> files() {
        return IntStream.range(0, contents.size()).mapToObj(this::file).toList();
    }

    /** What the record of its failure keeps of it. */
    public Contents inFiles() {
        return new Contents(contents, generation.explanation());
    }

    private SourceFile file(int index) {
        return new SourceFile(generation.files().get(index).name(), contents.get(index));
    }

    /** All files as a text for people, each after its name. */
    private static String text(GenerationRecord generation, List<String> contents) {
        return IntStream.range(0, contents.size())
                .mapToObj(i -> "~~~~ " + generation.files().get(i).name() + "\n" + contents.get(i) + "~~~~\n")
                .collect(Collectors.joining());
    }
}
