package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of a reply with its language and its file name.
 *
 * @param info the info string of the block
 * @param file the file name as the model wrote it, or null
 */
record ReplyBlock(FencedBlock block, FenceInfo info, String file) {

    /** A line of a folder tree. */
    private static final Pattern BRANCH = Pattern.compile("[\\s│┃|]*(?:[├└┣┗╰]|\\|--|`--|\\+--).*");

    private static final int MAX_BRANCH = 300;

    /**
     * Finds the file name of a block: in its info string, otherwise in its first comment, otherwise in the line above it.
     *
     * @param above the lines between the previous block and this one
     */
    static ReplyBlock of(FencedBlock block, List<String> above) {
        FenceInfo info = block.info();
        String file = Optional.ofNullable(info.file())
                .or(() -> FileCaption.showsNoFile(info) ? Optional.empty() : FileComment.of(block.content(), info))
                .or(() -> caption(above).flatMap(line -> FileCaption.of(line, info)))
                .orElse(null);
        return new ReplyBlock(block, info, file);
    }

    /** Returns the block as that of a file. */
    ReplyBlock named(String name) {
        return new ReplyBlock(block, info, name);
    }

    /** Returns whether this block is in a language, by its info string or file name. */
    boolean isIn(Language language) {
        if (file != null && ProjectFiles.isDependencyList(file)) {
            return false;
        }
        return info.knownLanguage().filter(language::equals).isPresent()
                || file != null
                        && FenceInfo.languageOf(file).filter(language::equals).isPresent();
    }

    /** Returns whether this block has neither a language nor a file name. */
    boolean hasNoLabel() {
        return file == null && info.language() == null;
    }

    /** Returns whether this block shows the folders of a project. */
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
                        .allMatch(line -> line.length() <= MAX_BRANCH
                                && BRANCH.matcher(line).matches());
    }

    /** Returns the last line that is neither blank nor the underline of a heading. */
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

    /** Returns whether a line is blank, apart from quotation markers. */
    private static boolean blank(String line) {
        return line.chars().allMatch(c -> Character.isWhitespace(c) || c == '>');
    }
}
