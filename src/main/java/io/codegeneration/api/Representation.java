package io.codegeneration.api;

import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The forms of the answer to {@code POST /code-generation}. Of two that a caller likes equally, the first is given. */
enum Representation {
    JSON(MediaType.APPLICATION_JSON_TYPE),
    TEXT(MediaType.TEXT_PLAIN_TYPE),
    STREAM(MediaType.SERVER_SENT_EVENTS_TYPE);

    private static final String QUALITY = "q";

    private final MediaType type;

    Representation(MediaType type) {
        this.type = type;
    }

    MediaType type() {
        return type;
    }

    /**
     * Returns the form that the caller prefers.
     *
     * @param accept the header {@code Accept}, or null; parts that are no media range are ignored
     * @return the form, or empty if the caller accepts none
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-accept">RFC 9110, Accept</a>
     */
    static Optional<Representation> preferred(String accept) {
        List<String> ranges = split(accept == null ? "" : accept);
        if (ranges.isEmpty()) {
            return Optional.of(JSON);
        }
        List<MediaType> accepted = ranges.stream().flatMap(Representation::read).toList();
        Representation best = null;
        double bestQuality = 0;
        for (Representation candidate : values()) {
            double quality = candidate.quality(accepted);
            if (quality > bestQuality) {
                best = candidate;
                bestQuality = quality;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns what commas outside quotes separate, without blank parts. */
    private static List<String> split(String accept) {
        List<String> ranges = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= accept.length(); i++) {
            char c = i < accept.length() ? accept.charAt(i) : ',';
            if (i == accept.length() || c == ',' && !quoted) {
                ranges.add(accept.substring(start, i));
                start = i + 1;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            }
        }
        ranges.removeIf(String::isBlank);
        return ranges;
    }

    private static Stream<MediaType> read(String range) {
        try {
            return Stream.of(MediaType.valueOf(range.strip()));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /** The most specific range counts: {@code text/*;q=0.5, text/plain;q=0} means no plain text. */
    private double quality(List<MediaType> accepted) {
        return accepted.stream()
                .filter(range -> range.isCompatible(type))
                .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
                .map(Representation::quality)
                .orElse(0.0);
    }

    private static double quality(MediaType range) {
        String quality = range.getParameters().get(QUALITY);
        try {
            return quality == null ? 1 : Double.parseDouble(quality);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
