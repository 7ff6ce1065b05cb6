package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of a reply and what it says about itself.
 *
 * @param info its opening line
 * @param file the file that it names as the model wrote it, or null
 */
record ReplyBlock(FencedBlock block, FenceInfo info, String file) {

    /** A line of a drawing of folders. */
    private static final Pattern BRANCH = Pattern.compile("[\\s│┃|]*(?:[├└┣┗╰]|\\|--|`--|\\+--).*");

    private static final int LONGEST_BRANCH = 300;

    /**
     * Reads what names a block: its opening line, else its first comment, else the line above it.
     *
     * @param above the lines since the block before
     */
    static ReplyBlock of(FencedBlock block, List<String> above) {
        FenceInfo info = block.info();
        String file = Optional.ofNullable(info.file())
                .or(() -> FileCaption.showsNoFile(info) ? Optional.empty() : FileComment.of(block.content(), info))
                .or(() -> caption(above).flatMap(line -> FileCaption.of(line, info)))
                .orElse(null);
        return new ReplyBlock(block, info, file);
    }

    /** Whether this is in a language, as it says itself or as its name says. */
    boolean isIn(Language language) {
        if (file != null && ProjectFiles.isDependencyList(file)) {
            return false;
        }
        return info.knownLanguage().filter(language::equals).isPresent()
                || file != null
                        && FenceInfo.languageOf(file).filter(language::equals).isPresent();
    }

    /** Whether this says nothing about itself. */
    boolean hasNoLabel() {
        return file == null && info.language() == null;
    }

    /** Whether this shows the folders of a project. */
    boolean isFolderTree() {
        List<String> lines = hasNoLabel()
                ? block.content()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .skip(1)
                        .toList()
                : List.of();
        return !lines.isEmpty()
                && lines.stream()
                        .allMatch(line -> line.length() <= LONGEST_BRANCH
                                && BRANCH.matcher(line).matches());
    }

    /** The last line that is neither blank nor the underline of a heading. */
    private static Optional<String> caption(List<String> above) {
        boolean underlined = false;
        for (int line = above.size() - 1; line >= 0; line--) {
            String text = above.get(line);
            if (!underlined && FileCaption.isUnderline(text)) {
                underlined = true;
            } else if (underlined || !blank(text)) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** A quotation goes on over blank lines, too. */
    private static boolean blank(String line) {
        return line.chars().allMatch(c -> Character.isWhitespace(c) || c == '>');
    }
}
