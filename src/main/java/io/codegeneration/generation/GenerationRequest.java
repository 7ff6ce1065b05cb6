package io.codegeneration.generation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a caller asks for, after every check of the request itself.
 *
 * @param language the language to write; null until {@link #in} if it is that of the previous generation
 * @param message the instruction: 1 to 20,000 characters, trimmed, lines ended by newlines
 * @param model the model that the caller named, whole, or null
 * @param maxTokens the caller's limit for the tokens of the reply, or null
 * @param previous the generation to change, or null
 * @param files the caller's own code; empty if there is none
 */
public record GenerationRequest(
        Language language,
        String message,
        String model,
        Integer maxTokens,
        GenerationId previous,
        List<SourceFile> files) {

    public GenerationRequest {
        files = List.copyOf(files);
    }

    /** A request for new code. */
    public GenerationRequest(Language language, String message, String model, Integer maxTokens) {
        this(language, message, model, maxTokens, null, List.of());
    }

    /** Returns the request with a language. */
    public GenerationRequest in(Language known) {
        return new GenerationRequest(known, message, model, maxTokens, previous, files);
    }

    /** Whether the generation changes code that there is. */
    public boolean hasContext() {
        return previous != null || !files.isEmpty();
    }

    /**
     * Returns a digest that is the same for the same request. A language that is that of the previous generation is no part
     * of it, since it is not known before that generation has been read.
     */
    public String fingerprint() {
        String asked = String.join(
                "\0",
                language == null ? "" : language.name(),
                message,
                String.valueOf(model),
                String.valueOf(maxTokens));
        // Claims of older versions have digests of these four fields.
        return Sha256.hex(!hasContext() ? asked : asked + "\0" + previous + contents());
    }

    private String contents() {
        return files.stream()
                .map(file -> "\0" + file.name() + "\0" + file.content())
                .collect(Collectors.joining());
    }
}
