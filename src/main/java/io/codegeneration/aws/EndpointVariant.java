package io.codegeneration.aws;

import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;

/**
 * Which of a service's endpoints in a region is used.
 *
 * @param fips whether its cryptography is validated by FIPS 140
 * @param dualStack whether it has addresses of IPv6 as well
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html">Dual-stack and FIPS endpoints</a>
 */
public record EndpointVariant(boolean fips, boolean dualStack) {

    /** The endpoint that is used if nothing is set. */
    public static final EndpointVariant STANDARD = new EndpointVariant(false, false);

    /** What {@code AWS_USE_FIPS_ENDPOINT}, {@code AWS_USE_DUALSTACK_ENDPOINT} or the profile say, as the SDK reads them. */
    public static EndpointVariant configured() {
        return new EndpointVariant(
                FipsEnabledProvider.builder().build().isFipsEnabled().orElse(false),
                DualstackEnabledProvider.builder().build().isDualstackEnabled().orElse(false));
    }
}
