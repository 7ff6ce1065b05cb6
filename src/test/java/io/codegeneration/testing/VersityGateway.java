package io.codegeneration.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An S3 server that checks signatures, orders keys by UTF-8, and decides itself which of several conditional writers wins:
 * Versity's gateway, with its data in a temporary folder. Thread-safe.
 *
 * <p>It differs from S3 where it keeps objects as files. A key cannot be there together with keys below it ({@code a} and
 * {@code a/b}). Writers of one key wait for each other, so that none is told of a conflict (409). A conditional delete
 * compares the version first and then removes whatever is there, and succeeds if there is nothing.
 *
 * @see <a href="https://github.com/versity/versitygw">versitygw</a>
 */
public final class VersityGateway implements AutoCloseable {

    /** Skips tests, and says why, if the gateway is not installed or has nowhere to keep an object's metadata. */
    public static final class Usable implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            ConditionEvaluationResult installed = Peer.enabledIfInstalled(NAME);
            // Without attributes it can keep metadata in other files. A reader then sees one object's bytes with
            // another's
            // ETag, and a new object has metadata of the one before it.
            return installed.isDisabled() || keepsAttributes()
                    ? installed
                    : ConditionEvaluationResult.disabled("The file system of " + System.getProperty("java.io.tmpdir")
                            + " keeps no extended attributes, so nothing is tested against " + NAME
                            + ": set java.io.tmpdir to a folder of another one");
        }
    }

    private static final String NAME = "versitygw";

    private final Peer peer;
    private final S3Client client;

    private VersityGateway(Peer peer, String accessKey, String secretKey) {
        this.peer = peer;
        client = S3Client.builder()
                .endpointOverride(URI.create(peer.url()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Whether {@link #start} can be called. */
    public static boolean isUsable() {
        return Peer.isInstalled(NAME) && keepsAttributes();
    }

    /** Starts a gateway without buckets, whose only user has these credentials. */
    public static VersityGateway start(String accessKey, String secretKey) {
        Peer peer = Peer.start(
                NAME, port -> List.of("--port", "127.0.0.1:" + port, "posix", "."), (folder, environment) -> {
                    environment.put("ROOT_ACCESS_KEY", accessKey);
                    environment.put("ROOT_SECRET_KEY", secretKey);
                });
        return new VersityGateway(peer, accessKey, secretKey);
    }

    /** The endpoint, without a slash at its end. */
    public String url() {
        return peer.url();
    }

    /** The variables that point the program here. It takes the user's own credentials, which have no session token. */
    public Map<String, String> variables() {
        return Map.of("AWS_ENDPOINT_URL_S3", url(), "AWS_SESSION_TOKEN", "");
    }

    public void createBucket(String bucket) {
        client.createBucket(request -> request.bucket(bucket));
    }

    /** All keys of the bucket that begin so, in the server's order. */
    public List<String> keys(String bucket, String prefix) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** Ends the server and removes its data. */
    @Override
    public void close() {
        client.close();
        peer.close();
    }

    private static boolean keepsAttributes() {
        try {
            Path file = Files.createTempFile("attributes", null);
            try {
                Files.setAttribute(file, "user:code-generation", new byte[] {1});
                return true;
            } catch (IOException | UnsupportedOperationException e) {
                return false;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
