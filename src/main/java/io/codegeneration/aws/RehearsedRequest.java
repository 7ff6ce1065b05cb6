package io.codegeneration.aws;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** A request of a rehearsal: answered at once, sent nowhere. */
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
        // There is nothing to end.
    }
}
