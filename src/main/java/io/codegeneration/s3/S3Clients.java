package io.codegeneration.s3;

import io.codegeneration.aws.TimeLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Adds to the configured S3 client what depends on where S3 is, and its connections. */
@ApplicationScoped
class S3Clients {

    /** Calls in all: writes of the same bytes to the same key can be repeated. */
    private static final int MAX_CALLS = 3;

    private static final BackoffStrategy PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(20));

    /** Where S3 asks for fewer requests; the SDK's own standard. */
    private static final BackoffStrategy THROTTLED =
            BackoffStrategy.exponentialDelay(Duration.ofSeconds(1), Duration.ofSeconds(20));

    @Produces
    @ApplicationScoped
    S3Client client(S3ClientBuilder builder, S3Connections connections) {
        // A binary has the framework's settings from its build, and so not this one.
        connections.endpoint().ifPresent(builder::endpointOverride);
        return builder
                // In place of the one that the configuration made.
                .httpClientBuilder(defaults -> connections.transport())
                // Other servers than AWS's own have no host for each bucket.
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(connections.endpoint().isPresent())
                        .build())
                // The newer checksums are unknown to many of them; TLS and the signature cover the bytes.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(MAX_CALLS)
                                .backoffStrategy(failed -> TimeLimit.pause(PAUSES.computeDelay(failed)))
                                .throttlingBackoffStrategy(failed -> TimeLimit.pause(THROTTLED.computeDelay(failed)))
                                .build())
                        .build())
                .build();
    }
}
