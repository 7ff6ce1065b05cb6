package io.codegeneration.generation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the line that opens a fenced block says: {@code python}, {@code python main.py}, {@code python
 * title="main.py"}, {@code main.py}, {@code python:src/main.py}.
 *
 * @param language the language named, or null
 * @param file the file named as the model wrote it, or null
 */
record FenceInfo(String language, String file) {

    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?i)\\b(?:title|file|filename|name|path)\\s*[=:]\\s*(?:\"([^\"]+)\"|'([^']+)'|(\\S+))");
    private static final Pattern FILE = Pattern.compile("[^\\s\"'{}<>|*?]*[^\\s\"'{}<>|*?./]\\.[A-Za-z0-9_+-]{1,12}");
    private static final Pattern BARE_FILE = Pattern.compile(
            "(?i)(?:\\S*/)?(?:dockerfile|makefile|gemfile|rakefile|procfile|jenkinsfile|cmakelists\\.txt)");

    static FenceInfo of(String info) {
        String text = info == null ? "" : info.strip();
        if (text.isEmpty()) {
            return new FenceInfo(null, null);
        }
        String first = text.split("[\\s{]", 2)[0];
        String rest = text.substring(first.length());
        Optional<String> attribute = attribute(text);
        int colon = first.indexOf(':');
        if (colon > 0 && known(first.substring(0, colon)) && looksLikeFile(first.substring(colon + 1))) {
            return new FenceInfo(first.substring(0, colon), first.substring(colon + 1));
        }
        if (!known(first) && looksLikeFile(first)) {
            return new FenceInfo(null, first);
        }
        String language = first.isEmpty() || first.contains("=") ? null : first;
        return new FenceInfo(language, attribute.or(() -> file(rest)).orElse(null));
    }

    private static Optional<String> attribute(String text) {
        Matcher attribute = ATTRIBUTE.matcher(text);
        if (!attribute.find()) {
            return Optional.empty();
        }
        for (int group = 1; group <= attribute.groupCount(); group++) {
            if (attribute.group(group) != null) {
                return Optional.of(attribute.group(group));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> file(String words) {
        for (String word : words.strip().split("\\s+")) {
            String bare = word.replaceAll("^[(\\[`\"']+|[)\\]`\"',;:]+$", "");
            if (looksLikeFile(bare)) {
                return Optional.of(bare);
            }
        }
        return Optional.empty();
    }

    private static boolean known(String word) {
        return Languages.standard().find(word).isPresent();
    }

    private static boolean looksLikeFile(String word) {
        return FILE.matcher(word).matches() || BARE_FILE.matcher(word).matches();
    }
}
