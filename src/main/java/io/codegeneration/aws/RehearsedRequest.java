package io.codegeneration.aws;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** An HTTP request of the {@link Rehearsal}. It is answered at once and not sent. */
record RehearsedRequest(String reply) implements ExecutableHttpRequest {

    @Override
    public HttpExecuteResponse call() {
        byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(200)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Content-Length", Integer.toString(bytes.length))
                        .putHeader("ETag", "\"rehearsal\"")
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
                .build();
    }

    @Override
    public void abort() {
        // There is nothing to abort.
    }
}
