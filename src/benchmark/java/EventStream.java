import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A streamed answer as the Runtime API got it.
 *
 * @param prelude status and headers
 */
record EventStream(JsonNode prelude, List<Event> events) {

    /**
     * A server-sent event.
     *
     * @param arrived when its last byte arrived, by System.nanoTime
     */
    record Event(String type, JsonNode data, long arrived) {}

    private static final String PRELUDE_END = "\0".repeat(8);
    private static final String EVENT_END = "\n\n";

    /** Throws IllegalArgumentException if the chunks are not a prelude and events. */
    static EventStream of(List<HttpServer.Chunk> chunks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Integer> ends = new ArrayList<>();
        for (HttpServer.Chunk chunk : chunks) {
            bytes.writeBytes(chunk.bytes());
            ends.add(bytes.size());
        }
        // One character a byte, so that positions in the text are positions in the bytes.
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        int body = text.indexOf(PRELUDE_END);
        if (body < 0) {
            throw new IllegalArgumentException("no prelude: " + text);
        }
        List<Event> events = new ArrayList<>();
        int start = body + PRELUDE_END.length();
        int chunk = 0;
        for (int end = text.indexOf(EVENT_END, start); end >= 0; end = text.indexOf(EVENT_END, start)) {
            int next = end + EVENT_END.length();
            while (ends.get(chunk) < next) {
                chunk++;
            }
            String lines = utf8(text.substring(start, end));
            if (!lines.startsWith(":")) {
                events.add(event(lines, chunks.get(chunk).arrived()));
            }
            start = next;
        }
        return new EventStream(Json.read(utf8(text.substring(0, body))), events);
    }

    /** The text of all pieces. */
    String text() {
        return texts().stream().map(event -> event.data().path("text").asText()).collect(Collectors.joining());
    }

    /** The pieces of text. */
    List<Event> texts() {
        return events.stream().filter(event -> event.type().equals("text")).toList();
    }

    /** When the text had arrived up to this length. */
    long arrivalOf(int length) {
        int so = 0;
        for (Event event : texts()) {
            so += event.data().path("text").asText().length();
            if (so >= length) {
                return event.arrived();
            }
        }
        throw new IllegalArgumentException("the text has only " + so + " characters");
    }

    private static Event event(String lines, long arrived) {
        String[] parts = lines.split("\n", 2);
        if (parts.length < 2 || !parts[0].startsWith("event: ") || !parts[1].startsWith("data: ")) {
            throw new IllegalArgumentException("no event: " + lines);
        }
        return new Event(
                parts[0].substring("event: ".length()), Json.read(parts[1].substring("data: ".length())), arrived);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
