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

/** Completes the configured S3 client: endpoint, connections, retries and checksums. */
@ApplicationScoped
class S3Clients {

    /** The first call included. Every call can be repeated: a write puts the same bytes under the same key. */
    private static final int MAX_CALLS = 3;

    private static final BackoffStrategy PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(20));

    /** After an answer that asks for fewer requests; the SDK's default. */
    private static final BackoffStrategy THROTTLED_PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofSeconds(1), Duration.ofSeconds(20));

    @Produces
    @ApplicationScoped
    S3Client client(S3ClientBuilder builder, S3Connections connections) {
        // In a native binary the framework reads this setting at build time only.
        connections.endpoint().ifPresent(builder::endpointOverride);
        return builder
                // Replaces the HTTP client that the framework configured.
                .httpClientBuilder(defaults -> connections.transport())
                // Other S3 servers have no host name for each bucket.
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(connections.endpoint().isPresent())
                        .build())
                // Many other S3 servers do not know the newer checksums. TLS and the signature protect the bytes.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(MAX_CALLS)
                                .backoffStrategy(failed -> TimeLimit.pause(PAUSES.computeDelay(failed)))
                                .throttlingBackoffStrategy(
                                        failed -> TimeLimit.pause(THROTTLED_PAUSES.computeDelay(failed)))
                                .build())
                        .build())
                .build();
    }
}
