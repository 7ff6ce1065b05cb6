package io.codegeneration.storage;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.ObjectKey;
import io.codegeneration.generation.ObjectStore;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Objects in one bucket of S3, or of a server that speaks its protocol. */
@Singleton
@Provider("s3")
class S3ObjectStore implements ObjectStore {

    /** One call of several that fit into the time that an operation has. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

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
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .contentType(object.contentType())
                .metadata(object.metadata())
                .overrideConfiguration(within(timeLimit))
                .build();
        try {
            client.putObject(request, RequestBody.fromBytes(object.content()));
        } catch (SdkException e) {
            throw failed("The code could not be stored.", e);
        }
    }

    @Override
    public Optional<StoredObject> get(ObjectKey key, Duration timeLimit) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .overrideConfiguration(within(timeLimit))
                .build();
        try {
            ResponseBytes<GetObjectResponse> object = client.getObjectAsBytes(request);
            return Optional.of(new StoredObject(
                    object.asByteArrayUnsafe(),
                    object.response().contentType(),
                    object.response().metadata()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failed("What is stored could not be read.", e);
        }
    }

    private static AwsRequestOverrideConfiguration within(Duration timeLimit) {
        Duration call = timeLimit.compareTo(LONGEST_CALL) < 0 ? timeLimit : LONGEST_CALL;
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(timeLimit)
                .apiCallAttemptTimeout(call)
                .build();
    }

    private static TransientException failed(String detail, SdkException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, detail, e);
    }
}
