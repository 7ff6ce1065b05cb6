package io.codegeneration.s3;

import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.Deadline;
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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps objects in one bucket of S3, or of a server that speaks its protocol. A version is an ETag and depends on the bytes
 * alone.
 */
@Singleton
@Provider("s3")
class S3ObjectStore implements ObjectStore {

    /** As many as the SDK makes of other requests. */
    private static final int MAX_LISTINGS = 3;

    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    /** Used if a server sends no ETag. No object has it, so conditions never hold. Without it, they would always hold. */
    private static final String NO_ETAG = "\"\"";

    private static final String NOT_STORED = "The code could not be stored.";
    private static final String NOT_READ = "The stored object could not be read.";
    private static final String NOT_DELETED = "The stored object could not be deleted.";

    private final S3Client client;
    private final String bucket;
    private final Clock clock;

    S3ObjectStore(S3Client client, S3Config config, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.bucket = config.bucket()
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> new ConfigurationException(
                        "CODEGEN_BUCKET is not set. Set it to the bucket that keeps code and records."));
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Deadline deadline) {
        PutObjectRequest request = writing(key, object).build();
        try {
            TimeLimit.within(
                    deadline.forWrites(clock),
                    () -> client.putObject(request, RequestBody.fromBytes(object.content())));
        } catch (SdkException e) {
            throw failed(NOT_STORED, e);
        }
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
        PutObjectRequest.Builder writing = writing(key, object);
        if (condition instanceof Condition.Matches matches) {
            writing.ifMatch(matches.version().value());
        } else {
            writing.ifNoneMatch("*");
        }
        PutObjectRequest request = writing.build();
        try {
            PutObjectResponse answer = TimeLimit.within(
                    deadline.forWrites(clock),
                    () -> client.putObject(request, RequestBody.fromBytes(object.content())));
            return Optional.of(version(answer.eTag()));
        } catch (SdkException e) {
            if (isRefused(e)) {
                return Optional.empty();
            }
            throw failed(NOT_STORED, e);
        }
    }

    @Override
    public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
        return get(
                key,
                (head, content) -> new Snapshot(
                        new StoredObject(content.readAllBytes(), head.contentType(), head.metadata()),
                        version(head.eTag())),
                deadline);
    }

    @Override
    public <T> Optional<T> read(ObjectKey key, Reader<T> reader, Deadline deadline) {
        return get(key, (head, content) -> reader.read(content, head.metadata()), deadline);
    }

    /** Reads an object and its headers while it arrives. */
    private interface Arrival<T> {

        T read(GetObjectResponse head, InputStream content) throws IOException;
    }

    private <T> Optional<T> get(ObjectKey key, Arrival<T> arrival, Deadline deadline) {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(bucket).key(key.value()).build();
        try {
            return Optional.of(TimeLimit.within(
                    deadline.forWrites(clock),
                    () -> client.getObject(request, (head, content) -> whole(head, content, arrival))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failed(NOT_READ, e);
        }
    }

    /** Reads to the end, so that the connection can be reused. The SDK repeats a call whose content breaks off. */
    private static <T> T whole(GetObjectResponse head, InputStream content, Arrival<T> arrival) {
        try {
            T result = arrival.read(head, content);
            content.transferTo(OutputStream.nullOutputStream());
            return result;
        } catch (IOException e) {
            throw RetryableException.create("The content broke off.", e);
        }
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int limit, Deadline deadline) {
        List<ObjectKey> keys = new ArrayList<>();
        String page = null;
        do {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .startAfter(after)
                    .continuationToken(page)
                    .maxKeys(limit - keys.size())
                    .build();
            try {
                ListObjectsV2Response listing = listing(request, deadline);
                listing.contents().forEach(object -> keys.add(new ObjectKey(object.key())));
                // A page may be shorter than requested, even empty.
                page = Boolean.TRUE.equals(listing.isTruncated()) ? listing.nextContinuationToken() : null;
            } catch (SdkException e) {
                throw failed(NOT_READ, e);
            }
        } while (page != null && keys.size() < limit);
        return keys;
    }

    /** Repeats a listing whose body breaks off. The SDK does not: it takes the rest for malformed XML. */
    private ListObjectsV2Response listing(ListObjectsV2Request request, Deadline deadline) {
        for (int listings = 1; ; listings++) {
            try {
                return TimeLimit.within(deadline.forWrites(clock), () -> client.listObjectsV2(request));
            } catch (SdkClientException e) {
                if (listings == MAX_LISTINGS || !isBrokenXml(e)) {
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
    public void delete(ObjectKey key, Deadline deadline) {
        try {
            TimeLimit.within(
                    deadline.forWrites(clock),
                    () -> client.deleteObject(deleting(key).build()));
        } catch (SdkException e) {
            if (!isMissingKey(e)) {
                throw failed(NOT_DELETED, e);
            }
        }
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

    /** Returns whether the condition did not hold, or another write of the key was in progress. */
    private static boolean isRefused(SdkException e) {
        int status = e instanceof S3Exception answer ? answer.statusCode() : 0;
        return status == PRECONDITION_FAILED || status == CONFLICT || isMissingKey(e);
    }

    /** Returns whether there is no such key. A missing bucket has the same status, but is a failure. */
    private static boolean isMissingKey(SdkException e) {
        AwsErrorDetails details = e instanceof S3Exception answer ? answer.awsErrorDetails() : null;
        return details != null && "NoSuchKey".equals(details.errorCode());
    }

    private static Version version(String eTag) {
        return new Version(eTag == null ? NO_ETAG : eTag);
    }

    private static TransientException failed(String detail, SdkException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, detail, e);
    }
}
