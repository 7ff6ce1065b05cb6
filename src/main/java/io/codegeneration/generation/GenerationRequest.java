package io.codegeneration.generation;

/**
 * What a caller asks for, after every check.
 *
 * @param language the language to write
 * @param message the instruction: 1 to 20,000 characters, trimmed, lines ended by newlines
 * @param model the model that the caller named, whole, or null
 * @param maxTokens the caller's limit for the tokens of the reply, or null
 */
public record GenerationRequest(Language language, String message, String model, Integer maxTokens) {

    /** Returns a digest that is the same for the same request. */
    public String fingerprint() {
        return Sha256.hex(
                String.join("\0", language.name(), message, String.valueOf(model), String.valueOf(maxTokens)));
    }
}
