package io.codegeneration.s3;

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
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;

/** The connections to S3. */
@Singleton
class S3Connections implements ServiceConnections {

    /** Objects are small: a call that takes longer hangs, and is repeated. */
    private static final HttpLimits LIMITS =
            new HttpLimits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** One for a file, one for the record: they are written side by side. */
    private static final int CONNECTIONS = 2;

    private final Transport transport;
    private final S3Config config;
    private final Optional<URI> endpoint;
    private final Optional<String> region;
    private final Instance<S3Client> client;

    S3Connections(
            S3Config config,
            Rehearsal rehearsal,
            @ConfigProperty(name = "quarkus.s3.endpoint-override") Optional<URI> endpoint,
            @ConfigProperty(name = "quarkus.s3.aws.region") Optional<String> region,
            Instance<S3Client> client) {
        this.config = config;
        this.endpoint = endpoint;
        this.region = region;
        this.client = client;
        transport = new Transport(LIMITS, rehearsal, (path, mark) -> RehearsedReply.json(""));
    }

    Transport transport() {
        return transport;
    }

    /** Returns the configured endpoint, or empty for Amazon S3. */
    Optional<URI> endpoint() {
        return endpoint;
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public void connect() throws IOException, InterruptedException {
        transport.connect(address(), CONNECTIONS);
    }

    @Override
    public void createClient() {
        // The first method call creates the client.
        client.get().serviceName();
    }

    /** Closes the connections: the SDK does not close an HTTP client that it was given. */
    @PreDestroy
    void close() {
        transport.close();
    }

    @Override
    public void readPending() {
        transport.readPending();
    }

    /** Returns the address of the bucket. */
    URI address() {
        return endpoint.orElseGet(this::regional);
    }

    private URI regional() {
        Region resolved = region.map(Region::of).orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion());
        return S3Endpoints.of(resolved, config.bucket().orElseThrow(), EndpointVariant.configured());
    }
}
