package io.codegeneration.generation.making;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.GenerationReader;
import io.codegeneration.generation.archive.GenerationReader.WithFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads the code that a request wants to change. */
@ApplicationScoped
public class ContextReader {

    static final String PREVIOUS = "previous";

    private final GenerationReader generations;

    ContextReader(GenerationReader generations) {
        this.generations = generations;
    }

    /**
     * A request whose language is known, and its context.
     *
     * @param request the request with its language
     * @param context the code to change; {@link CodeContext#NONE} for new code
     */
    public record Refinement(GenerationRequest request, CodeContext context) {}

    /**
     * Reads the context of a request. Only a request with a previous generation costs calls of the store.
     *
     * @throws CallerException {@link ProblemCode#INVALID_REQUEST} if the caller has no such generation, or it failed, or it is
     *     too large together with the request's files
     * @throws TransientException {@link ProblemCode#IN_PROGRESS} if the previous generation is not finished, {@link
     *     ProblemCode#STORAGE_FAILED}
     */
    public Refinement read(GenerationRequest request, Invocation invocation) {
        if (request.previous() == null) {
            return new Refinement(request, CodeContext.of(request.files()));
        }
        WithFiles previous = generations
                .withFiles(request.previous(), invocation.owner(), invocation.deadline())
                .orElseThrow(() -> CallerException.invalid(PREVIOUS, "There is no generation with this id."));
        GenerationRecord generation = previous.generation();
        switch (generation.status()) {
            case QUEUED, RUNNING -> throw TransientException.inProgress("The previous generation is not finished.");
            case FAILED -> throw CallerException.invalid(PREVIOUS, "The previous generation failed.");
            case SUCCEEDED -> {}
        }
        CodeContext context = new CodeContext(
                        generation.request() == null
                                ? null
                                : generation.request().message(),
                        generation.truncated(),
                        previous.files())
                .overlaid(request.files());
        check(context.files());
        GenerationRequest known = request.language() == null
                ? request.in(Languages.standard().find(generation.language()).orElseThrow())
                : request;
        return new Refinement(known, context);
    }

    private static void check(List<SourceFile> files) {
        long bytes = files.stream().mapToLong(file -> file.bytes().length).sum();
        if (files.size() > CodeContext.MAX_FILES || bytes > CodeContext.MAX_BYTES) {
            throw CallerException.invalid(
                    ContextFiles.FILES,
                    "Together with the previous generation there are %d files with %d bytes. At most %d files and %d bytes are allowed."
                            .formatted(files.size(), bytes, CodeContext.MAX_FILES, CodeContext.MAX_BYTES));
        }
        ContextFiles.folderOfOther(files).ifPresent(file -> {
            throw CallerException.invalid(
                    ContextFiles.FILES,
                    "The file " + file.name() + " has the name of a folder of another file, in the request or in the"
                            + " previous generation.");
        });
    }
}
