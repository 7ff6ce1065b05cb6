package io.codegeneration.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.aws.Rehearsal;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3ConnectionsTest {

    private static final String DUAL_STACK = "aws.useDualstackEndpoint";

    @AfterEach
    void forget() {
        System.clearProperty(DUAL_STACK);
    }

    @Test
    void leadToTheBucketInItsRegion() {
        assertThat(connections().address()).hasToString("https://code.s3.eu-central-1.amazonaws.com");
    }

    @Test
    void leadToTheVariantThatIsConfigured() {
        System.setProperty(DUAL_STACK, "true");

        assertThat(connections().address()).hasToString("https://code.s3.dualstack.eu-central-1.amazonaws.com");
    }

    private static S3Connections connections() {
        return new S3Connections(
                S3ObjectStoreTest.config("code"), new Rehearsal(), Optional.empty(), Optional.of("eu-central-1"), null);
    }
}
