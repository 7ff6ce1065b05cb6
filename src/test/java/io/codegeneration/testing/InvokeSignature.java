package io.codegeneration.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks a request's signature (Signature Version 4 in the {@code Authorization} header) the way a service does: by
 * making it once more from what arrived.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Creating a
 *     signed request</a>
 */
final class InvokeSignature {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String TIME = "X-Amz-Date";
    private static final Pattern AUTHORIZATION = Pattern.compile(ALGORITHM
            + " Credential=[^/]+/(?<scope>(?<day>\\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request),"
            + " ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})");

    private final String secret;

    InvokeSignature(String secret) {
        this.secret = secret;
    }

    /** Whether the request was signed with the secret for this service and region, body and type of invocation included. */
    boolean signs(HttpMessage request, String region, String service) {
        Matcher parts = AUTHORIZATION.matcher(
                request.headers().firstValue("Authorization").orElse(""));
        String time = request.headers().firstValue(TIME).orElse("");
        if (!parts.matches()
                || !parts.group("region").equals(region)
                || !parts.group("service").equals(service)
                || !time.startsWith(parts.group("day") + "T")
                || !Stream.of(parts.group("names").split(";"))
                        .toList()
                        .containsAll(Stream.of("host", "x-amz-date", "x-amz-invocation-type")
                                .toList())) {
            return false;
        }
        String text = String.join(
                "\n", ALGORITHM, time, parts.group("scope"), hash(utf8(canonical(request, parts.group("names")))));
        byte[] key = utf8("AWS4" + secret);
        for (String part : parts.group("scope").split("/")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text)).equals(parts.group("signature"));
    }

    private static String canonical(HttpMessage request, String names) {
        String query = Stream.of(request.rawQuery().split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
                .sorted()
                .collect(Collectors.joining("&"));
        String headers = Stream.of(names.split(";"))
                .map(name -> name.toLowerCase(Locale.ROOT) + ":"
                        + String.join(",", request.headers().allValues(name)).strip() + "\n")
                .collect(Collectors.joining());
        // The path as it came, encoded once more: every service but S3 does it so.
        return String.join(
                "\n",
                request.method(),
                PercentEncoding.encodePath(request.rawPath()),
                query,
                headers,
                names,
                hash(request.body()));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
