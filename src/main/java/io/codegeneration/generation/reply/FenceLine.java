package io.codegeneration.generation.reply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that opens or closes a fenced block where it stands at the right place.
 *
 * @param prefix what stands before the fence: indentation, quotation and list markers
 * @param fence three or more backticks or tildes
 * @param info what follows, without white space around it
 */
record FenceLine(String prefix, String fence, String info) {

    /** More of a line than this is never looked at; whoever indents a fence further does not mean one. */
    private static final int MAX_LENGTH = 1_000;

    private static final Pattern FORM =
            Pattern.compile("((?:[ \\t>]|[-*+][ \\t]|\\d{1,9}[.)][ \\t]){0,80}+)(`{3,}+|~{3,}+)(.*)", Pattern.DOTALL);

    /** A word of a language or a file, or attributes in braces: no sentence and no code begins like this. */
    private static final Pattern INFO = Pattern.compile("(?:[A-Za-z.][\\w.+#/-]*|\\{[^}]*}).*", Pattern.DOTALL);

    /** The fence in a line, or null. */
    static FenceLine of(String line) {
        if (!line.contains("```") && !line.contains("~~~")) {
            return null;
        }
        Matcher form = FORM.matcher(line.substring(0, Math.min(line.length(), MAX_LENGTH)));
        if (!form.matches() || form.group(2).startsWith("`") && form.group(3).contains("`")) {
            return null;
        }
        return new FenceLine(form.group(1), form.group(2), form.group(3).strip());
    }

    /** Whether this can close a block: nothing follows, and no list item begins here. */
    boolean closes() {
        return info.isEmpty() && prefix.chars().noneMatch(c -> c > '>' || c >= '(' && c <= '9');
    }

    /** Whether this opens a block and closes none. */
    boolean opens() {
        return INFO.matcher(info).matches();
    }

    /** Whether this could close a block that {@code outer} opened, by kind and length of the fence. */
    boolean matches(FenceLine outer) {
        return fence.charAt(0) == outer.fence.charAt(0) && fence.length() >= outer.fence.length();
    }

    /** This line at the margin. */
    String unindented() {
        return fence + info;
    }

    /** This line with a fence of another length. */
    String widened(int length) {
        return prefix + fence.substring(0, 1).repeat(length) + info;
    }
}
