package io.codegeneration.generation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names one generation: its UTC time to the millisecond, a dash, and eight random characters, as in {@code
 * 20261122T101530123Z-k3v9q2w8}. Ids sort as their times do, and an id alone gives the key of its record.
 *
 * @param value the id as callers see it
 * @see <a href="https://www.crockford.com/base32.html">Crockford's base 32</a>, whose letters leave out i, l, o and u
 */
public record GenerationId(String value) {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int RANDOM_LENGTH = 8;
    private static final Pattern FORM = Pattern.compile("[0-9]{8}T[0-9]{9}Z-[0-9a-hjkmnp-tv-z]{8}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT)
            .withResolverStyle(java.time.format.ResolverStyle.STRICT)
            .withZone(ZoneOffset.UTC);

    /** The largest number of 13 digits: an id's milliseconds are taken from it to turn the order round. */
    private static final long REVERSAL = 9_999_999_999_999L;

    public GenerationId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not the id of a generation");
        }
        long time = time(value).toEpochMilli();
        if (time < 0 || time > REVERSAL) {
            throw new IllegalArgumentException("a time outside of the years 1970 to 2286");
        }
    }

    /** A new id for this time; {@code random} should not be guessable. Years 1970 to 2286. */
    public static GenerationId create(Instant time, RandomGenerator random) {
        StringBuilder id = new StringBuilder(TIME.format(time.truncatedTo(ChronoUnit.MILLIS))).append('-');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new GenerationId(id.toString());
    }

    /** Parses an id, or returns empty if the text is no id. */
    public static Optional<GenerationId> parse(String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GenerationId(text));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** When the generation was asked for. */
    public Instant createdAt() {
        return time(value);
    }

    private static Instant time(String id) {
        return TIME.parse(id.substring(0, id.indexOf('-')), Instant::from);
    }

    /** Thirteen digits that sort the newest first. */
    public String reversedTimestamp() {
        // A leading digit keeps the zeros; a format would load a locale's data for it.
        return Long.toString(REVERSAL + 1 + REVERSAL - createdAt().toEpochMilli())
                .substring(1);
    }

    @Override
    public String toString() {
        return value;
    }
}
