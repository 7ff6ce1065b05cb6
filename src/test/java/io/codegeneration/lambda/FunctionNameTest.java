package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.aws.EndpointVariant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionNameTest {

    @ParameterizedTest
    @CsvSource({
        "arn:aws:lambda:eu-central-1:123456789012:function:code-generation, eu-central-1, code-generation,",
        "arn:aws:lambda:us-east-1:123456789012:function:code_generation-2:live, us-east-1, code_generation-2, live",
        "arn:aws:lambda:us-east-1:123456789012:function:f:17, us-east-1, f, 17",
        "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST, us-east-1, f, $LATEST",
        "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST.PUBLISHED, us-east-1, f, $LATEST.PUBLISHED",
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:f:live, cn-north-1, f, live",
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:live, us-gov-west-1, f, live"
    })
    void readsAnArn(String arn, String region, String name, String qualifier) {
        assertThat(FunctionName.of(arn)).hasValue(new FunctionName(region, name, Optional.ofNullable(qualifier)));
    }

    @ParameterizedTest
    @EmptySource
    @ValueSource(
            strings = {
                "code-generation",
                "arn:aws:s3:::bucket",
                "arn:aws:lambda:us-east-1:123456789012:layer:f",
                "arn:aws:lambda:us-east-1:123456789012:function:",
                "arn:aws:lambda:us-east-1:123456789012:function:f:",
                "arn:aws:lambda:us-east-1:123456789012:function:f:a/b",
                "arn:aws:lambda:evil.example.org/:123456789012:function:f",
                "arn:aws:lambda:us-east-1:123456789012:function:../f"
            })
    void readsNothingElse(String arn) {
        assertThat(FunctionName.of(arn)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "eu-central-1, https://lambda.eu-central-1.amazonaws.com",
        "us-gov-west-1, https://lambda.us-gov-west-1.amazonaws.com",
        "cn-north-1, https://lambda.cn-north-1.amazonaws.com.cn",
        "us-isob-east-1, https://lambda.us-isob-east-1.sc2s.sgov.gov",
        "eusc-de-east-1, https://lambda.eusc-de-east-1.amazonaws.eu",
        "eu-somewhere-9, https://lambda.eu-somewhere-9.amazonaws.com"
    })
    void isReachedAtItsRegionsEndpoint(String region, String endpoint) {
        assertThat(InvokeCall.endpoint(region, EndpointVariant.STANDARD)).hasToString(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, true, false, https://lambda-fips.us-east-1.amazonaws.com",
        "eu-central-1, false, true, https://lambda.eu-central-1.api.aws",
        "us-east-1, true, true, https://lambda-fips.us-east-1.api.aws",
        "cn-north-1, false, true, https://lambda.cn-north-1.api.amazonwebservices.com.cn"
    })
    void isReachedAtTheVariantOfTheEndpointThatIsSet(String region, boolean fips, boolean dualStack, String endpoint) {
        assertThat(InvokeCall.endpoint(region, new EndpointVariant(fips, dualStack)))
                .hasToString(endpoint);
    }

    @Test
    void isReachedAtTheVariantThatTheSettingsOfTheSdkSay() {
        System.setProperty("aws.useFipsEndpoint", "true");
        try {
            assertThat(InvokeCall.endpoint("us-east-1")).hasToString("https://lambda-fips.us-east-1.amazonaws.com");
        } finally {
            System.clearProperty("aws.useFipsEndpoint");
        }
    }
}
