package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Language;

/**
 * The first message to a model.
 *
 * @param language the requested language
 * @param instruction the caller's message
 * @param context the code to change; {@link CodeContext#NONE} for new code
 */
public record Prompt(Language language, String instruction, CodeContext context) {

    /** Asks for new code. */
    public Prompt(Language language, String instruction) {
        this(language, instruction, CodeContext.NONE);
    }

    /** The rules for the reply, for the system prompt. They are the same for every request in a language. */
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

    /** The task, for the user's message. */
    public String task() {
        return "Write %s code for this instruction:\n\n%s".formatted(language.displayName(), instruction);
    }

    /** Rules and task in one message, for a model without a system prompt. */
    public String whole() {
        return rules() + "\n\n" + task();
    }
}
