package io.codegeneration.s3;

import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in one bucket of S3, or of a server that speaks its protocol. A version is an ETag, and so depends on the bytes
 * alone.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html">Conditional deletes</a>
 */
@Singleton
@Provider("s3")
class S3ObjectStore implements ObjectStore {

    private static final Duration SHORTEST_CALL = Duration.ofMillis(1);

    /** How often a conditional request that met another one is sent. The SDK does not repeat those. */
    private static final int TRIES = 2;

    /** As often as the SDK sends other requests. */
    private static final int LISTING_TRIES = 3;

    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    /** The ETag of no object, for servers that send none: conditions then never hold, instead of always. */
    private static final String NO_ETAG = "\"\"";

    private static final String NOT_STORED = "The code could not be stored.";
    private static final String NOT_READ = "The stored object could not be read.";
    private static final String NOT_REMOVED = "What is stored could not be removed.";

    private final S3Client client;
    private final String bucket;

    S3ObjectStore(S3Client client, GenerationConfig config) {
        this.client = client;
        this.bucket = config.bucket()
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> new ConfigurationException(
                        "CODEGEN_BUCKET is not set: name the bucket that keeps code and" + " records"));
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Duration timeLimit) {
        PutObjectRequest request = writing(key, object).build();
        try {
            TimeLimit.within(timeLimit, () -> client.putObject(request, RequestBody.fromBytes(object.content())));
        } catch (SdkException e) {
            throw failed(NOT_STORED, e);
        }
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Duration timeLimit) {
        PutObjectRequest.Builder request = writing(key, object);
        if (condition instanceof Condition.Matches matches) {
            request.ifMatch(matches.version().value());
        } else {
            request.ifNoneMatch("*");
        }
        return ifItHolds(timeLimit, NOT_STORED, left -> {
            PutObjectRequest call = request.build();
            return version(TimeLimit.within(left, () -> client.putObject(call, RequestBody.fromBytes(object.content())))
                    .eTag());
        });
    }

    @Override
    public Optional<Found> get(ObjectKey key, Duration timeLimit) {
        return get(
                key,
                (head, content) -> new Found(
                        new StoredObject(content.readAllBytes(), head.contentType(), head.metadata()),
                        version(head.eTag())),
                timeLimit);
    }

    @Override
    public <T> Optional<T> read(ObjectKey key, Reader<T> reader, Duration timeLimit) {
        return get(key, (head, content) -> reader.read(content, head.metadata()), timeLimit);
    }

    /** Makes something of an object while it arrives. */
    private interface Arrival<T> {

        T read(GetObjectResponse head, InputStream content) throws IOException;
    }

    private <T> Optional<T> get(ObjectKey key, Arrival<T> arrival, Duration timeLimit) {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(bucket).key(key.value()).build();
        try {
            return Optional.of(TimeLimit.within(
                    timeLimit, () -> client.getObject(request, (head, content) -> whole(head, content, arrival))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failed(NOT_READ, e);
        }
    }

    /** Reads to the end, so that the connection can be used again; what breaks off is asked for again. */
    private static <T> T whole(GetObjectResponse head, InputStream content, Arrival<T> arrival) {
        try {
            T result = arrival.read(head, content);
            content.transferTo(OutputStream.nullOutputStream());
            return result;
        } catch (IOException e) {
            throw RetryableException.create("The object broke off", e);
        }
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Duration timeLimit) {
        long end = end(timeLimit);
        List<ObjectKey> keys = new ArrayList<>();
        String page = null;
        do {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .startAfter(after)
                    .continuationToken(page)
                    .maxKeys(most - keys.size())
                    .build();
            try {
                ListObjectsV2Response listing = listing(request, end);
                listing.contents().forEach(object -> keys.add(new ObjectKey(object.key())));
                // A page may be shorter than was asked for, and even empty.
                page = Boolean.TRUE.equals(listing.isTruncated()) ? listing.nextContinuationToken() : null;
            } catch (SdkException e) {
                throw failed(NOT_READ, e);
            }
        } while (page != null && keys.size() < most);
        return keys;
    }

    /** Repeated if it breaks off in its body, where the SDK sees no more than XML that cannot be read. */
    private ListObjectsV2Response listing(ListObjectsV2Request request, long end) {
        for (int tries = 1; ; tries++) {
            try {
                return TimeLimit.within(left(end), () -> client.listObjectsV2(request));
            } catch (SdkClientException e) {
                if (tries == LISTING_TRIES || !isBrokenXml(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isBrokenXml(SdkClientException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof XMLStreamException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void delete(ObjectKey key, Duration timeLimit) {
        try {
            TimeLimit.within(timeLimit, () -> client.deleteObject(deleting(key).build()));
        } catch (SdkException e) {
            if (!isMissingKey(e)) {
                throw failed(NOT_REMOVED, e);
            }
        }
    }

    @Override
    public void delete(ObjectKey key, Version version, Duration timeLimit) {
        DeleteObjectRequest.Builder request = deleting(key).ifMatch(version.value());
        ifItHolds(timeLimit, NOT_REMOVED, left -> TimeLimit.within(left, () -> client.deleteObject(request.build())));
    }

    private PutObjectRequest.Builder writing(ObjectKey key, StoredObject object) {
        return PutObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .contentType(object.contentType())
                .metadata(object.metadata());
    }

    private DeleteObjectRequest.Builder deleting(ObjectKey key) {
        return DeleteObjectRequest.builder().bucket(bucket).key(key.value());
    }

    /** The call's result, or nothing where its condition does not hold, or it met another request each time. */
    private static <T> Optional<T> ifItHolds(Duration timeLimit, String detail, Function<Duration, T> call) {
        long end = end(timeLimit);
        for (int tries = 1; ; tries++) {
            try {
                return Optional.of(call.apply(left(end)));
            } catch (SdkException e) {
                int status = e instanceof S3Exception answer ? answer.statusCode() : 0;
                boolean conflict = status == CONFLICT;
                if (status == PRECONDITION_FAILED || isMissingKey(e) || conflict && tries == TRIES) {
                    return Optional.empty();
                }
                if (!conflict) {
                    throw failed(detail, e);
                }
            }
        }
    }

    /** A bucket that is missing has the same status, and is a failure. */
    private static boolean isMissingKey(SdkException e) {
        AwsErrorDetails details = e instanceof S3Exception answer ? answer.awsErrorDetails() : null;
        return details != null && "NoSuchKey".equals(details.errorCode());
    }

    private static Version version(String eTag) {
        return new Version(eTag == null ? NO_ETAG : eTag);
    }

    private static long end(Duration timeLimit) {
        return System.nanoTime() + timeLimit.toNanos();
    }

    private static Duration left(long end) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return left.compareTo(SHORTEST_CALL) < 0 ? SHORTEST_CALL : left;
    }

    private static TransientException failed(String detail, SdkException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, detail, e);
    }
}
