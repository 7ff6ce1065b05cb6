package io.codegeneration.bedrock;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Turns a Converse call of the SDK's synchronous client, which has no ConverseStream, into ConverseStream: both take the same
 * request. Marshalling, signing and the exceptions of the response's status remain the SDK's; a successful response is read
 * by the call's {@link ReplyStream} while it arrives.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
final class ConverseStreaming implements ExecutionInterceptor {

    /**
     * Set on the calls that stream. The SDK takes each name once in a process; dev mode, which loads this class again and keeps
     * the SDK, needs a new one.
     */
    static final ExecutionAttribute<ReplyStream> STREAM =
            new ExecutionAttribute<>("CodeGenerationReplyStream" + System.nanoTime());

    static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        return attributes.getAttribute(STREAM) == null
                ? request
                : request.toBuilder()
                        .encodedPath(request.encodedPath() + "-stream")
                        .putHeader("Accept", EVENT_STREAM)
                        .build();
    }

    /** Reads the stream to its end. What is left of the response is an empty object, for the SDK to read. */
    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        ReplyStream stream = attributes.getAttribute(STREAM);
        boolean streamed = stream != null
                && context.httpResponse().isSuccessful()
                && context.responseBody().isPresent()
                && context.httpResponse()
                        .firstMatchingHeader("Content-Type")
                        .filter(type -> type.startsWith(EVENT_STREAM))
                        .isPresent();
        if (!streamed) {
            return context.responseBody();
        }
        stream.read(context.responseBody().get());
        return Optional.of(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
    }
}
