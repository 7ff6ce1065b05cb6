package io.codegeneration.bedrock;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/** Creates the SDK's client for Bedrock. */
@ApplicationScoped
class BedrockClients {

    @Produces
    @ApplicationScoped
    BedrockRuntimeClient client(BedrockConfig config, BedrockConnections connections) {
        if (config.connectTimeout().isNegative() || config.connectTimeout().isZero()) {
            throw new ConfigurationException("CODEGEN_BEDROCK_CONNECT_TIMEOUT must be more than 0");
        }
        if (config.endpoint().isPresent() && config.endpoint().get().getHost() == null) {
            throw new ConfigurationException("CODEGEN_BEDROCK_ENDPOINT or AWS_ENDPOINT_URL_BEDROCK_RUNTIME is '"
                    + config.endpoint().get() + "', which is not an address such as https://host");
        }
        BedrockRuntimeClientBuilder builder = BedrockRuntimeClient.builder()
                .httpClient(connections.transport())
                // The core decides on every repetition, and lists it.
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new ConverseStreaming()));
        config.region().map(Region::of).ifPresent(builder::region);
        config.endpoint().ifPresent(builder::endpointOverride);
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new ConfigurationException(
                    "The client of Bedrock cannot be made. Is AWS_REGION set? " + e.getMessage(), e);
        }
    }

    void close(@Disposes BedrockRuntimeClient client) {
        client.close();
    }
}
