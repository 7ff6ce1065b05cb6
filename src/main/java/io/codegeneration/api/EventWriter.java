package io.codegeneration.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes server-sent events and sends each at once. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class EventWriter {

    /** Proxies between caller and server often close a connection that is silent for longer. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    /** Where events come from. */
    interface Source {

        /**
         * Takes the next event.
         *
         * @param silence how long to wait for it
         * @return the event, or empty if none came in that time or none will come
         */
        Optional<StreamEvent> next(Duration silence) throws InterruptedException;

        /** Returns whether every event was taken and no further one will come. */
        boolean ended();
    }

    /** The most bytes that one write may wait for, so that a slow reader of a long event is not taken for one who is gone. */
    static final int SLICE = 16 * 1024;

    private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final OutputStream out;
    private final ObjectMapper json;
    private final WriteTimeout timeout;

    EventWriter(OutputStream out, ObjectMapper json, WriteTimeout timeout) {
        this.out = out;
        this.json = json;
        this.timeout = timeout;
    }

    /**
     * Writes every event, and a comment after each {@link #KEEP_ALIVE} without an event.
     *
     * @throws IOException if the caller is gone
     */
    void writeAll(Source events) throws IOException, InterruptedException {
        while (!events.ended()) {
            Optional<StreamEvent> event = events.next(KEEP_ALIVE);
            if (event.isPresent()) {
                write(event.get());
            } else if (!events.ended()) {
                send(COMMENT);
            }
        }
    }

    /**
     * Writes one event.
     *
     * @throws IOException if the caller is gone
     */
    void write(StreamEvent event) throws IOException {
        String lines = "event: " + event.type() + "\ndata: " + json.writeValueAsString(event) + "\n\n";
        send(lines.getBytes(StandardCharsets.UTF_8));
    }

    private void send(byte[] bytes) throws IOException {
        for (int sent = 0; sent < bytes.length; sent += SLICE) {
            int start = sent;
            timeout.limit(() -> {
                out.write(bytes, start, Math.min(SLICE, bytes.length - start));
                out.flush();
            });
        }
    }
}
