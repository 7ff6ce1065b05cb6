package io.codegeneration.aws;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * A request that is run through before the first real one, from the event to the answer, so that nothing is done for the
 * first time while a caller waits. Its instruction bears a mark that nobody else knows: what is about to leave the program
 * with that mark in it does not. Thread-safe.
 */
@Singleton
public class Rehearsal {

    private static final int MARK_BITS = 128;
    private static final int LETTERS_AND_DIGITS = 36;

    private volatile String mark;

    /**
     * Begins; a rehearsal never ends late enough to be mistaken for a real request, since it is known by its mark alone.
     *
     * @return the mark, letters and digits, to be put into the instruction and into whatever a model would answer
     */
    public String begin() {
        mark = "rehearsal" + new BigInteger(MARK_BITS, new SecureRandom()).toString(LETTERS_AND_DIGITS);
        return mark;
    }

    /** Ends it: nothing bears the mark any more. Only for a rehearsal that has come to its end. */
    public void end() {
        mark = null;
    }

    /** The mark; null if there is no rehearsal. */
    public String mark() {
        return mark;
    }

    /** Whether something that is about to be sent is part of it. */
    public boolean covers(byte[] content) {
        String sought = mark;
        // Byte for byte, whatever the encoding is: the mark is ASCII.
        return sought != null && new String(content, StandardCharsets.ISO_8859_1).contains(sought);
    }
}
