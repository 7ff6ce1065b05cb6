package io.codegeneration.bedrock;

import io.codegeneration.aws.EndpointVariant;
import java.net.URI;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;

/**
 * Where Bedrock is. Made while a binary is built, with all that the SDK reads about regions when it is asked for the first
 * one.
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
