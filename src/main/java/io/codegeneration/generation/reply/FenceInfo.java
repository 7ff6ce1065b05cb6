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
 * The info string of a fenced block: {@code python}, {@code python main.py}, {@code python title="main.py"}, {@code
 * main.py}, {@code python:src/main.py}.
 *
 * @param language the language as the model wrote it, or null
 * @param file the file name as the model wrote it, or null
 */
record FenceInfo(String language, String file) {

    /** The rest of a longer line is ignored. */
    private static final int MAX_LENGTH = 500;

    private static final Pattern ATTRIBUTE = Pattern.compile(
            "(?i)\\b(title|file|filename|name|path)\\s*[=:]\\s*" + "(?:\"([^\"]+)\"|'([^']+)'|([^\\s\"'{},;]+))");

    /** The extension must begin with a letter, because {@code 3.12} is a version. */
    private static final Pattern FILE = Pattern.compile(
            "(?!\\S*://)[^\\s\"'{}<>|*?=]*[^\\s\"'{}<>|*?=./]" + "\\.[0-9]?[A-Za-z][A-Za-z0-9_+-]{0,11}");

    private static final Pattern BARE_FILE =
            Pattern.compile("(?i)(?:\\S*/)?(?:dockerfile|containerfile|makefile|gemfile"
                    + "|rakefile|procfile|pipfile|jenkinsfile|vagrantfile|license|readme)");

    /** Longer words are not names of languages. */
    private static final int MAX_WORD = 60;

    /** Characters around a name. Brackets are not among them, because {@code [slug].tsx} is a name. */
    private static final Pattern PUNCTUATION = Pattern.compile("^[`\"']+|[`\"',;:.]+$");

    /** A range of lines before the file name, which some models write: {@code 12:40:src/main.py}. */
    private static final Pattern RANGE = Pattern.compile("^\\d+:\\d+:(?=\\S)");

    /** Additions to the name of a language: {@code language-python}, {@code python3.12}. */
    private static final Pattern PREFIX_OR_VERSION =
            Pattern.compile("(?i)^lang(?:uage)?-|(?<=\\p{L})-?\\d+(?:\\.\\d+)*$");

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

    /** Returns the language if it is a known one. */
    Optional<Language> knownLanguage() {
        return find(language);
    }

    /** Returns the language of a file by its name. */
    static Optional<Language> languageOf(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? find(name) : Languages.standard().byExtension(name.substring(dot));
    }

    /** Returns the language in {@code python:main.py} or {@code python=}, or null. */
    private static String beforeSeparator(String word) {
        for (int i = 1; i < Math.min(word.length(), MAX_WORD); i++) {
            if ((word.charAt(i) == ':' || word.charAt(i) == '=') && isLanguage(word.substring(0, i))) {
                return word.substring(0, i);
            }
        }
        return null;
    }

    /** Returns the file name in an attribute. A title may have other words, too. */
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
            String bare = FileComment.unquoted(PUNCTUATION.matcher(word).replaceAll(""));
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
        if (word == null || word.length() > MAX_WORD) {
            return Optional.empty();
        }
        return Languages.standard().find(word).or(() -> Languages.standard()
                .find(PREFIX_OR_VERSION.matcher(word).replaceAll("")));
    }

    /** Returns whether a word is a file name, which may contain braces: {@code {{slug}}/main.py}. */
    static boolean looksLikeTemplate(String word) {
        return looksLikeFile(word.replace('{', '_').replace('}', '_'));
    }

    /** Returns whether a word is a file name, and not a version, a pattern or a URL. */
    static boolean looksLikeFile(String word) {
        return FILE.matcher(word).matches()
                || BARE_FILE.matcher(word).matches()
                || ProjectFiles.isProjectFile(word) && word.chars().noneMatch(Character::isWhitespace);
    }
}
