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

    private static final class RelayedConnection {

        private final Socket raw;
        private final Socket socket;
        private final Socket onward;
        private final CountDownLatch ended = new CountDownLatch(1);

        RelayedConnection(Socket raw, Socket socket, Socket onward) {
            this.raw = raw;
            this.socket = socket;
            this.onward = onward;
        }
    }

    private final URI target;
    private final SSLContext tls;
    private final ServerSocket server;
    private final List<RelayedConnection> connections = new CopyOnWriteArrayList<>();
    private final AtomicReference<Closing> next = new AtomicReference<>();

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
        return connections.size();
    }

    /** Lets go of all connections and returns when the other side could know it. */
    public void closeAll(Closing closing) throws IOException, InterruptedException {
        for (RelayedConnection connection : connections) {
            if (connection.ended.getCount() > 0) {
                closing.close(connection.raw, connection.socket);
                connection.onward.close();
                if (!connection.ended.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("a connection does not end");
                }
            }
        }
    }

    /** Lets go of the next connection that carries a response, in the middle of it. */
    public void closeInTheNextResponse(Closing closing) {
        next.set(closing);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (RelayedConnection connection : connections) {
            connection.raw.close();
            connection.onward.close();
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
            RelayedConnection connection = new RelayedConnection(raw, socket, onward);
            connections.add(connection);
            start(() -> back(connection));
            forth(connection);
        } catch (IOException e) {
            // The client went away before anything was sent.
        }
    }

    private static void forth(RelayedConnection connection) {
        try (OutputStream out = connection.onward.getOutputStream()) {
            connection.socket.getInputStream().transferTo(out);
        } catch (IOException e) {
            // Either side has gone.
        } finally {
            connection.ended.countDown();
        }
    }

    private void back(RelayedConnection connection) {
        byte[] bytes = new byte[64 * 1024];
        try (InputStream in = connection.onward.getInputStream();
                OutputStream out = connection.socket.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                Closing closing = next.getAndSet(null);
                if (closing != null) {
                    out.write(bytes, 0, count / 2);
                    out.flush();
                    closing.close(connection.raw, connection.socket);
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
