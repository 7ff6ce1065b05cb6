package io.codegeneration.bedrock;

import io.codegeneration.aws.HttpClients;
import io.codegeneration.aws.Transport;
import io.codegeneration.generation.Rehearsal;
import io.codegeneration.generation.Remote;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** The connections to Bedrock. */
@Singleton
class BedrockConnections implements Remote {

    /**
     * Longer than any call: the time of each call is given with it. The SDK's own limit of 30 s would end a call that
     * goes on being billed.
     */
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(16);

    /** What Converse answers, and beside it what the oldest models answer. */
    private static final String REPLY =
            """
            {"output":{"message":{"role":"assistant","content":[{"text":"%1$s"}]}},"stopReason":"end_turn",\
            "usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1},\
            "completion":"%1$s","stop_reason":"stop_sequence"}"""
                    .formatted("```python\\n# %1$s\\n```");

    private final Transport transport;
    private final BedrockConfig config;
    private final Instance<BedrockRuntimeClient> client;

    BedrockConnections(BedrockConfig config, Rehearsal rehearsal, Instance<BedrockRuntimeClient> client) {
        this.config = config;
        this.client = client;
        transport = new Transport(
                () -> HttpClients.create(config.connectTimeout(), READ_TIMEOUT), rehearsal, REPLY::formatted);
    }

    Transport transport() {
        return transport;
    }

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public void connect() throws IOException, InterruptedException {
        transport.connect(config.endpoint().orElseGet(this::regional), 1);
    }

    @Override
    public void prepare() {
        // Any method has the client made.
        client.get().serviceName();
    }

    private URI regional() {
        Region region =
                config.region().map(Region::of).orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion());
        return BedrockEndpoints.of(region);
    }
}
