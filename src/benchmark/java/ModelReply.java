import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * What the model writes: as the answer of Converse, and as the events of ConverseStream.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
final class ModelReply {

    private static final int PIECES = 40;
    private static final String TEXT = "Here it is.\n\n```python\n" + Aws.CODE + "```\n";
    private static final String USAGE = "{\"inputTokens\":142,\"outputTokens\":318,\"totalTokens\":460}";

    /** The text in pieces. */
    static final List<String> TEXTS = texts();

    /** The events, each text with its own bytes: the first one with the event in front of it, and after the last one the end. */
    static final List<byte[]> EVENTS = events();

    /** The answer of Converse. */
    static final byte[] CONVERSE =
            ("""
            {"metrics":{"latencyMs":1},"output":{"message":{"content":[{"text":%s}],"role":"assistant"}},\
            "stopReason":"end_turn","usage":%s}""")
                    .formatted(Json.write(TEXT), USAGE)
                    .getBytes(StandardCharsets.UTF_8);

    /** The whole answer of ConverseStream. */
    static final byte[] CONVERSE_STREAM = join(EVENTS);

    private ModelReply() {}

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            texts.add(TEXT.substring(i * TEXT.length() / PIECES, (i + 1) * TEXT.length() / PIECES));
        }
        return texts;
    }

    private static List<byte[]> events() {
        List<byte[]> events = new ArrayList<>();
        byte[] before = event("messageStart", "{\"role\":\"assistant\"}");
        for (String text : TEXTS) {
            byte[] delta = event(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":0,\"delta\":{\"text\":" + Json.write(text) + "},\"p\":\"abcdefgh\"}");
            events.add(join(List.of(before, delta)));
            before = new byte[0];
        }
        events.add(join(List.of(
                event("contentBlockStop", "{\"contentBlockIndex\":0}"),
                event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                event("metadata", "{\"metrics\":{\"latencyMs\":1},\"usage\":" + USAGE + "}"))));
        return events;
    }

    private static byte[] event(String type, String payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Map<String, HeaderValue> headers = Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"));
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(bytes);
        return bytes.toByteArray();
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.forEach(whole::writeBytes);
        return whole.toByteArray();
    }
}
