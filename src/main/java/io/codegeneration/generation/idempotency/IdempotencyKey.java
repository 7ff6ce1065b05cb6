package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.Problem;
import io.codegeneration.generation.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A caller's own name for a request, by which its repetitions are recognised: 1 to 255 visible ASCII characters, quotation
 * marks included, but no comma, because gateways join repeated headers with commas.
 *
 * @param value what the caller sent
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key
 *     header</a>
 */
public record IdempotencyKey(String value) {

    /** The header's name. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e&&[^,]]{1,255}");

    public IdempotencyKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    /**
     * Reads the header.
     *
     * @param header its value, or null if the header is absent
     * @param faults receives a fault if the value is invalid
     */
    public static Optional<IdempotencyKey> parse(String header, List<Problem.FieldError> faults) {
        if (header == null) {
            return Optional.empty();
        }
        if (!FORM.matcher(header.strip()).matches()) {
            faults.add(new Problem.FieldError(
                    HEADER, HEADER + " has 1 to 255 visible ASCII characters, and no comma, and is sent once."));
            return Optional.empty();
        }
        return Optional.of(new IdempotencyKey(header.strip()));
    }

    /** Returns the SHA-256 of the key, for object keys. */
    public String digest() {
        return Sha256.hex(value);
    }
}
