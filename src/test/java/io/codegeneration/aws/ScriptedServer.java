package io.codegeneration.aws;

import io.codegeneration.testing.Closing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server in which a script of the test handles each connection. */
final class ScriptedServer implements AutoCloseable {

    /** Handles a connection. The connection stays open when the script ends. */
    @FunctionalInterface
    interface Script {

        void serve(AcceptedConnection connection) throws Exception;
    }

    /** One connection, seen from the server. */
    static final class AcceptedConnection {

        private final ScriptedServer server;
        private final Socket raw;
        private final Socket socket;
        private final InputStream in;
        private final int number;
        private final CountDownLatch served = new CountDownLatch(1);

        private AcceptedConnection(ScriptedServer server, Socket raw, Socket socket, int number) throws IOException {
            this.server = server;
            this.raw = raw;
            this.socket = socket;
            this.number = number;
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** The number of the connection, beginning with 1. */
        int number() {
            return number;
        }

        /** Reads the next request with its body by {@code Content-Length}; null at the end of the connection. */
        String read() throws IOException {
            String head = head();
            if (head == null) {
                return null;
            }
            int length = head.lines()
                    .filter(line -> line.toLowerCase().startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                    .findFirst()
                    .orElse(0);
            return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        /** Reads the head of the next request with its empty line; null at the end of the connection. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /** Reads the body of a request after its head. */
        void readBody(int length) throws IOException {
            in.readNBytes(length);
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        void close(Closing closing) throws IOException {
            closing.close(raw, socket);
        }

        /** Waits until the client has closed the connection. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // Other data is ignored.
            }
        }

        /** Waits until the script has ended; {@link ScriptedServer#answer} ends with the connection. */
        void awaitServed() throws InterruptedException {
            await(served);
        }

        boolean isServed() {
            return served.getCount() == 0;
        }

        ScriptedServer peer() {
            return server;
        }

        Socket socket() {
            return socket;
        }
    }

    private final SSLContext tls;
    private final Script script;
    private final ServerSocket server;
    private final List<AcceptedConnection> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile CyclicBarrier together = new CyclicBarrier(1);

    private ScriptedServer(SSLContext tls, Script script) {
        this.tls = tls;
        this.script = script;
        try {
            server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        start(this::accept);
    }

    static ScriptedServer plain(Script script) {
        return new ScriptedServer(null, script);
    }

    static ScriptedServer secure(SSLContext tls, Script script) {
        return new ScriptedServer(tls, script);
    }

    /** Answers every request on a connection with 200 and "ok". */
    static void answer(AcceptedConnection connection) throws Exception {
        for (String request = connection.read(); request != null; request = connection.read()) {
            connection.peer().requests.add(request);
            connection.peer().together.await(30, TimeUnit.SECONDS);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (request.startsWith("HEAD") ? "" : "ok"));
        }
    }

    /** Makes {@link #answer} wait until this number of connections have sent a request. */
    void answerTogether(int count) {
        together = new CyclicBarrier(count);
    }

    /** Waits until this number of connections were accepted, including their TLS handshakes. */
    void awaitConnections(int count) throws InterruptedException {
        synchronized (connections) {
            while (connections.size() < count) {
                connections.wait(30_000);
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    /** Returns the number of all connections, including closed ones. */
    List<AcceptedConnection> connections() {
        return connections;
    }

    /** Returns the requests that {@link #answer} has read. */
    List<String> requests() {
        return requests;
    }

    /** Closes all connections. A socket from which a script is reading is closed after the script has ended. */
    void closeAll(Closing closing) throws IOException, InterruptedException {
        for (AcceptedConnection connection : connections) {
            closing.close(connection.raw, connection.socket);
            await(connection.served);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (AcceptedConnection connection : connections) {
            connection.raw.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket raw = server.accept();
                start(() -> serve(raw));
            } catch (IOException e) {
                // The test is over.
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
            AcceptedConnection connection;
            synchronized (connections) {
                connection = new AcceptedConnection(this, raw, socket, connections.size() + 1);
                connections.add(connection);
                connections.notifyAll();
            }
            try {
                script.serve(connection);
            } finally {
                connection.served.countDown();
            }
        } catch (Exception e) {
            // Some tests close the connection on the client side.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "peer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for a latch, and fails the test if it does not open. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("waited in vain");
        }
    }
}
