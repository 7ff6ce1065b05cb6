package io.codegeneration.generation.reply;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes the reasoning that some models write at the beginning of a reply: {@code <think>…</think>}, {@code <thinking>},
 * {@code <reasoning>}. It may contain drafts of the code, which must not be read.
 *
 * <p>Reasoning without an end is the whole reply. The opening tag may be missing, because some servers put it into the
 * prompt. In that case, the reasoning ends at a line that contains only {@code </think>}.
 */
public final class Reasoning {

    static final List<String> TAGS = List.of("think", "thinking", "reasoning");

    /** Length of the longest opening tag. */
    static final int LONGEST_TAG = "<reasoning>".length();

    private static final String UNOPENED = "think";
    private static final String QUOTES = "`'\"";
    private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}(```|~~~)");

    /** Maximum number of consecutive sections, because finding the end of each can take a search through the whole text. */
    static final int MAX_SECTIONS = 4;

    private Reasoning() {}

    /** Returns the text after the reasoning, or the whole text if there is none. Takes time linear in its length. */
    public static String strip(String text) {
        // The tags are ASCII. Full lower-casing could change the length of the text.
        String lower = lowerAscii(text);
        int from = 0;
        for (int section = 0; section < MAX_SECTIONS; section++) {
            from = end(lower, from);
        }
        return from == 0 ? text : text.substring(skipBlank(text, from));
    }

    /** Returns the end of the reasoning that begins here; {@code from} if there is none. */
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
     * Returns the position after the first closing tag that is not in quotation marks, because reasoning and code may mention
     * such tags. Without a closing tag, returns the end of the text.
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

    /** Returns the position after a closing tag without an opening one, alone on its line and outside of code; otherwise 0. */
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

    /** Skips white space and byte order marks. */
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
