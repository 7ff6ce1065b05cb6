package io.codegeneration.generation.model;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model says that refuses a prompt because it is too long. The sentences are those of the programs that run models, which
 * are the same on Bedrock and elsewhere. A number that the model does not name is null.
 *
 * @param tokens the tokens of the prompt
 * @param window the tokens that prompt and reply may have together
 * @param excess the tokens by which the prompt is too long
 */
public record ContextOverflow(Long tokens, Long window, Long excess) {

    /** A reply with less room is worth nothing. No caller can ask for less. */
    static final int SHORTEST_REPLY = 256;

    private static final String NUMBER = "(\\d[\\d,]{0,14})";

    /** A sentence and the groups in which it has the numbers; 0 if it does not have that number. */
    private record Sentence(Pattern pattern, int tokens, int window, int excess) {

        static Sentence of(String pattern, int tokens, int window, int excess) {
            return new Sentence(Pattern.compile(pattern.replace("#", NUMBER)), tokens, window, excess);
        }

        Optional<ContextOverflow> read(String text) {
            Matcher found = pattern.matcher(text);
            return found.find()
                    ? Optional.of(
                            new ContextOverflow(number(found, tokens), number(found, window), number(found, excess)))
                    : Optional.empty();
        }

        private static Long number(Matcher found, int group) {
            return group == 0 ? null : Long.valueOf(found.group(group).replace(",", ""));
        }
    }

    /** The first sentence that a message holds counts. */
    private static final List<Sentence> SENTENCES = List.of(
            // Claude
            Sentence.of("prompt is too long: # tokens > # maximum", 1, 2, 0),
            Sentence.of("input length and `?max_tokens`? exceed context limit: # \\+ [\\d,]+ > #", 1, 2, 0),
            // Mistral
            Sentence.of(
                    "prompt contains # tokens[^,]{0,30}, too large for model with # maximum context length", 1, 2, 0),
            // Titan
            Sentence.of("too many input tokens. max input tokens: #, request input token count: #", 2, 1, 0),
            // Llama, and many others that vLLM runs
            Sentence.of(
                    "maximum context length is # tokens.{0,40}you requested [\\d,]+ tokens \\(# (?:in|input)", 2, 1, 0),
            Sentence.of(
                    "maximum context length is # tokens.{0,100}?"
                            + "(?:messages|prompt|request|input) (?:resulted in|has|contains) (?:at least )?# ",
                    2,
                    1,
                    0),
            Sentence.of("input length \\(?#\\)? exceeds [^.\\d]{0,40}length(?: of)? \\(?#", 1, 2, 0),
            Sentence.of("maximum context length is #", 0, 1, 0),
            // Command R
            Sentence.of("tokens in the prompt cannot exceed # - received #", 2, 1, 0),
            Sentence.of("too many tokens: size limit exceeded by # tokens", 0, 0, 1),
            // llama.cpp and Ollama
            Sentence.of("request \\(# tokens\\) exceeds the available context size \\(# tokens\\)", 1, 2, 0),
            Sentence.of("exceeded (?:max )?context length by # tokens", 0, 0, 1),
            // Others
            Sentence.of("input token count \\(?#\\)? exceeds the maximum number of tokens(?: allowed)? \\(?#", 1, 2, 0),
            Sentence.of(
                    "(?:prompt|input) (?:is )?too long|input tokens exceeded|number of input tokens exceeds"
                            + "|too many (?:total text bytes|input tokens)|expected maxlength: \\d+, actual"
                            + "|context_length_exceeded|exceed_context_size"
                            + "|(?:exceeds?|exceeded|greater than) the (?:available |maximum |model's )*"
                            + "context (?:length|size|window|limit)",
                    0,
                    0,
                    0));

    /**
     * Reads a model's message.
     *
     * @return empty if the message says something else
     */
    public static Optional<ContextOverflow> read(String message) {
        String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return SENTENCES.stream()
                .map(sentence -> sentence.read(text))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The problem of a call.
     *
     * @param maxTokens the limit for the reply that the call had
     * @return an {@link OperatorException} with the room for a reply, if a call with that limit would help; otherwise a
     *     {@link CallerException}
     */
    public CodeGenerationException problem(int maxTokens, Throwable cause) {
        if (tokens == null || window == null) {
            return CallerException.contextTooLong(excess, cause);
        }
        long room = window - tokens;
        return room >= SHORTEST_REPLY && room < maxTokens
                ? OperatorException.noRoom((int) room, cause)
                : CallerException.contextTooLong(room >= SHORTEST_REPLY ? null : SHORTEST_REPLY - room, cause);
    }
}
