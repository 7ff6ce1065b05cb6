package io.codegeneration.s3;

import io.codegeneration.aws.EndpointVariant;
import java.net.URI;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/**
 * Finds the endpoint of a bucket. A native binary initializes this class at build time, so it does not read the SDK's region
 * data at start.
 */
final class S3Endpoints {

    static {
        of(Region.US_EAST_1, "any", EndpointVariant.STANDARD);
    }

    private S3Endpoints() {}

    /** Returns the address of a bucket of Amazon S3. */
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
