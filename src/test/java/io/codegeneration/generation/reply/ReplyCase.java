package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reply and the expected files, from a file under {@code replies}.
 *
 * <p>The header has {@code language:}, {@code instruction:}, any number of {@code file: <name>} and perhaps {@code
 * explanation:}; lines that begin with a bar follow as the content of the two latter. After {@code === reply ===} the
 * reply stands up to the end of the file less one newline. With {@code escapes: yes} a backslash in contents,
 * explanation and reply begins {@code \\}, {@code \r} or <code>&#92;uXXXX</code>.
 */
record ReplyCase(String name, String language, String instruction, ReplyReader.NamedFiles expected, String reply) {

    private static final String SEPARATOR = "=== reply ===\n";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:(\\\\)|(r)|u(\\p{XDigit}{4}))");

    /** Returns all cases, sorted by name. */
    static Stream<ReplyCase> all() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/replies"))) {
            return files.sorted().map(ReplyCase::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads another reply to the same request. */
    ReplyReader.NamedFiles read(String text) {
        Language asked = Languages.standard().find(language).orElseThrow();
        return new ReplyReader(asked, Slug.of(instruction)).read(text);
    }

    @Override
    public String toString() {
        return name;
    }

    private static ReplyCase read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int separator = text.indexOf(SEPARATOR);
        List<String> header = text.substring(0, separator).lines().toList();
        boolean escapes = header.contains("escapes: yes");
        String reply = text.substring(separator + SEPARATOR.length(), text.length() - 1);
        List<SourceFile> files = new ArrayList<>();
        String explanation = null;
        for (int i = 0; i < header.size(); i++) {
            String line = header.get(i);
            if (line.startsWith("file: ")) {
                files.add(new SourceFile(line.substring(6), plain(content(header, i + 1) + "\n", escapes)));
            } else if (line.equals("explanation:")) {
                explanation = plain(content(header, i + 1), escapes);
            }
        }
        return new ReplyCase(
                file.getFileName().toString().replace(".md", ""),
                value(header, "language: "),
                value(header, "instruction: "),
                new ReplyReader.NamedFiles(files, explanation),
                plain(reply, escapes));
    }

    private static String value(List<String> header, String field) {
        return header.stream()
                .filter(line -> line.startsWith(field))
                .findFirst()
                .orElseThrow()
                .substring(field.length());
    }

    private static String content(List<String> header, int from) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < header.size() && header.get(i).startsWith("|"); i++) {
            lines.add(header.get(i).replaceFirst("^\\| ?", ""));
        }
        return String.join("\n", lines);
    }

    private static String plain(String text, boolean escapes) {
        return escapes ? ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(character(match))) : text;
    }

    private static String character(MatchResult escape) {
        if (escape.group(3) != null) {
            return String.valueOf((char) Integer.parseInt(escape.group(3), 16));
        }
        return escape.group(1) != null ? "\\" : "\r";
    }
}
