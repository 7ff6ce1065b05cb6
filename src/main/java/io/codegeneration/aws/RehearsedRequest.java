package io.codegeneration.aws;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** An HTTP request of the {@link Rehearsal}. It is answered at once and not sent. */
record RehearsedRequest(RehearsedReply reply) implements ExecutableHttpRequest {

    @Override
    public HttpExecuteResponse call() {
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(200)
                        .putHeader("Content-Type", reply.contentType())
                        .putHeader("Content-Length", Integer.toString(reply.content().length))
                        .putHeader("ETag", "\"rehearsal\"")
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(reply.content())))
                .build();
    }

    @Override
    public void abort() {
        // There is nothing to abort.
    }
}
