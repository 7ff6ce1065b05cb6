package io.codegeneration.aws;

import java.nio.charset.StandardCharsets;

/**
 * What a service would reply to a request of a {@link Rehearsal}, with status 200.
 *
 * @param contentType its media type
 * @param content its body
 */
public record RehearsedReply(String contentType, byte[] content) {

    /** A reply in JSON. */
    public static RehearsedReply json(String content) {
        return new RehearsedReply("application/json", content.getBytes(StandardCharsets.UTF_8));
    }
}
