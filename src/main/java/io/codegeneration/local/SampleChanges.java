package io.codegeneration.local;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.model.Prompt;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replies for changes without a network: a file with one more comment, which says that a sample wrote it, or prose for a
 * question. Thread-safe.
 */
final class SampleChanges {

    private static final int WORDS = 8;
    private static final int LONGEST = 60;

    /** What a language without comments gets. */
    private static final String NOTES = "sample_changes.md";

    /** The beginning of an instruction that asks for no change. */
    private static final Pattern QUESTION = Pattern.compile(
            "(?i)\\s*(?:please[\\s,]+|(?:can|could|would) you[\\s,]+)*"
                    + "(?:explain|describe|summari[sz]e|review|tell|what|why|how|which|where|is|are|does|do)\\b.*",
            Pattern.DOTALL);

    private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}.]+");
    private static final Language MARKDOWN =
            Languages.standard().find("markdown").orElseThrow();

    private final Comments comments = new Comments();

    private final Samples samples;

    /** @param samples the replies for new code */
    SampleChanges(Samples samples) {
        this.samples = samples;
    }

    /** Returns a reply such as models write: some sentences and, unless it is a question, one file with its exact name. */
    String reply(Prompt prompt) {
        List<SourceFile> files = prompt.context().files();
        if (QUESTION.matcher(prompt.instruction()).matches()) {
            return "%s It answers no question. It has looked at %s and changed nothing. %s%n"
                    .formatted(Samples.SAMPLE, names(files), Samples.FOR_REAL_ANSWERS);
        }
        Optional<SourceFile> file = files.stream()
                .filter(candidate -> languageOf(candidate.name())
                        .filter(prompt.language()::equals)
                        .isPresent())
                .findFirst();
        if (file.isEmpty()) {
            return samples.reply(prompt.language(), prompt.instruction());
        }
        String text = "A built-in sample added this line for: " + beginning(prompt.instruction());
        return changed(file.get(), prompt.language(), text)
                .or(() -> changed(notes(files), MARKDOWN, text))
                .orElseThrow();
    }

    private Optional<String> changed(SourceFile file, Language language, String text) {
        return comments.added(file.name(), file.content(), language, text)
                .map(content -> Samples.markdown(
                        Samples.SAMPLE + " It adds one line to `" + file.name() + "` and changes nothing else.",
                        language,
                        file.name(),
                        content));
    }

    /** The file that is changed in the place of one that cannot hold a comment. */
    private static SourceFile notes(List<SourceFile> files) {
        return files.stream()
                .filter(file -> file.name().equals(NOTES))
                .findFirst()
                .orElse(new SourceFile(NOTES, "# Sample changes\n"));
    }

    private static String names(List<SourceFile> files) {
        return files.stream().map(file -> "`" + file.name() + "`").collect(Collectors.joining(", "));
    }

    /** The first words of an instruction, without anything that may end a comment or begin something else. */
    static String beginning(String instruction) {
        StringBuilder words = new StringBuilder();
        int count = 0;
        for (String word : UNSAFE.split(instruction)) {
            if (!word.isEmpty() && count < WORDS && words.length() + word.length() < LONGEST) {
                words.append(count++ == 0 ? "" : " ").append(word);
            } else if (!word.isEmpty()) {
                break;
            }
        }
        return words.length() == 0 ? "an instruction without words" : words.toString();
    }

    private static Optional<Language> languageOf(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return Languages.standard().find(last.substring(last.lastIndexOf('.') + 1));
    }
}
