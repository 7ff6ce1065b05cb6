package io.codegeneration.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * A Converse answer as the events of ConverseStream, one frame an event.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
final class ConverseEvents {

    static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    /** Code points of a piece of text. */
    private static final int PIECE = 12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<byte[]> frames = new ArrayList<>();

    private ConverseEvents() {}

    /** Everything. */
    static List<byte[]> of(JsonNode answer) {
        ConverseEvents events = new ConverseEvents();
        events.addText(answer);
        ObjectNode stop = JSON.createObjectNode();
        if (answer.has("stopReason")) {
            stop.set("stopReason", answer.get("stopReason"));
        }
        events.add("event", "messageStop", stop);
        if (answer.has("usage")) {
            ObjectNode metadata = JSON.createObjectNode();
            metadata.set("usage", answer.get("usage"));
            metadata.putObject("metrics").put("latencyMs", 421);
            events.add("event", "metadata", metadata);
        }
        return events.frames;
    }

    /** The text, and nothing that ends it. */
    static List<byte[]> openEnded(JsonNode answer) {
        ConverseEvents events = new ConverseEvents();
        events.addText(answer);
        return events.frames;
    }

    /** An exception in a stream. */
    static byte[] exception(String type, String message) {
        return frame("exception", type, JSON.createObjectNode().put("message", message));
    }

    private void addText(JsonNode answer) {
        add("event", "messageStart", JSON.createObjectNode().put("role", "assistant"));
        int index = 0;
        for (JsonNode block : answer.at("/output/message/content")) {
            if (block.has("text")) {
                for (String piece : pieces(block.get("text").asText())) {
                    delta(index, JSON.createObjectNode().put("text", piece));
                }
            } else if (block.has("reasoningContent")) {
                ObjectNode delta = JSON.createObjectNode();
                delta.putObject("reasoningContent")
                        .put(
                                "text",
                                block.at("/reasoningContent/reasoningText/text").asText());
                delta(index, delta);
            } else {
                delta(index, block);
            }
            add("event", "contentBlockStop", JSON.createObjectNode().put("contentBlockIndex", index++));
        }
    }

    private void delta(int index, JsonNode delta) {
        ObjectNode event =
                JSON.createObjectNode().put("contentBlockIndex", index).put("p", "abcdefgh");
        event.set("delta", delta);
        add("event", "contentBlockDelta", event);
    }

    private void add(String kind, String type, JsonNode payload) {
        frames.add(frame(kind, type, payload));
    }

    private static List<String> pieces(String text) {
        int[] points = text.codePoints().toArray();
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < points.length; at += PIECE) {
            pieces.add(new String(points, at, Math.min(PIECE, points.length - at)));
        }
        return pieces;
    }

    private static byte[] frame(String kind, String type, JsonNode payload) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new Message(
                            Map.of(
                                    ":message-type",
                                    HeaderValue.fromString(kind),
                                    ":" + kind + "-type",
                                    HeaderValue.fromString(type),
                                    ":content-type",
                                    HeaderValue.fromString("application/json")),
                            JSON.writeValueAsBytes(payload))
                    .encode(bytes);
            return bytes.toByteArray();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
