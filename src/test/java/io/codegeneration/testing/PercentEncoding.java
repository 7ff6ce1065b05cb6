package io.codegeneration.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of paths (<a href="https://www.rfc-editor.org/rfc/rfc3986#section-2.1">RFC 3986</a>): a plus is a plus. */
final class PercentEncoding {

    private static final String UNRESERVED = "-._~";

    private PercentEncoding() {}

    /** Decodes; what is no valid escape is left as it is. */
    static String decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%' && i + 2 < source.length && digit(source[i + 1]) >= 0 && digit(source[i + 2]) >= 0) {
                bytes.write(digit(source[i + 1]) << 4 | digit(source[i + 2]));
                i += 2;
            } else {
                bytes.write(source[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Encodes everything but unreserved characters and the slash. */
    static String encodePath(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean plain = c == '/' || UNRESERVED.indexOf(c) >= 0 || c < 128 && Character.isLetterOrDigit(c);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static int digit(byte hex) {
        return Character.digit(hex, 16);
    }
}
