package io.codegeneration.generation;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The owner of a generation: {@code anonymous}, or the first 32 hex digits of the SHA-256 of the caller's
 * principal, so that no input of a caller becomes part of a key.
 *
 * @param value the owner in keys and metadata
 */
public record Owner(String value) {

    private static final int HEX_DIGITS = 32;
    private static final Pattern FORM = Pattern.compile("anonymous|[0-9a-f]{" + HEX_DIGITS + "}");

    /** All callers without a principal, because the gateway has no authorizer. */
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
