package io.codegeneration.generation.reply;

import java.util.List;
import java.util.Locale;

/**
 * What a model thinks before it answers, where it writes that into its text: {@code <think>…</think>}, {@code
 * <thinking>}, {@code <reasoning>} at the beginning. It holds drafts, which are no code of the answer.
 *
 * <p>Reasoning that never ends is all there is. It may lack its opening tag, which some servers put into the prompt:
 * then a line that holds nothing but {@code </think>}, with no opening before it, ends it.
 */
public final class Reasoning {

    private static final List<String> TAGS = List.of("think", "thinking", "reasoning");
    private static final String UNOPENED = "think";

    /** One after the other; more are not taken off, as each may be looked for in all of the text. */
    private static final int MAX_SECTIONS = 4;

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
                return closed(lower, tag, start);
            }
        }
        return unopened(lower, from);
    }

    /** After the closing tag that belongs to the opening one; reasoning may speak of such tags, too. */
    private static int closed(String lower, String tag, int start) {
        String open = "<" + tag + ">";
        String close = "</" + tag + ">";
        int depth = 0;
        int first = -1;
        int lineEnd = -1;
        int nextOpen = start;
        int nextClose = lower.indexOf(close, start);
        while (nextClose >= 0) {
            while (nextOpen >= 0 && nextOpen < nextClose) {
                depth++;
                nextOpen = lower.indexOf(open, nextOpen + open.length());
            }
            int after = nextClose + close.length();
            if (--depth == 0) {
                return after;
            }
            first = first < 0 ? after : first;
            lineEnd = lineEnd < 0 && endsLine(lower, after) ? after : lineEnd;
            nextClose = lower.indexOf(close, after);
        }
        if (first < 0) {
            return lower.length();
        }
        return lineEnd < 0 ? first : lineEnd;
    }

    private static int unopened(String lower, int from) {
        String close = "</" + UNOPENED + ">";
        int at = lower.indexOf(close, from);
        boolean ends = at >= 0
                && beginsLine(lower, at)
                && endsLine(lower, at + close.length())
                && !lower.substring(from, at).contains("<" + UNOPENED + ">");
        return ends ? at + close.length() : from;
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
    private static int skipBlank(String text, int from) {
        int at = from;
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF')) {
            at++;
        }
        return at;
    }

    private static String lowerAscii(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() == text.length() ? lower : text;
    }
}
