package io.codegeneration.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.aws.Rehearsal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BedrockConnectionsTest {

    private static final String FIPS = "aws.useFipsEndpoint";

    @AfterEach
    void forget() {
        System.clearProperty(FIPS);
    }

    @Test
    void leadToTheEndpointOfTheRegion() {
        assertThat(connections(Optional.empty()).address())
                .hasToString("https://bedrock-runtime.us-east-1.amazonaws.com");
    }

    @Test
    void leadToTheVariantThatIsConfigured() {
        System.setProperty(FIPS, "true");

        assertThat(connections(Optional.empty()).address())
                .hasToString("https://bedrock-runtime-fips.us-east-1.amazonaws.com");
    }

    @Test
    void leadToTheEndpointThatIsSet() {
        URI endpoint = URI.create("http://localhost:1");

        assertThat(connections(Optional.of(endpoint)).address()).isEqualTo(endpoint);
    }

    private static BedrockConnections connections(Optional<URI> endpoint) {
        BedrockConfig config =
                new BedrockAdapter.Place(Optional.of("us-east-1"), endpoint, Duration.ofSeconds(1), List.of());
        return new BedrockConnections(config, new Rehearsal(), null);
    }
}
