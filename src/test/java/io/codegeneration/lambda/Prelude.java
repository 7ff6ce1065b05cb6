package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.testing.StreamingRuntimeApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A response in Lambda's streaming form, as far as it was read.
 *
 * @param json the prelude
 * @param body what followed the NUL bytes
 */
record Prelude(JsonNode json, byte[] body) {

    private static final int NULS = 8;

    /** Reads the first chunk. */
    static Prelude first(StreamingRuntimeApi.StreamedEvent invocation) {
        assertStreamed(invocation);
        return of(invocation.chunk());
    }

    /** Reads the whole response. */
    static Prelude whole(StreamingRuntimeApi.StreamedEvent invocation) {
        assertStreamed(invocation);
        assertThat(invocation.trailers()).isEmpty();
        return of(invocation.rest());
    }

    int status() {
        return json.path("statusCode").intValue();
    }

    String header(String name) {
        return json.path("headers").path(name).asText();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode bodyAsJson() {
        return read(body);
    }

    private static void assertStreamed(StreamingRuntimeApi.StreamedEvent invocation) {
        assertThat(invocation.head())
                .containsEntry("lambda-runtime-function-response-mode", "streaming")
                .containsEntry("transfer-encoding", "chunked")
                .containsEntry("content-type", "application/vnd.awslambda.http-integration-response");
    }

    private static Prelude of(byte[] bytes) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        int at = 0;
        while (bytes[at] != 0) {
            json.write(bytes[at++]);
        }
        assertThat(Arrays.copyOfRange(bytes, at, at + NULS)).containsOnly(0);
        return new Prelude(read(json.toByteArray()), Arrays.copyOfRange(bytes, at + NULS, bytes.length));
    }

    private static JsonNode read(byte[] json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(new String(json, StandardCharsets.UTF_8), e);
        }
    }
}
