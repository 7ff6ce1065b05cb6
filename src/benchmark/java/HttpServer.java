import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A small HTTP/1.1 server on a free port of 127.0.0.1: one thread for each connection, and it counts what it accepts. A server
 * for tests, such as WireMock, would take a time of its own for each call, cannot delay a handshake, and does not count them.
 */
final class HttpServer implements AutoCloseable {

    /**
     * A chunk of a body; a body that is not chunked is one.
     *
     * @param arrived when it had arrived whole, by System.nanoTime
     */
    record Chunk(long arrived, byte[] bytes) {}

    /** A request. Trailers are among its headers. */
    record Request(String method, String path, Map<String, String> headers, List<Chunk> chunks) {

        byte[] body() {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            chunks.forEach(chunk -> body.writeBytes(chunk.bytes()));
            return body.toByteArray();
        }
    }

    /** What is sent; {@code null} in place of it closes the connection without an answer. */
    sealed interface Response permits Whole, Streamed {
        int status();

        Map<String, String> headers();
    }

    record Whole(int status, Map<String, String> headers, byte[] body) implements Response {}

    /** A chunked response. Each piece is sent at once, the first one together with the head. */
    record Streamed(int status, Map<String, String> headers, Pieces pieces) implements Response {}

    interface Pieces {
        /** Waits until the next piece is due. Empty after the last one. */
        Optional<byte[]> next() throws InterruptedException;
    }

    interface Handler {
        Response handle(Request request) throws Exception;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final boolean tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private volatile long distance;

    /** Serves; plainly if there is no TLS context. */
    HttpServer(SSLContext tls, Handler handler) throws IOException {
        this.handler = handler;
        this.tls = tls != null;
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        listener = tls == null
                ? new ServerSocket(0, 50, loopback)
                : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on each handshake waits as long, in milliseconds. */
    void distance(long milliseconds) {
        distance = milliseconds;
    }

    /** Connections accepted so far. */
    int connections() {
        return connections.get();
    }

    /** TLS handshakes completed so far. */
    int handshakes() {
        return handshakes.get();
    }

    /** Ends every connection from this side, as a server does with idle ones. */
    void dropConnections() {
        open.forEach(HttpServer::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropConnections();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                start("serve", () -> serve(socket));
            } catch (IOException e) {
                // Closed, or a client that went away.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            if (tls) {
                Thread.sleep(distance);
                ((SSLSocket) socket).startHandshake();
                handshakes.incrementAndGet();
            }
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
            OutputStream out = socket.getOutputStream();
            for (Request request = read(in, out); request != null; request = read(in, out)) {
                Response response = handler.handle(request);
                if (response == null) {
                    return;
                }
                write(response, out);
            }
        } catch (Exception e) {
            // The client is gone.
        } finally {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in, OutputStream out) throws IOException {
        String start = line(in);
        if (start == null || start.isEmpty()) {
            return null;
        }
        String[] parts = start.split(" ");
        Map<String, String> headers = fields(in);
        if (headers.getOrDefault("Expect", "").toLowerCase(Locale.ROOT).contains("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        List<Chunk> chunks = headers.getOrDefault("Transfer-Encoding", "").contains("chunked")
                ? chunks(in, headers)
                : List.of(chunk(in, Integer.parseInt(headers.getOrDefault("Content-Length", "0"))));
        return new Request(parts[0], parts[1], headers, chunks);
    }

    private static List<Chunk> chunks(InputStream in, Map<String, String> headers) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            chunks.add(chunk(in, size));
            line(in);
        }
        headers.putAll(fields(in));
        return chunks;
    }

    private static int chunkSize(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException();
        }
        return Integer.parseInt(line.split(";")[0].strip(), 16);
    }

    private static Chunk chunk(InputStream in, int size) throws IOException {
        byte[] bytes = exactly(in, size);
        return new Chunk(System.nanoTime(), bytes);
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void write(Response response, OutputStream out) throws IOException, InterruptedException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " X\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (response instanceof Whole whole) {
            head.append("Content-Length: ").append(whole.body().length).append("\r\n\r\n");
            send(out, ascii(head), whole.body());
        } else if (response instanceof Streamed streamed) {
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            for (Optional<byte[]> piece = streamed.pieces().next();
                    piece.isPresent();
                    piece = streamed.pieces().next()) {
                head.append(Integer.toHexString(piece.get().length)).append("\r\n");
                send(out, ascii(head), piece.get(), ascii("\r\n"));
                head.setLength(0);
            }
            send(out, ascii(head.append("0\r\n\r\n")));
        }
    }

    private static void send(OutputStream out, byte[]... parts) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        out.write(whole.toByteArray());
        out.flush();
    }

    private static byte[] ascii(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
