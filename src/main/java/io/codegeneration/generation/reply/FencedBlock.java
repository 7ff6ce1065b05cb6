package io.codegeneration.generation.reply;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fenced block of a reply.
 *
 * @param opening the text after the fence in the opening line
 * @param content the lines of the block, each with a newline at its end
 * @param fence the fence in the opening line
 * @param first the index of the opening line
 * @param last the index of the last line
 * @param closed whether the last line closes the block
 */
record FencedBlock(String opening, String content, String fence, int first, int last, boolean closed) {

    /** A part of every name and file extension of Markdown. */
    private static final Pattern MARKDOWN = Pattern.compile("(?i)md|mkd|markdown");

    /** Parses the info string at each call. */
    FenceInfo info() {
        return FenceInfo.of(opening);
    }

    /** Returns whether this is Markdown, which may contain fences. */
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

    /** Returns whether a line in this block looks like the opening line of another block. */
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
