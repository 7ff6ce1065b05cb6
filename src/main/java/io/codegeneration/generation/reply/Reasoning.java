package io.codegeneration.generation.reply;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a model thinks before it answers, where it writes that into its text: {@code <think>…</think>}, {@code
 * <thinking>}, {@code <reasoning>} at the beginning. It holds drafts, which are no code of the answer.
 *
 * <p>Reasoning that never ends is all there is. It may lack its opening tag, which some servers put into the prompt:
 * then a line that holds nothing but {@code </think>}, with no opening before it, ends it.
 */
public final class Reasoning {

    static final List<String> TAGS = List.of("think", "thinking", "reasoning");

    /** Length of the longest opening tag. */
    static final int LONGEST_TAG = "<reasoning>".length();

    private static final String UNOPENED = "think";
    private static final String QUOTES = "`'\"";
    private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}(```|~~~)");

    /** One after the other; more are not taken off, as each may be looked for in all of the text. */
    static final int MAX_SECTIONS = 4;

    private Reasoning() {}

    /** The text after the reasoning, or the text itself where there is none. Takes time linear in the text. */
    public static String strip(String text) {
        // Every tag is ASCII, and lower case must not change any position.
        String lower = lowerAscii(text);
        int from = 0;
        for (int section = 0; section < MAX_SECTIONS; section++) {
            from = end(lower, from);
        }
        return from == 0 ? text : text.substring(skipBlank(text, from));
    }

    /** Where the reasoning that begins here ends; {@code from} if there is none. */
    private static int end(String lower, int from) {
        int start = skipBlank(lower, from);
        for (String tag : TAGS) {
            if (lower.startsWith("<" + tag + ">", start)) {
                return closed(lower, "</" + tag + ">", start);
            }
        }
        // Some models leave out the opening tag, but only at the beginning.
        return from == 0 ? unopened(lower) : from;
    }

    /**
     * After the first closing tag that is not quoted: reasoning may speak of such tags, and so may the code behind it. All of
     * the text if there is none.
     */
    private static int closed(String lower, String close, int start) {
        int first = -1;
        for (int at = lower.indexOf(close, start); at >= 0; at = lower.indexOf(close, at + 1)) {
            int after = at + close.length();
            if (!quoted(lower, at, after)) {
                return after;
            }
            first = first < 0 ? after : first;
        }
        return first < 0 ? lower.length() : first;
    }

    static boolean quoted(CharSequence lower, int begin, int end) {
        return begin > 0 && QUOTES.indexOf(lower.charAt(begin - 1)) >= 0
                || end < lower.length() && QUOTES.indexOf(lower.charAt(end)) >= 0;
    }

    /** After a closing tag that stands alone on its line, outside of code, and has no opening one before it. */
    private static int unopened(String lower) {
        String close = "</" + UNOPENED + ">";
        int at = lower.indexOf(close);
        boolean ends = at >= 0 && beginsLine(lower, at) && endsLine(lower, at + close.length());
        if (!ends) {
            return 0;
        }
        String before = lower.substring(0, at);
        boolean withinCode = FENCE.matcher(before).results().count() % 2 == 1;
        return withinCode || before.contains("<" + UNOPENED + ">") ? 0 : at + close.length();
    }

    private static boolean beginsLine(String text, int at) {
        int before = at;
        while (before > 0 && (text.charAt(before - 1) == ' ' || text.charAt(before - 1) == '\t')) {
            before--;
        }
        return before == 0 || text.charAt(before - 1) == '\n' || text.charAt(before - 1) == '\r';
    }

    private static boolean endsLine(String text, int at) {
        int after = at;
        while (after < text.length() && (text.charAt(after) == ' ' || text.charAt(after) == '\t')) {
            after++;
        }
        return after == text.length() || text.charAt(after) == '\n' || text.charAt(after) == '\r';
    }

    /** Past white space, and a byte order mark. */
    static int skipBlank(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF')) {
            at++;
        }
        return at;
    }

    private static String lowerAscii(String text) {
        char[] lower = text.toCharArray();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] += 'a' - 'A';
            }
        }
        return new String(lower);
    }
}
