package io.codegeneration.bedrock;

import io.codegeneration.aws.EndpointVariant;
import io.codegeneration.aws.HttpLimits;
import io.codegeneration.aws.Rehearsal;
import io.codegeneration.aws.RehearsedReply;
import io.codegeneration.aws.ServiceConnections;
import io.codegeneration.aws.Transport;
import jakarta.annotation.PreDestroy;
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
class BedrockConnections implements ServiceConnections {

    /** Longer than any call, which has its own limit: a model may stay silent for minutes before its first text. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(16);

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

    /** The text of a rehearsed reply. */
    private static final String TEXT = "```python\\n# %s\\n```";

    /** The reply of Converse, and in the same object the reply of a text completion. */
    private static final String REPLY =
            """
            {"output":{"message":{"role":"assistant","content":[{"text":"%1$s"}]}},"stopReason":"end_turn",\
            "usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1},\
            "completion":"%1$s","stop_reason":"stop_sequence"}"""
                    .formatted(TEXT.replace("%s", "%1$s"));

    private final Transport transport;
    private final BedrockConfig config;
    private final Instance<BedrockRuntimeClient> client;

    BedrockConnections(BedrockConfig config, Rehearsal rehearsal, Instance<BedrockRuntimeClient> client) {
        this.config = config;
        this.client = client;
        HttpLimits limits = new HttpLimits(config.connectTimeout(), HANDSHAKE_TIMEOUT, LONGEST_CALL, LONGEST_CALL);
        transport = new Transport(limits, rehearsal, BedrockConnections::rehearsed);
    }

    private static RehearsedReply rehearsed(String path, String mark) {
        return path.endsWith("-stream")
                ? RehearsedStream.of(TEXT.formatted(mark))
                : RehearsedReply.json(REPLY.formatted(mark));
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
        transport.connect(address(), 1);
    }

    @Override
    public void createClient() {
        // The first method call creates the client.
        client.get().serviceName();
    }

    /** The SDK's client does not close a transport that it was given. */
    @PreDestroy
    void close() {
        transport.close();
    }

    @Override
    public void readPending() {
        transport.readPending();
    }

    /** The address of Bedrock. */
    URI address() {
        return config.endpoint().orElseGet(this::regional);
    }

    private URI regional() {
        Region region =
                config.region().map(Region::of).orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion());
        return BedrockEndpoints.of(region, EndpointVariant.configured());
    }
}
