package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Language;
import java.util.List;

/**
 * The first message to a model.
 *
 * @param language the requested language
 * @param instruction the caller's message
 * @param context the code to change; {@link CodeContext#NONE} for new code
 */
public record Prompt(Language language, String instruction, CodeContext context) {

    private static final String NEW_CODE =
            """
            You write source code in %1$s. Answer with complete, working code that can be used as it is.
            Put every file into a Markdown code block of its own, fenced by backticks. The line that opens the \
            block names the language and then the file, like this: ```%2$s example.%3$s
            Use one file unless the task needs several. Where the code itself contains fences, use longer ones \
            around it. No placeholders, nothing left out, no HTML entities. Explain outside of the code blocks, \
            in at most a few sentences.""";

    private static final String CHANGES =
            """
            You change source code. You get files and then an instruction. New code is in %1$s, unless the instruction \
            or a file's name says otherwise.
            Answer with every file that you change or add, complete, from its first line to its last. Leave out files \
            that stay as they are.
            Put every file into a Markdown code block of its own, fenced by backticks. The line that opens the \
            block names the language and then the file by its exact path, like this: ```%2$s src/example.%3$s
            Where the code itself contains fences, use longer ones around it. No placeholders, nothing left out, no \
            HTML entities. Explain outside of the code blocks, in at most a few sentences.
            If the instruction asks for no change, such as an explanation, answer in prose without any code block, and \
            quote code inline.""";

    /** Asks for new code. */
    public Prompt(Language language, String instruction) {
        this(language, instruction, CodeContext.NONE);
    }

    /** The rules for the reply, for the system prompt. They are the same for every request in a language. */
    public String rules() {
        return (context.isEmpty() ? NEW_CODE : CHANGES)
                .formatted(language.displayName(), language.name(), language.extension());
    }

    /** The code to change, in parts of which the first ones change least often; empty without a context. */
    public List<String> contextParts() {
        return context.isEmpty() ? List.of() : new ContextText(context, instruction).parts();
    }

    /** The task, which follows the context. */
    public String task() {
        return (context.isEmpty()
                        ? "Write %s code for this instruction:\n\n%s"
                        : "Change this code. If something is added, write it in %s. The instruction:\n\n%s")
                .formatted(language.displayName(), instruction);
    }

    /** Context and task, for the user's message. */
    public String message() {
        return String.join("", contextParts()) + task();
    }

    /** Rules, context and task in one message, for a model without a system prompt. */
    public String whole() {
        return rules() + "\n\n" + message();
    }
}
