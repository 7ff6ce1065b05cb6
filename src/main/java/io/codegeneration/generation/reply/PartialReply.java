package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Slug;

/**
 * A reply that broke off.
 *
 * @param language the requested language
 * @param text the text that had arrived
 */
public record PartialReply(Language language, String text) {

    /** What may stand before the first letter of a line: blanks and the marks of headings, lists, quotes and emphasis. */
    private static final String LEADING = " \t\u000B\f\r*_#>-";

    private static final String WHITESPACE = " \t\u000B\f\r";

    /** What prose does not hold. A parenthesis after whitespace is prose. */
    private static final String CODE = "{}[]=;<>";

    private static final Slug ANY_NAME = Slug.of("code");

    /**
     * Returns how many bytes of code the text holds. A complete reply without a fence is code; one that broke off may have
     * ended in the sentence before its first fence, so prose alone is not code here.
     */
    public long codeBytes() {
        boolean prose = text.lines().filter(line -> !line.isBlank()).allMatch(PartialReply::isProse);
        return prose ? 0 : new ReplyReader(language, ANY_NAME).find(text).bytes();
    }

    /** Returns whether a line, whole or not, begins as a sentence does and holds nothing that code is made of. */
    private static boolean isProse(String line) {
        int start = 0;
        while (start < line.length() && LEADING.indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        if (start == line.length() || !beginsSentence(line.codePointAt(start))) {
            return false;
        }
        int second = line.offsetByCodePoints(start, 1);
        return second == line.length()
                || continuesWord(line.codePointAt(second)) && isFreeOfCode(line, line.offsetByCodePoints(second, 1));
    }

    private static boolean beginsSentence(int letter) {
        return Character.getType(letter) == Character.UPPERCASE_LETTER
                || Character.getType(letter) == Character.OTHER_LETTER;
    }

    private static boolean continuesWord(int letter) {
        return Character.getType(letter) == Character.LOWERCASE_LETTER
                || Character.getType(letter) == Character.OTHER_LETTER
                || letter == '\''
                || letter == '\u2019'
                || letter == ' ';
    }

    private static boolean isFreeOfCode(String line, int from) {
        boolean open = false;
        for (int i = from; i < line.length(); i++) {
            char next = line.charAt(i);
            boolean opens = next == '(' && WHITESPACE.indexOf(line.charAt(i - 1)) >= 0;
            boolean closes = next == ')' && open;
            if (CODE.indexOf(next) >= 0 || next == '(' && !opens || next == ')' && !closes) {
                return false;
            }
            open = opens || open && !closes;
        }
        return true;
    }
}
