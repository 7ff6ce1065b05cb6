package io.codegeneration.generation;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * To whom a generation belongs: {@code anonymous}, or the first 32 hex digits of the SHA-256 of the caller's
 * principal, so that nothing a caller sends becomes part of a key.
 *
 * @param value what stands in keys and metadata
 */
public record Owner(String value) {

    private static final int HEX_DIGITS = 32;
    private static final Pattern FORM = Pattern.compile("anonymous|[0-9a-f]{" + HEX_DIGITS + "}");

    /** Every caller whom the door did not name. */
    public static final Owner ANONYMOUS = new Owner("anonymous");

    public Owner {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an owner");
        }
    }

    /** The owner for a principal such as {@code iam:arn:aws:iam::123456789012:role/x}, or anonymous for none. */
    public static Owner of(Optional<String> principal) {
        return principal
                .map(name -> new Owner(Sha256.hex(name).substring(0, HEX_DIGITS)))
                .orElse(ANONYMOUS);
    }
}
