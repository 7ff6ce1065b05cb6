package io.codegeneration.api;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the header {@code Prefer}. Unknown preferences are ignored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
final class Preference {

    static final String HEADER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    /** Answer before the work is done. */
    static final String RESPOND_ASYNC = "respond-async";

    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");

    /** An empty value, which means the same as none. */
    private static final Pattern EMPTY_VALUE = Pattern.compile("\\s*=$");

    private Preference() {}

    /**
     * Returns whether the caller prefers an answer before the work is done.
     *
     * @param header the header's value, or null
     */
    static boolean respondAsync(String header) {
        return header != null
                && Stream.of(QUOTED.matcher(header)
                                .replaceAll(Preference::value)
                                .split(","))
                        .map(preference -> EMPTY_VALUE
                                .matcher(preference.split(";", 2)[0].strip())
                                .replaceFirst("")
                                .toLowerCase(Locale.ROOT))
                        .anyMatch(RESPOND_ASYNC::equals);
    }

    /** Replaces a quoted value by a short one: it matters only whether it is empty. */
    private static String value(MatchResult quoted) {
        return quoted.group().length() > 2 ? "x" : "";
    }
}
