package io.codegeneration.generation.model;

import java.nio.charset.StandardCharsets;

/** How many tokens a text has. Every model counts in its own way, and none of them is asked. */
final class TokenEstimate {

    /** In code, most models need a token for three to four bytes. */
    private static final int BYTES = 3;

    /**
     * The published tokenizers end a token at the end of a word. Those of some models are not published, and may join words that
     * often stand together, but not more than two on the average of a long text.
     */
    private static final int WORDS = 2;

    private TokenEstimate() {}

    /** Returns about how many tokens a text has. It is more often too high than too low. */
    static long about(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length / BYTES;
    }

    /**
     * Returns a number of tokens that a long text has at least, whatever the model. Only words count. White space and punctuation
     * do not, because a long run of them can be one token. A word is made of letters and digits. It goes on after underscores and
     * apostrophes, and a sentence in a script without spaces is one word.
     */
    static long atLeast(String text) {
        long words = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            boolean begins = Character.isLetterOrDigit(point);
            words += begins && !within ? 1 : 0;
            within = begins || within && joins(point);
            i += Character.charCount(point);
        }
        return words / WORDS;
    }

    private static boolean joins(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.FORMAT,
                    Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> point == '\'';
        };
    }
}
