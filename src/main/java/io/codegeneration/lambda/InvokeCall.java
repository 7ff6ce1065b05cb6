package io.codegeneration.lambda;

import io.codegeneration.aws.EndpointVariant;
import io.codegeneration.aws.HttpLimits;
import io.codegeneration.aws.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Calls Lambda's Invoke for asynchronous invocations. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
final class InvokeCall {

    private static final HttpLimits LIMITS =
            new HttpLimits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(5));

    /**
     * What Lambda answered.
     *
     * @param status the HTTP status
     * @param error the name of the error, or null
     * @param requestId Lambda's id of the call, for AWS support, or null
     */
    record Result(int status, String error, String requestId) {}

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final Transport http = new Transport(LIMITS);

    /** Returns the endpoint of a region in the configured variant. */
    static URI endpoint(String region) {
        return endpoint(region, EndpointVariant.configured());
    }

    /** Returns the endpoint of a region in any partition. */
    static URI endpoint(String region, EndpointVariant variant) {
        PartitionEndpointKey.Builder key = PartitionEndpointKey.builder();
        if (variant.fips() && variant.dualStack()) {
            key.tags(EndpointTag.FIPS, EndpointTag.DUALSTACK);
        } else if (variant.fips()) {
            key.tags(EndpointTag.FIPS);
        } else if (variant.dualStack()) {
            key.tags(EndpointTag.DUALSTACK);
        }
        PartitionMetadata partition = PartitionMetadata.of(Region.of(region));
        return URI.create("https://"
                + partition
                        .hostname(key.build())
                        .replace("{service}", "lambda")
                        .replace("{region}", region)
                        .replace("{dnsSuffix}", partition.dnsSuffix(key.build())));
    }

    /**
     * Queues an event within the caller's {@link io.codegeneration.aws.TimeLimit}. The body of the answer is not read:
     * status and headers are enough, and a body can stall.
     *
     * @throws IOException if there was no answer; Lambda may have queued the event
     */
    Result send(URI endpoint, FunctionName function, byte[] event) throws IOException {
        SignedRequest signed = signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                .request(request(endpoint, function, event.length))
                .payload(ContentStreamProvider.fromByteArray(event))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                .putProperty(AwsV4HttpSigner.REGION_NAME, function.region()));
        HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(signed.payload().orElse(null))
                        .build())
                .call();
        SdkHttpResponse head = response.httpResponse();
        response.responseBody().ifPresent(body -> leave(body, head.isSuccessful()));
        return new Result(
                head.statusCode(),
                head.firstMatchingHeader("x-amzn-ErrorType").orElse(null),
                head.firstMatchingHeader("x-amzn-RequestId").orElse(null));
    }

    void close() {
        http.close();
    }

    /** A successful answer has no body, so its connection can be used again. */
    private static void leave(AbortableInputStream body, boolean reuse) {
        if (!reuse) {
            body.abort();
            return;
        }
        try {
            body.close();
        } catch (IOException e) {
            // The answer is known.
        }
    }

    /** Sends name and qualifier instead of the ARN: clients and proxies encode the colons of an ARN in different ways. */
    private static SdkHttpRequest request(URI endpoint, FunctionName function, int length) {
        String base = endpoint.getRawPath() == null ? "" : endpoint.getRawPath().replaceFirst("/+$", "");
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .encodedPath(base + "/2015-03-31/functions/" + function.name() + "/invocations")
                .putHeader("X-Amz-Invocation-Type", "Event")
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(length));
        function.qualifier().ifPresent(qualifier -> request.putRawQueryParameter("Qualifier", qualifier));
        return request.build();
    }
}
