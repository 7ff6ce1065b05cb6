package io.codegeneration.testing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the program needs of AWS: a Bedrock, and an S3 server with one bucket behind a proxy that can fail.
 *
 * @param s3 the server itself, to look into
 * @param proxy the server as the program sees it
 */
public record Backend(BedrockServer bedrock, S3Server s3, FaultyProxy proxy) implements AutoCloseable {

    public static final String BUCKET = "code-generation-test";
    public static final String MODEL = "us.anthropic.claude-haiku-5-5";

    /** The fallback, called if the default model fails. */
    public static final String FALLBACK = "us.amazon.nova-lite-v1:0";

    /** Takes one sampler of two. */
    public static final String OLDER = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";

    /** Of a family that no rule knows. */
    public static final String UNKNOWN = "example.unheard-of-v1:0";

    /** Models that callers may name. */
    public static final String ALLOWED =
            OLDER + "," + UNKNOWN + ",anthropic.claude-v2,anthropic.claude-v2:1,anthropic.claude-instant-v1,"
                    + "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6";

    public static Backend start() {
        S3Server s3 = S3Server.shared();
        if (!bucketThere(s3)) {
            s3.createBucket(BUCKET);
        }
        return new Backend(BedrockServer.start(), s3, FaultyProxy.before(s3));
    }

    private static boolean bucketThere(S3Server s3) {
        try {
            s3.keys(BUCKET);
            return true;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }

    /** The variables that point the program here; the region is one whose profiles begin with {@code us.}. */
    public Map<String, String> variables() {
        return Map.of(
                "CODEGEN_BUCKET",
                BUCKET,
                "CODEGEN_MODEL_ALLOWED",
                ALLOWED,
                "CODEGEN_MODEL_FALLBACKS",
                FALLBACK,
                "CODEGEN_MODEL_OVERRIDES_0__ID",
                FALLBACK,
                "CODEGEN_MODEL_OVERRIDES_0__INPUT_PRICE",
                "0.06",
                "CODEGEN_MODEL_OVERRIDES_0__OUTPUT_PRICE",
                "0.24",
                "AWS_REGION",
                "us-east-1",
                "AWS_ENDPOINT_URL_S3",
                proxy.url(),
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                bedrock.url());
    }

    /** The same as {@link #variables()} for a program on the JVM, with the adapters of production. */
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        variables().forEach((variable, value) -> properties.put(property(variable), value));
        properties.put("codegen.model.provider", "bedrock");
        properties.put("codegen.store.provider", "s3");
        return properties;
    }

    /** Only the environment's own variables are found under the names of properties. */
    private static String property(String variable) {
        return variable.startsWith("CODEGEN_")
                ? variable.toLowerCase(Locale.ROOT)
                        .replaceAll("_(\\d+)__", "[$1].")
                        .replace("_price", "-price")
                        .replace('_', '.')
                : variable;
    }

    /** Forgets replies, faults and records of requests. */
    public void reset() {
        bedrock.reset();
        proxy.reset();
    }

    @Override
    public void close() {
        bedrock.close();
        proxy.close();
    }
}
