package io.codegeneration.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the header {@code Content-Disposition}, which names a download.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6266">RFC 6266</a>
 */
final class ContentDisposition {

    private ContentDisposition() {}

    static String attachment(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._+@ -]", "_");
        String value = "attachment; filename=\"" + plain + "\"";
        if (plain.equals(name)) {
            return value;
        }
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return value + "; filename*=UTF-8''" + encoded;
    }
}
