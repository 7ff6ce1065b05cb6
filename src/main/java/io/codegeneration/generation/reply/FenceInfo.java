package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the line that opens a fenced block says: {@code python}, {@code python main.py}, {@code python
 * title="main.py"}, {@code main.py}, {@code python:src/main.py}.
 *
 * @param language the language named, or null
 * @param file the file named as the model wrote it, or null
 */
record FenceInfo(String language, String file) {

    /** More of the line than this is never looked at. */
    private static final int MAX_LENGTH = 500;

    private static final Pattern ATTRIBUTE = Pattern.compile(
            "(?i)\\b(title|file|filename|name|path)\\s*[=:]\\s*" + "(?:\"([^\"]+)\"|'([^']+)'|([^\\s\"'{},;]+))");

    /** An extension has a letter at its start: {@code 3.12} is a version. */
    private static final Pattern FILE = Pattern.compile(
            "(?!\\S*://)[^\\s\"'{}<>|*?=]*[^\\s\"'{}<>|*?=./]" + "\\.[0-9]?[A-Za-z][A-Za-z0-9_+-]{0,11}");

    private static final Pattern BARE_FILE =
            Pattern.compile("(?i)(?:\\S*/)?(?:dockerfile|containerfile|makefile|gemfile"
                    + "|rakefile|procfile|pipfile|jenkinsfile|vagrantfile|license|readme)");

    /** No word for a language, nor a known one with what people put around it, is longer. */
    private static final int LONGEST_WORD = 60;

    /** What stands around a name: brackets only in pairs, since {@code [slug].tsx} is a name. */
    private static final Pattern AROUND = Pattern.compile("^[`\"']+|[`\"',;:.]+$");

    /** Where the block stands in a file, as some models write before its name: {@code 12:40:src/main.py}. */
    private static final Pattern RANGE = Pattern.compile("^\\d+:\\d+:(?=\\S)");

    /** What people put around the name of a language: {@code language-python}, {@code python3.12}. */
    private static final Pattern TRIMMINGS = Pattern.compile("(?i)^lang(?:uage)?-|(?<=\\p{L})-?\\d+(?:\\.\\d+)*$");

    static FenceInfo of(String info) {
        String text = info == null
                ? ""
                : info.substring(0, Math.min(info.length(), MAX_LENGTH)).strip();
        text = RANGE.matcher(text).replaceFirst("");
        boolean braced = text.startsWith("{");
        if (braced) {
            text = text.substring(1).strip();
        }
        String first = text.split("[\\s{},;]", 2)[0];
        String rest = text.substring(first.length());
        Optional<String> attribute = attribute(text);
        String language = beforeSeparator(first);
        if (language != null) {
            String after = first.substring(language.length() + 1);
            return new FenceInfo(
                    language,
                    attribute.or(() -> file(after)).or(() -> file(rest)).orElse(null));
        }
        if (!isLanguage(first) && looksLikeFile(first) && attribute.isEmpty()) {
            return new FenceInfo(null, first);
        }
        boolean named = !first.isEmpty() && !ATTRIBUTE.matcher(text).lookingAt() && !first.contains("=");
        return new FenceInfo(
                named && (!braced || isLanguage(first)) ? first : null,
                attribute.or(() -> file(rest)).orElse(null));
    }

    /** The language that is named, if it is one of those known. */
    Optional<Language> knownLanguage() {
        return find(language);
    }

    /** The language of files with such a name. */
    static Optional<Language> languageOf(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? find(name) : Languages.standard().byExtension(name.substring(dot));
    }

    /** The language in {@code python:main.py} or {@code python=}, or null. */
    private static String beforeSeparator(String word) {
        for (int i = 1; i < Math.min(word.length(), LONGEST_WORD); i++) {
            if ((word.charAt(i) == ':' || word.charAt(i) == '=') && isLanguage(word.substring(0, i))) {
                return word.substring(0, i);
            }
        }
        return null;
    }

    /** What an attribute names; a title may be any words, so that only a file among them counts. */
    private static Optional<String> attribute(String text) {
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (attribute.find()) {
            String value = Stream.of(attribute.group(2), attribute.group(3), attribute.group(4))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
            boolean file = attribute.group(1).toLowerCase(Locale.ROOT).startsWith("file");
            Optional<String> named = file || looksLikeTemplate(value) ? Optional.of(value) : file(value);
            if (named.isPresent()) {
                return named;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> file(String words) {
        for (String word : words.strip().split("\\s+")) {
            String bare = FileComment.unquoted(AROUND.matcher(word).replaceAll(""));
            if (looksLikeFile(bare)) {
                return Optional.of(bare);
            }
        }
        return Optional.empty();
    }

    private static boolean isLanguage(String word) {
        return find(word).isPresent();
    }

    private static Optional<Language> find(String word) {
        if (word == null || word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        return Languages.standard().find(word).or(() -> Languages.standard()
                .find(TRIMMINGS.matcher(word).replaceAll("")));
    }

    /** Whether a word is the name of a file, in which braces may stand: {@code {{slug}}/main.py}. */
    static boolean looksLikeTemplate(String word) {
        return looksLikeFile(word.replace('{', '_').replace('}', '_'));
    }

    /** Whether a word is the name of a file rather than a version, a pattern or an address. */
    static boolean looksLikeFile(String word) {
        return FILE.matcher(word).matches()
                || BARE_FILE.matcher(word).matches()
                || ProjectFiles.isProjectFile(word) && word.chars().noneMatch(Character::isWhitespace);
    }
}
