package io.codegeneration.bedrock;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/** Makes the SDK's client of Bedrock. */
@ApplicationScoped
class BedrockClients {

    /**
     * Longer than any call: the time of each call is given with it. The SDK's own limit of 30 s would end a call that
     * goes on being billed.
     */
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(16);

    @Produces
    @ApplicationScoped
    BedrockRuntimeClient client(BedrockConfig config) {
        if (config.connectTimeout().isNegative() || config.connectTimeout().isZero()) {
            throw new ConfigurationException("CODEGEN_BEDROCK_CONNECT_TIMEOUT has to be longer than nothing");
        }
        if (config.endpoint().isPresent() && config.endpoint().get().getHost() == null) {
            throw new ConfigurationException("CODEGEN_BEDROCK_ENDPOINT or AWS_ENDPOINT_URL_BEDROCK_RUNTIME is '"
                    + config.endpoint().get() + "', which is not an address such as https://host");
        }
        BedrockRuntimeClientBuilder builder = BedrockRuntimeClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(config.connectTimeout())
                        .socketTimeout(READ_TIMEOUT))
                // Every repetition is decided, and listed, by the core.
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
        config.region().map(Region::of).ifPresent(builder::region);
        config.endpoint().ifPresent(builder::endpointOverride);
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new ConfigurationException(
                    "The client of Bedrock cannot be made; is AWS_REGION set? " + e.getMessage(), e);
        }
    }

    void close(@Disposes BedrockRuntimeClient client) {
        client.close();
    }
}
