package io.codegeneration.generation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The languages that are known, and how a caller's words for one are understood.
 *
 * <p>Immutable, so safe for use by several threads. The table is read when this class is initialized; a
 * native image does that when it is built.
 */
public final class Languages {

    private static final String TABLE = "/languages.csv";
    private static final int MAX_SUGGESTIONS = 3;
    private static final Languages STANDARD =
            new Languages(CsvRow.read(TABLE).stream().map(Languages::language).toList());

    private final List<Language> all;
    /** Every word that means a language; each means exactly one. */
    private final Map<String, Language> byWord = new HashMap<>();

    private final Map<String, Language> byExtension = new HashMap<>();
    private final int longestWord;

    private Languages(List<Language> languages) {
        all = List.copyOf(languages);
        for (Language language : all) {
            words(language).forEach(word -> add(byWord, word, language));
            Stream.concat(Stream.of(language.extension()), language.aliases().stream())
                    .forEach(word -> add(byExtension, word, language));
        }
        longestWord = byWord.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /** The languages of the built-in table. */
    public static Languages standard() {
        return STANDARD;
    }

    /** All languages by ascending name. */
    public List<Language> all() {
        return all;
    }

    /**
     * The language that a text means: its name, display name, an alias or a file extension, in any case,
     * with or without one leading dot, between any white space.
     *
     * @param text anything of any length; null is no language
     */
    public Optional<Language> find(String text) {
        return lookUp(byWord, text);
    }

    /**
     * The language of files with an extension, be it the customary one or another that is listed as an
     * alias ({@code hpp}, {@code yml}); a name that is neither ({@code python}) is not an extension.
     *
     * @param extension in any case, with or without a leading dot; null is no extension
     */
    public Optional<Language> byExtension(String extension) {
        return lookUp(byExtension, extension);
    }

    /**
     * The names of the languages that an unknown word may have been meant for, the most likely first: those
     * with a name, display name, alias or extension that differs from it by about one typing error in three
     * characters.
     *
     * @param text any text; a text that is longer than all known names has no similar name
     * @return at most three names; empty if no name is similar
     */
    public List<String> suggestions(String text) {
        String typed = normalize(text);
        if (typed.isEmpty()) {
            return List.of();
        }
        record Near(Language language, int distance) {}
        return all.stream()
                .map(language -> new Near(language, distance(language, typed)))
                .filter(near -> near.distance() < Integer.MAX_VALUE)
                // The sort is stable: what is equally near stays in the order of the table.
                .sorted(Comparator.comparingInt(Near::distance)
                        .thenComparing(near -> near.language().name().charAt(0) != typed.charAt(0)))
                .limit(MAX_SUGGESTIONS)
                .map(near -> near.language().name())
                .toList();
    }

    private Optional<Language> lookUp(Map<String, Language> index, String text) {
        return Optional.ofNullable(index.get(normalize(text)));
    }

    /** Lower case, without surrounding white space and one leading dot; empty if it cannot be a name. */
    private String normalize(String text) {
        String stripped = text == null ? "" : text.strip();
        String bare = stripped.startsWith(".") ? stripped.substring(1) : stripped;
        // Bounded before anything that takes time or memory by the length: callers send what they like.
        return bare.length() > longestWord + tolerance(longestWord) ? "" : bare.toLowerCase(Locale.ROOT);
    }

    /** The smallest number of typing errors between a text and a word of a language; MAX_VALUE is too many. */
    private static int distance(Language language, String typed) {
        return words(language)
                .filter(word -> Math.abs(word.length() - typed.length()) <= tolerance(longer(word, typed)))
                .mapToInt(word -> {
                    int errors = typingErrors(word, typed);
                    return errors <= tolerance(longer(word, typed)) ? errors : Integer.MAX_VALUE;
                })
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static int longer(String a, String b) {
        return Math.max(a.length(), b.length());
    }

    /** How many typing errors still make a word of this length near: none in one or two characters. */
    private static int tolerance(int length) {
        return length / 3;
    }

    /**
     * The number of characters left out, added, replaced or swapped with their neighbour (optimal string
     * alignment distance).
     */
    private static int typingErrors(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static Stream<String> words(Language language) {
        return Stream.concat(
                Stream.of(language.name(), language.displayName().toLowerCase(Locale.ROOT), language.extension()),
                language.aliases().stream());
    }

    private static void add(Map<String, Language> index, String word, Language language) {
        Language other = index.putIfAbsent(word, language);
        if (other != null && other != language) {
            throw new IllegalStateException(
                    TABLE + ": '" + word + "' means both " + other.name() + " and " + language.name());
        }
    }

    private static Language language(CsvRow row) {
        String aliases = row.field("aliases");
        return new Language(
                row.field("name"),
                row.field("displayName"),
                aliases.isEmpty() ? List.of() : List.of(aliases.split(" ")),
                row.field("extension"),
                row.field("mediaType"));
    }
}
