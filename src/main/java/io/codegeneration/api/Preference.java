package io.codegeneration.api;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a caller would like of the answer; what is not known is ignored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
final class Preference {

    static final String HEADER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    /** To be answered before the work is done. */
    static final String RESPOND_ASYNC = "respond-async";

    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");

    /** The same as no value. */
    private static final Pattern EMPTY_VALUE = Pattern.compile("\\s*=$");

    private Preference() {}

    /**
     * Whether an answer before the work is done is preferred.
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

    /** What stands for a quoted value: whether there is one is all that matters. */
    private static String value(MatchResult quoted) {
        return quoted.group().length() > 2 ? "x" : "";
    }
}
