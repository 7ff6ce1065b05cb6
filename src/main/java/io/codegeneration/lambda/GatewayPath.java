package io.codegeneration.lambda;

import io.codegeneration.generation.Invocation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The path of a request: what a gateway put before it, and the program's own path, encoded for HTTP.
 *
 * @param prefix stage or mapping, such as {@code /dev}; may be empty
 * @param path the program's own path, percent-encoded
 */
record GatewayPath(String prefix, String path) {

    private static final String ROOT = Invocation.ROOT.substring(1);
    private static final String SAFE_IN_PATH = "-._~!$&'()*+,;=:@/";
    private static final String SAFE_IN_QUERY = SAFE_IN_PATH + "?";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /**
     * Reads {@code rawPath}.
     *
     * @param decoded whether the gateway has decoded the path, as HTTP APIs do; a percent sign is then encoded
     * @param prefixed whether a stage or a mapping may come before the path
     */
    static GatewayPath of(String rawPath, boolean decoded, boolean prefixed) {
        String path = rawPath == null || rawPath.isEmpty() ? "/" : rawPath;
        if (!path.startsWith("/")) {
            path = "/" + path;
        }
        int root = prefixed ? root(path) : 0;
        // A location that starts with two slashes would name a host.
        String prefix = path.substring(0, root).replaceFirst("^/+", "/");
        return new GatewayPath(
                prefix.equals("/") ? "" : encode(prefix, SAFE_IN_PATH, !decoded),
                encode(path.substring(root), SAFE_IN_PATH, !decoded));
    }

    /** Encodes the characters that a query must not contain. */
    static String query(String rawQuery) {
        return rawQuery == null ? null : encode(rawQuery, SAFE_IN_QUERY, true);
    }

    /**
     * Finds the start of the program's own path: the first segment with its name, or the last of several in a row, because
     * a mapping may have the same name. Returns 0 if there is none.
     */
    private static int root(String path) {
        int found = -1;
        int from = 0;
        while (from < path.length()) {
            int end = path.indexOf('/', from + 1) < 0 ? path.length() : path.indexOf('/', from + 1);
            if (path.substring(from + 1, end).equals(ROOT)) {
                found = from;
            } else if (found >= 0) {
                break;
            }
            from = end;
        }
        return Math.max(found, 0);
    }

    private static String encode(String text, String safe, boolean keepEscapes) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int length = Character.charCount(character);
            boolean letter = character >= 'a' && character <= 'z'
                    || character >= 'A' && character <= 'Z'
                    || character >= '0' && character <= '9';
            if (letter || safe.indexOf(character) >= 0 || keepEscapes && escape(text, i)) {
                encoded.appendCodePoint(character);
            } else {
                for (byte b : text.substring(i, i + length).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(HEX.toHexDigits(b));
                }
            }
            i += length;
        }
        return encoded.toString();
    }

    private static boolean escape(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }
}
