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
 * Versity's S3 server, with its data in a temporary folder. It checks signatures, lists keys in the order of UTF-8, and
 * makes conditional writes atomic. Thread-safe.
 *
 * <p>Differences from S3: it cannot store both {@code a} and {@code a/b}. Concurrent writers of one key wait for each
 * other, so none gets 409. A conditional delete is not atomic: it compares the version, then deletes what is there by then.
 * It succeeds if there is no object.
 *
 * @see <a href="https://github.com/versity/versitygw">versitygw</a>
 */
public final class VersityGateway implements AutoCloseable {

    /** Skips tests, and says why, if the gateway is not installed or has nowhere to keep an object's metadata. */
    public static final class Usable implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            ConditionEvaluationResult installed = Peer.enabledIfInstalled(NAME);
            // The gateway can also keep metadata in separate files. But then it does not replace an object atomically:
            // a reader gets bytes with the ETag of other bytes, and metadata of the object that was replaced stays.
            return installed.isDisabled() || keepsAttributes()
                    ? installed
                    : ConditionEvaluationResult.disabled("The file system of " + System.getProperty("java.io.tmpdir")
                            + " keeps no extended attributes, so nothing is tested against " + NAME
                            + ": set java.io.tmpdir to a folder of a file system that does");
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
