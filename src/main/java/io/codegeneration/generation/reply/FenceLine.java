package io.codegeneration.generation.reply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line with a fence, which can open or close a fenced block.
 *
 * @param prefix the text before the fence: indentation, quotation and list markers
 * @param fence three or more backticks or tildes
 * @param info the text after the fence, stripped
 */
record FenceLine(String prefix, String fence, String info) {

    /** The rest of a longer line is ignored. */
    private static final int MAX_LENGTH = 1_000;

    private static final Pattern FORM =
            Pattern.compile("((?:[ \\t>]|[-*+][ \\t]|\\d{1,9}[.)][ \\t]){0,80}+)(`{3,}+|~{3,}+)(.*)", Pattern.DOTALL);

    /** An info string: the name of a language or file, or attributes in braces. */
    private static final Pattern INFO = Pattern.compile("(?:[A-Za-z.][\\w.+#/-]*|\\{[^}]*}).*", Pattern.DOTALL);

    /** Returns the fence in a line, or null. */
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

    /** Returns whether this line can close a block: nothing follows the fence, and no list item begins here. */
    boolean closes() {
        return info.isEmpty() && prefix.chars().noneMatch(c -> c > '>' || c >= '(' && c <= '9');
    }

    /** Returns whether this line can only open a block. */
    boolean opens() {
        return INFO.matcher(info).matches();
    }

    /** Returns whether the kind and length of this fence allow it to close a block that {@code outer} opened. */
    boolean matches(FenceLine outer) {
        return fence.charAt(0) == outer.fence.charAt(0) && fence.length() >= outer.fence.length();
    }

    /** Returns this line without its prefix. */
    String unindented() {
        return fence + info;
    }

    /** Returns this line with a fence of the given length. */
    String withFenceLength(int length) {
        return prefix + fence.substring(0, 1).repeat(length) + info;
    }
}
