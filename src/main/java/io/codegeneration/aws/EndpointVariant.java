package io.codegeneration.aws;

import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;

/**
 * The variant of a service's endpoint in a region.
 *
 * @param fips whether the endpoint uses cryptography validated under FIPS 140
 * @param dualStack whether the endpoint also has IPv6 addresses
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html">Dual-stack and FIPS endpoints</a>
 */
public record EndpointVariant(boolean fips, boolean dualStack) {

    /** The default endpoint. */
    public static final EndpointVariant STANDARD = new EndpointVariant(false, false);

    /** Reads {@code AWS_USE_FIPS_ENDPOINT}, {@code AWS_USE_DUALSTACK_ENDPOINT} and the profile, as the SDK does. */
    public static EndpointVariant configured() {
        return new EndpointVariant(
                FipsEnabledProvider.builder().build().isFipsEnabled().orElse(false),
                DualstackEnabledProvider.builder().build().isDualstackEnabled().orElse(false));
    }
}
