package io.codegeneration.local;

import io.codegeneration.generation.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replies for work without a network: well-known exercises in the common languages and, for anything else, a skeleton that says
 * that it is a sample. They are read from the class path when they are needed. Thread-safe.
 */
final class Samples {

    /** The first words of a reply to a change. */
    static final String SAMPLE = "This is a built-in sample, not the answer of a model.";

    /** The last words of every reply. */
    static final String FOR_REAL_ANSWERS =
            "For real answers set `codegen.model.provider=openai` (Ollama, LM Studio, llama.cpp"
                    + " or any other OpenAI-compatible server), or run with the profile `aws` (Amazon Bedrock).";

    private static final String SKELETON = "skeletons";
    private static final Pattern QUOTES = Pattern.compile("[`'\"*\u2018\u2019\u201c\u201d]+");
    private static final Pattern GAPS = Pattern.compile("[\\s\\p{Z}\\p{Pd}\\p{Pc}]+");
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    /** Words before the name of an exercise that the caller does not want. */
    private static final Pattern UNWANTED = Pattern.compile(
            "\\b(?:without|not|no|never|avoid(?:ing)?|instead of|rather than|other than|faster than|better than)"
                    + "(?: (?:using?|an?|the|any|implement|write))* $");

    /** The exercises, with the words for them: in lower case, without quotes, single spaces for hyphens and underscores. */
    private enum Exercise {
        BINARY_SEARCH("\\b(?:binary ?search(?:es|er|ing)?|binary chop|bisection search)\\b(?! ?trees?\\b)"),
        FIZZBUZZ("\\bfizz ?buzz\\b|\\bfizz\\b.*\\bbuzz\\b"),
        FACTORIAL("\\bfactorials?\\b(?! (?:designs?|experiments?|anova|analysis|moments?|number system))"
                + "|\\b(?:compute|computes|calculate|calculates|value of) n!(?!=)"),
        FIBONACCI("\\bfib+onac+i\\b(?! (?:heaps?|search|retracements?|coding|lfsr|spirals?|words?))|\\bfib ?\\(n\\)"),
        PALINDROME("(?<!longest )(?<!shortest )(?<!next )\\bpalindrom(?:es?|ic)\\b"
                + "(?! (?:sub\\w+|partition\\w*|pairs?|linked|permutations?|trees?))"),
        PRIME_SIEVE("\\beratosthenes\\b|\\bprimes? (?:numbers? )?(?:sieve|generator)\\b|\\bsieve\\b.{0,40}\\bprimes?\\b"
                + "|\\b(?:primes|prime numbers)(?: that are| which are)?"
                + " (?:up to|between|below|under|until|till|to|through|less than|smaller than|lower than|not (?:greater|larger) than)\\b"
                + "|\\b(?:all|every|list(?:s|ing)?|find|finds|print|prints|generate|generates|enumerate|compute)"
                + "(?: of)?(?: all)?(?: the)? (?:primes|prime numbers)\\b(?! (?:factors?|twins))"),
        QUICKSORT("\\bquick ?sort(?:s|er|ing|ed)?\\b"),
        WORD_COUNT("\\bword ?count(?:s|er|ing)?\\b(?! limits?\\b)|\\bwords? (?:frequency|frequencies|occurrences?)\\b"
                + "|\\bcount(?:s|ing|er)?(?: the| all| of| number| how many| how often| distinct| unique| different)*"
                + " (?:words|(?:each|every) word)\\b"
                + "|\\b(?:frequency|frequencies|occurrences?|number|count)s? of"
                + "(?: the| all| distinct| unique| different)* (?:words|(?:each|every|an?) word)\\b"
                + "|\\bhow (?:many|often)(?: different| unique| distinct)? (?:words|(?:each|every|an?) word)\\b");

        private final Pattern wording;

        Exercise(String wording) {
            this.wording = Pattern.compile(wording, Pattern.DOTALL);
        }

        /** The position at which a text first asks for this exercise, or MAX_VALUE. */
        private int position(String text) {
            Matcher mention = wording.matcher(text);
            while (mention.find()) {
                if (!UNWANTED.matcher(text.substring(Math.max(0, mention.start() - 60), mention.start()))
                        .find()) {
                    return mention.start();
                }
            }
            return Integer.MAX_VALUE;
        }

        private String folder() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Returns a reply such as models write: a sentence, and one fenced block with the language and a file name.
     *
     * @param language a language of the standard table
     * @param instructions the caller's message: the reply is the first exercise that it names, or a skeleton if it names none, or
     *     none that exists in this language
     */
    String reply(Language language, String instructions) {
        Optional<String> exercise = exercise(instructions);
        Optional<String> program = exercise.flatMap(folder -> read(folder, language));
        if (program.isPresent()) {
            String name = exercise.get();
            return markdown(
                    "This is a built-in sample (exercise " + name + "), not the answer of a model.",
                    language,
                    name.replace('-', '_') + "." + language.extension(),
                    program.get());
        }
        String skeleton = read(SKELETON, language)
                .orElseThrow(() -> new IllegalStateException("no skeleton for " + language.name()));
        return markdown(
                "This is a built-in sample (a skeleton, because no built-in exercise fits these instructions in "
                        + language.displayName() + "), not the answer of a model.",
                language,
                "sample." + language.extension(),
                skeleton);
    }

    /** The folder of the first exercise that a text asks for. */
    static Optional<String> exercise(String instructions) {
        String unquoted = QUOTES.matcher(instructions.toLowerCase(Locale.ROOT)).replaceAll("");
        String text = GAPS.matcher(unquoted).replaceAll(" ");
        record Mention(Exercise exercise, int position) {}
        return Arrays.stream(Exercise.values())
                .map(exercise -> new Mention(exercise, exercise.position(text)))
                .filter(mention -> mention.position() < Integer.MAX_VALUE)
                .min(Comparator.comparingInt(Mention::position))
                .map(mention -> mention.exercise().folder());
    }

    /** The folders of all exercises. */
    static List<String> exercises() {
        return Arrays.stream(Exercise.values()).map(Exercise::folder).toList();
    }

    /** A reply such as models write. */
    static String markdown(String words, Language language, String fileName, String code) {
        String fence = fence(code);
        return words + " " + FOR_REAL_ANSWERS + "\n\n"
                + fence + language.name() + " " + fileName + "\n"
                + code + (code.endsWith("\n") ? "" : "\n")
                + fence + "\n";
    }

    /** A fence longer than any run of backticks in the code, so that no line of the code closes the block. */
    static String fence(String code) {
        int longest = BACKTICKS
                .matcher(code)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
        return "`".repeat(Math.max(3, longest + 1));
    }

    private static Optional<String> read(String folder, Language language) {
        String path = "samples/" + folder + "/" + language.name() + "." + language.extension();
        try (InputStream file = Samples.class.getClassLoader().getResourceAsStream(path)) {
            return file == null
                    ? Optional.empty()
                    : Optional.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
