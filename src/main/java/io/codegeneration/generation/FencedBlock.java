package io.codegeneration.generation;

import java.util.Arrays;
import java.util.Optional;

/**
 * A fenced block of a reply.
 *
 * @param info what its opening line says
 * @param file the name that its opening line or its first comment gives it, or null
 * @param content what stands in it, every line ended by a newline
 * @param fence the characters that open it
 * @param first the index of the line that opens it
 * @param last the index of its last line
 * @param closed whether that line closes it
 */
record FencedBlock(FenceInfo info, String file, String content, String fence, int first, int last, boolean closed) {

    static FencedBlock of(String opening, String content, String fence, int first, int last, boolean closed) {
        FenceInfo info = FenceInfo.of(opening);
        String file = Optional.ofNullable(info.file())
                .or(() -> FileComment.of(content, info))
                .orElse(null);
        return new FencedBlock(info, file, content, fence, first, last, closed);
    }

    /** Whether this is in the language, or does not say in which it is. */
    boolean speaks(Language language) {
        return info.language() == null || info.known().filter(language::equals).isPresent();
    }

    /** Whether this may be the main file: a name such as {@code README.md} tells the language, too. */
    boolean leads(Language language) {
        if (info.language() != null || file == null) {
            return speaks(language);
        }
        return FenceInfo.languageOf(file).filter(language::equals).isPresent();
    }

    /** Whether fences within this are what its author meant to write. */
    boolean markdown() {
        return info.known()
                .or(() -> Optional.ofNullable(info.file()).flatMap(FenceInfo::languageOf))
                .filter(language -> language.name().equals("markdown"))
                .isPresent();
    }

    /** Whether a line within this looks as if it opened a block of its own. */
    boolean holdsOpening() {
        FenceLine outer = new FenceLine("", fence, "");
        return Arrays.stream(content.split("\n"))
                .map(FenceLine::of)
                .anyMatch(line -> line != null
                        && line.opens()
                        && line.meets(outer)
                        && line.prefix().length() <= 3);
    }
}
