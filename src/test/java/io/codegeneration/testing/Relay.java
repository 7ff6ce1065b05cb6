package io.codegeneration.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands before a server, with TLS or without, hands bytes to and fro, and lets connections go as servers and networks do:
 * what the server itself does not do, or does not do with TLS. Thread-safe.
 */
public final class Relay implements AutoCloseable {

    private static final class Line {

        private final Socket raw;
        private final Socket socket;
        private final Socket onward;
        private final CountDownLatch ended = new CountDownLatch(1);

        Line(Socket raw, Socket socket, Socket onward) {
            this.raw = raw;
            this.socket = socket;
            this.onward = onward;
        }
    }

    private final URI target;
    private final SSLContext tls;
    private final ServerSocket server;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final AtomicReference<Farewell> next = new AtomicReference<>();

    private Relay(String url, SSLContext tls) {
        this.target = URI.create(url);
        this.tls = tls;
        try {
            server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** @param tls null for none */
    public static Relay before(String url, SSLContext tls) {
        return new Relay(url, tls);
    }

    public String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + server.getLocalPort();
    }

    /** Connections so far, also those that are closed. */
    public int connections() {
        return lines.size();
    }

    /** Lets go of all connections and returns when the other side could know it. */
    public void leaveAll(Farewell farewell) throws IOException, InterruptedException {
        for (Line line : lines) {
            if (line.ended.getCount() > 0) {
                farewell.say(line.raw, line.socket);
                line.onward.close();
                if (!line.ended.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("a connection does not end");
                }
            }
        }
    }

    /** Lets go of the next connection that carries a response, in the middle of it. */
    public void leaveInTheNextResponse(Farewell farewell) {
        next.set(farewell);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Line line : lines) {
            line.raw.close();
            line.onward.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket raw = server.accept();
                start(() -> serve(raw));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket raw) {
        try {
            raw.setTcpNoDelay(true);
            Socket socket = raw;
            if (tls != null) {
                SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
                secured.setUseClientMode(false);
                secured.startHandshake();
                socket = secured;
            }
            Socket onward = new Socket(target.getHost(), target.getPort());
            onward.setTcpNoDelay(true);
            Line line = new Line(raw, socket, onward);
            lines.add(line);
            start(() -> back(line));
            forth(line);
        } catch (IOException e) {
            // The client went away before anything was sent.
        }
    }

    private static void forth(Line line) {
        try (OutputStream out = line.onward.getOutputStream()) {
            line.socket.getInputStream().transferTo(out);
        } catch (IOException e) {
            // Either side has gone.
        } finally {
            line.ended.countDown();
        }
    }

    private void back(Line line) {
        byte[] bytes = new byte[64 * 1024];
        try (InputStream in = line.onward.getInputStream();
                OutputStream out = line.socket.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                Farewell farewell = next.getAndSet(null);
                if (farewell != null) {
                    out.write(bytes, 0, count / 2);
                    out.flush();
                    farewell.say(line.raw, line.socket);
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // Either side has gone.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
