package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;

/** What was generated, for those to whom it belongs. */
@ApplicationScoped
public class Generations {

    private final Archive archive;

    Generations(Archive archive) {
        this.archive = archive;
    }

    /**
     * A file as it is served.
     *
     * @param name its name without folders
     * @param contentType media type and charset
     * @param content the bytes as stored
     */
    public record File(String name, String contentType, byte[] content) {}

    /**
     * The record of a generation.
     *
     * @throws CallerException {@link ProblemCode#NOT_FOUND} where the caller has none with this id
     */
    public GenerationRecord find(String id, Invocation invocation) {
        return GenerationId.parse(id)
                .flatMap(known -> archive.find(known, invocation.owner(), invocation.deadline()))
                .orElseThrow(() -> missing("There is no generation with this id."));
    }

    /**
     * A file of a generation.
     *
     * @param name as in {@code files[].name}
     * @throws CallerException {@link ProblemCode#NOT_FOUND} where the caller has no such generation, or it no such file
     */
    public File file(String id, String name, Invocation invocation) {
        GenerationRecord generation = find(id, invocation);
        GenerationRecord.StoredFile file = generation.files().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing("The generation has no file with this name."));
        byte[] content = archive.content(file, invocation.deadline())
                .orElseThrow(() -> missing("The file is not there any more."));
        return new File(name.substring(name.lastIndexOf('/') + 1), Archive.contentType(name), content);
    }

    private static CallerException missing(String detail) {
        return new CallerException(ProblemCode.NOT_FOUND, detail);
    }
}
