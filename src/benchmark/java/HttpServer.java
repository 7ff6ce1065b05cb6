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
import java.util.Locale;
import java.util.Map;
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

    record Request(String method, String path, Map<String, String> headers, byte[] body) {}

    /** What is sent; {@code null} in place of it closes the connection without an answer. */
    record Response(int status, Map<String, String> headers, byte[] body) {}

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
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        if (headers.getOrDefault("Expect", "").toLowerCase(Locale.ROOT).contains("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        return new Request(parts[0], parts[1], headers, body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("Transfer-Encoding", "").contains("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int size;
            do {
                size = Integer.parseInt(line(in).split(";")[0].strip(), 16);
                body.write(exactly(in, size));
                line(in);
            } while (size > 0);
            return body.toByteArray();
        }
        return exactly(in, Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
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

    private static void write(Response response, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " X\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(response.body().length).append("\r\n\r\n");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        whole.writeBytes(response.body());
        out.write(whole.toByteArray());
        out.flush();
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
