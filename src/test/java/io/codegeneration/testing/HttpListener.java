package io.codegeneration.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 server on an ephemeral port of the loopback interface, one thread a connection. The servers
 * behind it do what a stub server such as WireMock does not: they count connections, close one in the middle of an answer,
 * leave a request unanswered while they look whether the client is still there, and hold an answer until a test lets it go.
 */
final class HttpListener implements AutoCloseable {

    /** Called with each request, on the connection's own thread: answers or closes. */
    @FunctionalInterface
    interface Handler {

        void handle(HttpMessage request, HttpConnection connection) throws IOException;
    }

    private final String name;
    private final Handler handler;
    private final ServerSocketChannel server;
    private final String address;
    private final Thread acceptor;
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile int forgotten;

    HttpListener(String name, Handler handler) {
        this.name = name;
        this.handler = handler;
        try {
            this.server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 100);
            this.address = "127.0.0.1:" + server.socket().getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.acceptor = start(name, this::accept);
    }

    String address() {
        return address;
    }

    String url() {
        return "http://" + address();
    }

    /** Connections accepted since the start or the last {@link #forget()}. */
    int connections() {
        return accepted.get() - forgotten;
    }

    void forget() {
        forgotten = accepted.get();
    }

    /** Closes every connection, idle or busy; new ones are accepted as before. */
    void dropConnections() {
        open.forEach(HttpConnection::close);
    }

    /** Closes every connection and returns once the port refuses new ones. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAcceptor();
        dropConnections();
    }

    /** The system listens on until the call that waits for connections has returned. */
    private void awaitAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                HttpConnection connection = new HttpConnection(server.accept(), accepted.incrementAndGet());
                open.add(connection);
                if (!server.isOpen()) {
                    connection.close();
                }
                start(name + "-" + connection.number(), () -> serve(connection));
            } catch (IOException e) {
                // Closed, which ends the loop, or a client that went away before it was served, which does not.
            }
        }
    }

    private void serve(HttpConnection connection) {
        try {
            for (HttpMessage request = connection.read(); request != null; request = connection.read()) {
                answer(request, connection);
            }
        } catch (IOException | RuntimeException e) {
            // The client went away, or what it sent is not HTTP: either way the connection is of no further use.
        } finally {
            connection.close();
            open.remove(connection);
        }
    }

    private void answer(HttpMessage request, HttpConnection connection) throws IOException {
        try {
            handler.handle(request, connection);
        } catch (RuntimeException | AssertionError e) {
            // A mistake in the fixture or in a test's predicate: told to the client, who is the test.
            byte[] body = ("fixture failed: " + e).getBytes(StandardCharsets.UTF_8);
            connection.send(request, 500, List.of(Map.entry("Content-Type", "text/plain; charset=utf-8")), body);
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
