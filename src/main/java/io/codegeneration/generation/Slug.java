package io.codegeneration.generation;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A short name made from an instruction: {@code implement binary search} becomes {@code implement_binary_search}.
 *
 * @param value 1 to 60 characters of {@code [a-z0-9_]}
 */
public record Slug(String value) {

    private static final int MAX_LENGTH = 60;

    /** More of an instruction than this never reaches the name. */
    private static final int LOOKED_AT = 400;

    private static final String NAMELESS = "code";
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");

    /** Names that Windows reserves for devices, with any extension. */
    private static final Pattern RESERVED = Pattern.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]");

    private static final Pattern FORM = Pattern.compile("[a-z0-9_]{1," + MAX_LENGTH + "}");

    public Slug {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a slug");
        }
    }

    /**
     * Returns the slug of any text. It is cut between words if it is too long, and {@code code} if no letter is left. It can
     * name a file on every file system.
     */
    public static Slug of(String text) {
        String start = text.substring(0, Math.min(text.length(), LOOKED_AT));
        String plain =
                MARKS.matcher(Normalizer.normalize(start, Normalizer.Form.NFKD)).replaceAll("");
        String words = trim(OTHERS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("_"));
        if (words.length() > MAX_LENGTH) {
            int lastWhole = words.lastIndexOf('_', MAX_LENGTH);
            words = trim(words.substring(0, lastWhole > 0 ? lastWhole : MAX_LENGTH));
        }
        if (RESERVED.matcher(words).matches()) {
            return new Slug(words + "_" + NAMELESS);
        }
        return new Slug(words.isEmpty() ? NAMELESS : words);
    }

    private static String trim(String words) {
        int from = words.startsWith("_") ? 1 : 0;
        int to = words.length() > from && words.endsWith("_") ? words.length() - 1 : words.length();
        return words.substring(from, to);
    }
}
