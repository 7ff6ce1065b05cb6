package io.codegeneration.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.aws.EndpointVariant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** @see <a href="https://docs.aws.amazon.com/general/latest/gr/s3.html">Endpoints of Amazon S3</a> */
class S3EndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "eu-central-1, false, false, https://code.s3.eu-central-1.amazonaws.com",
        "us-east-1, true, false, https://code.s3-fips.us-east-1.amazonaws.com",
        "eu-central-1, false, true, https://code.s3.dualstack.eu-central-1.amazonaws.com",
        "us-east-1, true, true, https://code.s3-fips.dualstack.us-east-1.amazonaws.com"
    })
    void areThoseOfTheRegionTheBucketAndTheVariant(String region, boolean fips, boolean dualStack, String endpoint) {
        assertThat(S3Endpoints.of(Region.of(region), "code", new EndpointVariant(fips, dualStack)))
                .hasToString(endpoint);
    }
}
