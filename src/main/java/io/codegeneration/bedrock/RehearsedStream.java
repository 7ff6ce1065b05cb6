package io.codegeneration.bedrock;

import io.codegeneration.aws.RehearsedReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** What ConverseStream replies in a rehearsal. */
final class RehearsedStream {

    private RehearsedStream() {}

    /** @param text escaped as in JSON */
    static RehearsedReply of(String text) {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        add(events, "messageStart", "{\"role\":\"assistant\"}");
        add(events, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}");
        add(events, "contentBlockStop", "{\"contentBlockIndex\":0}");
        add(events, "messageStop", "{\"stopReason\":\"end_turn\"}");
        add(
                events,
                "metadata",
                "{\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2},\"metrics\":{\"latencyMs\":1}}");
        return new RehearsedReply(ConverseStreaming.EVENT_STREAM, events.toByteArray());
    }

    private static void add(ByteArrayOutputStream events, String type, String payload) {
        Map<String, HeaderValue> headers = Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"));
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(events);
    }
}
