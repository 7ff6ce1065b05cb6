package io.codegeneration.generation.reply;

import java.util.Locale;

/**
 * Takes reasoning off a reply that arrives in pieces, by the rules of {@link Reasoning} as far as the text so far allows it.
 * What it returns is well-formed: a character whose second half has not arrived yet is held back. Takes time linear in the
 * text. Not thread-safe.
 *
 * <p>Reasoning without an opening tag is only known at its end, so it is not taken off.
 */
public final class ReasoningFilter {

    private static final char REPLACEMENT = '?';

    private enum Position {
        /** Nothing but white space, or the beginning of a tag. */
        BEGINNING,
        REASONING,
        TEXT
    }

    private final StringBuilder pending = new StringBuilder();
    private Position state = Position.BEGINNING;
    private String close = "";
    private int sections;

    /** Index in {@link #pending} before which no closing tag begins. */
    private int searched;

    private char half;

    /** Returns the text that the next piece adds; may be empty. */
    public String next(String piece) {
        String whole = wholeCharacters(piece);
        if (state == Position.TEXT) {
            return whole;
        }
        pending.append(whole);
        while (state != Position.TEXT && advance()) {
            // Each step consumes a section of reasoning or finds the text.
        }
        if (state != Position.TEXT) {
            return "";
        }
        String text = pending.toString();
        pending.setLength(0);
        return text;
    }

    private boolean advance() {
        return state == Position.BEGINNING ? begin() : leaveReasoning();
    }

    /** Decides what the text begins with; false if that is not known yet. */
    private boolean begin() {
        int start = Reasoning.skipBlank(pending, 0);
        String rest = pending.substring(start, Math.min(pending.length(), start + Reasoning.LONGEST_TAG))
                .toLowerCase(Locale.ROOT);
        boolean undecided = false;
        for (String tag : Reasoning.TAGS) {
            String open = "<" + tag + ">";
            if (sections < Reasoning.MAX_SECTIONS && rest.startsWith(open)) {
                pending.delete(0, start + open.length());
                close = "</" + tag + ">";
                sections++;
                searched = 0;
                state = Position.REASONING;
                return true;
            }
            undecided |= open.startsWith(rest);
        }
        if (undecided && (sections < Reasoning.MAX_SECTIONS || rest.isEmpty())) {
            return false;
        }
        if (sections > 0) {
            pending.delete(0, start);
        }
        state = Position.TEXT;
        return true;
    }

    /** Looks for the end of the reasoning; false if it has not arrived yet. */
    private boolean leaveReasoning() {
        while (true) {
            int at = indexOfClose();
            if (at < 0) {
                // The tag may be divided, and its neighbours tell whether it is quoted.
                int rest = Math.max(0, pending.length() - close.length());
                pending.delete(0, Math.max(0, rest - 1));
                searched = Math.min(1, rest);
                return false;
            }
            int after = at + close.length();
            if (after == pending.length()) {
                pending.delete(0, Math.max(0, at - 1));
                searched = Math.min(1, at);
                return false;
            }
            if (!Reasoning.quoted(pending, at, after)) {
                pending.delete(0, after);
                state = Position.BEGINNING;
                return true;
            }
            searched = at + 1;
        }
    }

    private int indexOfClose() {
        for (int at = pending.indexOf("<", searched); at >= 0; at = pending.indexOf("<", at + 1)) {
            int end = at + close.length();
            if (end > pending.length()) {
                return -1;
            }
            if (pending.substring(at, end).equalsIgnoreCase(close)) {
                return at;
            }
        }
        return -1;
    }

    private String wholeCharacters(String piece) {
        StringBuilder whole = new StringBuilder(piece.length() + 1);
        for (int i = 0; i < piece.length(); i++) {
            char next = piece.charAt(i);
            if (half != 0) {
                boolean pair = Character.isLowSurrogate(next);
                whole.append(pair ? half : REPLACEMENT);
                half = 0;
                if (pair) {
                    whole.append(next);
                    continue;
                }
            }
            if (Character.isHighSurrogate(next)) {
                half = next;
            } else {
                whole.append(Character.isLowSurrogate(next) ? REPLACEMENT : next);
            }
        }
        return whole.toString();
    }
}
