package io.codegeneration.generation.model;

import io.codegeneration.generation.Language;

/**
 * What a model is asked.
 *
 * @param language the language to write
 * @param instruction the caller's words
 */
public record Prompt(Language language, String instruction) {

    /** How to answer: the same for every request of a language, for the model's system prompt. */
    public String rules() {
        return """
                You write source code in %1$s. Answer with complete, working code that can be used as it is.
                Put every file into a Markdown code block of its own, fenced by backticks. The line that opens the \
                block names the language and then the file, like this: ```%2$s example.%3$s
                Use one file unless the task needs several. Where the code itself contains fences, use longer ones \
                around it. No placeholders, nothing left out, no HTML entities. Explain outside of the code blocks, \
                in at most a few sentences."""
                .formatted(language.displayName(), language.name(), language.extension());
    }

    /** The task itself, for the user's message. */
    public String task() {
        return "Write %s code for this instruction:\n\n%s".formatted(language.displayName(), instruction);
    }

    /** Rules and task in one text, for a model without a system prompt. */
    public String whole() {
        return rules() + "\n\n" + task();
    }
}
