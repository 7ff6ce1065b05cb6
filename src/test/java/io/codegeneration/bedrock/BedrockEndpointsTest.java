package io.codegeneration.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.aws.EndpointVariant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** @see <a href="https://docs.aws.amazon.com/general/latest/gr/bedrock.html">Endpoints of Amazon Bedrock</a> */
class BedrockEndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "eu-central-1, false, false, https://bedrock-runtime.eu-central-1.amazonaws.com",
        "us-east-1, true, false, https://bedrock-runtime-fips.us-east-1.amazonaws.com",
        "us-gov-west-1, true, false, https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com",
        "eu-central-1, false, true, https://bedrock-runtime.eu-central-1.api.aws",
        "us-east-1, true, true, https://bedrock-runtime-fips.us-east-1.api.aws",
        "cn-north-1, false, false, https://bedrock-runtime.cn-north-1.amazonaws.com.cn"
    })
    void areThoseOfTheRegionAndTheVariant(String region, boolean fips, boolean dualStack, String endpoint) {
        assertThat(BedrockEndpoints.of(Region.of(region), new EndpointVariant(fips, dualStack)))
                .hasToString(endpoint);
    }
}
