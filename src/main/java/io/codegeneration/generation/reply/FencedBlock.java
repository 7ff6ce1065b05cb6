package io.codegeneration.generation.reply;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fenced block of a reply.
 *
 * @param opening what follows the fence in the line that opens it
 * @param content what stands in it, every line ended by a newline
 * @param fence the characters that open it
 * @param first the index of the line that opens it
 * @param last the index of its last line
 * @param closed whether that line closes it
 */
record FencedBlock(String opening, String content, String fence, int first, int last, boolean closed) {

    /** Part of every word for Markdown and of every extension of its files. */
    private static final Pattern MARKDOWN = Pattern.compile("(?i)md|mkd|markdown");

    /** What its opening line says; read anew each time. */
    FenceInfo info() {
        return FenceInfo.of(opening);
    }

    /** Whether fences within this are what its author meant to write. */
    boolean isMarkdown() {
        if (!MARKDOWN.matcher(opening).find()) {
            return false;
        }
        FenceInfo info = info();
        return info.knownLanguage()
                .or(() -> Optional.ofNullable(info.file()).flatMap(FenceInfo::languageOf))
                .filter(language -> language.name().equals("markdown"))
                .isPresent();
    }

    /** Whether a line within this looks as if it opened a block of its own. */
    boolean containsOpeningFence() {
        FenceLine outer = new FenceLine("", fence, "");
        return content.lines()
                .map(FenceLine::of)
                .anyMatch(line -> line != null
                        && line.opens()
                        && line.matches(outer)
                        && line.prefix().length() <= 3);
    }
}
