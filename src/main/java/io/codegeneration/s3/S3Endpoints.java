package io.codegeneration.s3;

import io.codegeneration.aws.EndpointVariant;
import java.net.URI;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/** Where S3 is. Made while a binary is built, with all that the SDK reads about regions when it is asked for the first one. */
final class S3Endpoints {

    static {
        of(Region.US_EAST_1, "any", EndpointVariant.STANDARD);
    }

    private S3Endpoints() {}

    static URI of(Region region, String bucket, EndpointVariant variant) {
        return S3EndpointProvider.defaultProvider()
                .resolveEndpoint(parameters -> parameters
                        .region(region)
                        .bucket(bucket)
                        .useFips(variant.fips())
                        .useDualStack(variant.dualStack()))
                .join()
                .url();
    }
}
