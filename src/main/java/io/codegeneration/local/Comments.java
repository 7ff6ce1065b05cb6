package io.codegeneration.local;

import io.codegeneration.generation.CsvRow;
import io.codegeneration.generation.Language;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Comments in every language that has them. They stand at the end of a file, where nothing depends on them. Immutable. */
final class Comments {

    /** Assemblers take different characters for a comment; that of a file {@code .s} takes this form for every processor. */
    private static final Pattern GNU_ASSEMBLY = Pattern.compile("(?i).*\\.s");

    private final List<CsvRow> rows = CsvRow.read("/samples/comments.csv");

    /**
     * Returns a file's content with a comment at its end.
     *
     * @param text letters, digits, spaces and full stops only, because anything else may end a comment
     * @return empty if the language has no comments
     */
    Optional<String> added(String name, String content, Language language, String text) {
        return comment(name, content, language, text).map(comment -> {
            String newline = content.contains("\r\n") ? "\r\n" : "\n";
            boolean ended = content.isEmpty() || content.endsWith("\n");
            return content + (ended ? "" : newline) + comment.replace("\n", newline) + newline;
        });
    }

    private Optional<String> comment(String name, String content, Language language, String text) {
        if (language.name().equals("markdown")) {
            return Optional.of("\n" + text);
        }
        if (language.name().equals("assembly") && GNU_ASSEMBLY.matcher(name).matches()) {
            return Optional.of("/* " + text + " */");
        }
        if (language.name().equals("php") && content.lastIndexOf("?>") > content.lastIndexOf("<?")) {
            return Optional.of("<?php // " + text + " ?>");
        }
        return rows.stream()
                .filter(row -> row.field("language").equals(language.name()))
                .filter(row -> !row.field("before").isEmpty())
                .map(row -> row.field("before") + " " + text + row.field("after"))
                .findFirst();
    }
}
