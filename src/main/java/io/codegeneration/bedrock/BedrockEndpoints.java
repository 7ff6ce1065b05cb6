package io.codegeneration.bedrock;

import io.codegeneration.aws.EndpointVariant;
import java.net.URI;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;

/**
 * The endpoints of Bedrock. Initialized when the binary is built, together with the SDK's tables of regions, which it reads with
 * the first endpoint.
 */
final class BedrockEndpoints {

    static {
        of(Region.US_EAST_1, EndpointVariant.STANDARD);
    }

    private BedrockEndpoints() {}

    static URI of(Region region, EndpointVariant variant) {
        return BedrockRuntimeEndpointProvider.defaultProvider()
                .resolveEndpoint(parameters ->
                        parameters.region(region).useFips(variant.fips()).useDualStack(variant.dualStack()))
                .join()
                .url();
    }
}
