package io.codegeneration.aws;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * The rehearsal: a request that the program sends to itself before its first event, so that no caller waits for work that is done
 * only once. Its instruction contains a random mark. HTTP requests that contain the mark belong to the rehearsal and are not
 * sent. Thread-safe.
 */
@Singleton
public class Rehearsal {

    private static final int MARK_BITS = 128;
    private static final int LETTERS_AND_DIGITS = 36;

    private volatile String mark;

    /**
     * Begins the rehearsal.
     *
     * @return the mark, which consists of letters and digits, for the instruction and for the simulated reply of the model
     */
    public String begin() {
        mark = "rehearsal" + new BigInteger(MARK_BITS, new SecureRandom()).toString(LETTERS_AND_DIGITS);
        return mark;
    }

    /** Ends the rehearsal. Must not be called while a part of it is still running. */
    public void end() {
        mark = null;
    }

    /** Returns the mark; null if there is no rehearsal. */
    public String mark() {
        return mark;
    }

    /** Returns whether the content of an HTTP request belongs to the rehearsal. */
    public boolean covers(byte[] content) {
        String current = mark;
        // The mark is ASCII, so the encoding of the content does not matter.
        return current != null && new String(content, StandardCharsets.ISO_8859_1).contains(current);
    }
}
