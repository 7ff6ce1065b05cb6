package io.codegeneration.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The server's side of one connection: answers properly, or misbehaves on purpose. Used by the thread that
 * serves it; any thread may close it.
 */
final class HttpConnection {

    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "transfer-encoding", "keep-alive");

    private final SocketChannel channel;
    private final int number;
    private final InputStream in;
    private final OutputStream out;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    HttpConnection(SocketChannel channel, int number) throws IOException {
        Socket socket = channel.socket();
        socket.setTcpNoDelay(true);
        this.channel = channel;
        this.number = number;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** The how manieth connection of its server it is, from 1. */
    int number() {
        return number;
    }

    HttpMessage read() throws IOException {
        return HttpMessage.readRequest(in, out);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /**
     * Sends a response. This method sets the length of the body, whatever the fields say. A response to HEAD has no body and
     * keeps the length in the fields.
     */
    void send(HttpMessage request, int status, List<Map.Entry<String, String>> fields, byte[] body) throws IOException {
        HttpMessage answer = framed(request, status, fields, body);
        write(request.method().equals("HEAD") ? answer.head() : answer.bytes());
        if (request.has("Connection", "close")) {
            close();
        }
    }

    /** Sends the head and half of the body, then closes. */
    void sendHalf(HttpMessage request, int status, List<Map.Entry<String, String>> fields, byte[] body)
            throws IOException {
        HttpMessage answer = framed(request, status, fields, body);
        write(answer.head());
        write(Arrays.copyOf(body, body.length / 2));
        close();
    }

    /** Sends the head at once and the body byte by byte; ends early when the connection is closed. */
    void sendSlowly(
            HttpMessage request, int status, List<Map.Entry<String, String>> fields, byte[] body, Duration betweenBytes)
            throws IOException {
        HttpMessage answer = framed(request, status, fields, body);
        write(answer.head());
        for (byte each : body) {
            if (!pause(betweenBytes)) {
                return;
            }
            write(new byte[] {each});
        }
        if (request.has("Connection", "close")) {
            close();
        }
    }

    /** Sends a head; {@link #sendChunk} and {@link #endChunks} follow. */
    void beginChunks(HttpMessage request, int status, List<Map.Entry<String, String>> fields) throws IOException {
        List<Map.Entry<String, String>> framed = new ArrayList<>();
        fields.stream()
                .filter(field -> !FRAMING.contains(field.getKey().toLowerCase(Locale.ROOT)))
                .forEach(framed::add);
        framed.add(Map.entry("Transfer-Encoding", "chunked"));
        write(HttpMessage.response(status, framed, new byte[0]).head());
    }

    /** Sends a piece of a body at once. */
    void sendChunk(byte[] piece) throws IOException {
        write(chunk(piece));
    }

    void endChunks(HttpMessage request) throws IOException {
        write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        if (request.has("Connection", "close")) {
            close();
        }
    }

    /** Sends bytes as they are. */
    void sendRaw(byte[] bytes) throws IOException {
        write(bytes);
    }

    static byte[] chunk(byte[] piece) {
        byte[] size = (Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] chunk = Arrays.copyOf(size, size.length + piece.length + 2);
        System.arraycopy(piece, 0, chunk, size.length, piece.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    /** Waits. Returns false at once when the connection is closed from this side. */
    boolean pause(Duration time) {
        return await(new CompletableFuture<>().completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Waits for the gate to open. Returns false at once when the connection is closed from this side. */
    boolean await(CompletableFuture<?> gate) {
        CompletableFuture.anyOf(gate, closed).join();
        return isOpen();
    }

    /**
     * Waits for the gate to open. Returns false if the client had left by then (or sent what it should not), or the
     * connection is closed from this side.
     */
    boolean awaitInCompany(CompletableFuture<?> gate) throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            CompletableFuture.anyOf(gate, closed).whenComplete((result, failure) -> selector.wakeup());
            while (isOpen() && !gate.isDone()) {
                if (selector.select() > 0) {
                    return false;
                }
            }
            return isOpen() && selector.selectNow() == 0;
        } catch (ClosedChannelException e) {
            return false;
        } finally {
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    /** Returns once the client or the server has closed the connection; nothing is answered in the meantime. */
    void awaitEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        close();
    }

    void close() {
        closed.complete(null);
        try {
            // At once: closing alone waits for the thread that reads.
            if (channel.isConnected()) {
                channel.shutdownOutput();
            }
        } catch (IOException e) {
            // It is closed below.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The other side is gone.
        }
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static HttpMessage framed(
            HttpMessage request, int status, List<Map.Entry<String, String>> fields, byte[] body) {
        boolean head = request.method().equals("HEAD");
        List<Map.Entry<String, String>> framed = new ArrayList<>();
        boolean lengthTold = false;
        for (Map.Entry<String, String> field : fields) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            boolean lengthOfHead = head && name.equals("content-length");
            lengthTold |= lengthOfHead;
            if (lengthOfHead || !FRAMING.contains(name)) {
                framed.add(field);
            }
        }
        if (!lengthTold && status != 204 && status != 304) {
            framed.add(Map.entry("Content-Length", Integer.toString(body.length)));
        }
        return HttpMessage.response(status, framed, body);
    }
}
