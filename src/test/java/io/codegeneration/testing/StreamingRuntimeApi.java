package io.codegeneration.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Runtime API that reads responses as they arrive: each chunk can be awaited, and the connection can be cut after one. One
 * event is in progress at a time. Thread-safe.
 *
 * <p>It is apart from {@link LambdaRuntime}, because the servers behind {@link HttpListener} get a request when its whole body
 * has been read, and without its trailers.
 */
public final class StreamingRuntimeApi implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String BASE = "/2018-06-01/runtime/invocation/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An event and what came back for it. */
    public static final class StreamedEvent {

        private final String requestId = UUID.randomUUID().toString();
        private final byte[] event;
        private final int chunksUntilCut;
        private final Duration time;
        private final CompletableFuture<Map<String, String>> head = new CompletableFuture<>();
        private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
        private final CompletableFuture<Map<String, String>> trailers = new CompletableFuture<>();
        private final CompletableFuture<JsonNode> error = new CompletableFuture<>();
        private final CompletableFuture<Void> next = new CompletableFuture<>();

        private StreamedEvent(byte[] event, int chunksUntilCut, Duration time) {
            this.event = event;
            this.time = time;
            this.chunksUntilCut = chunksUntilCut;
        }

        public String requestId() {
            return requestId;
        }

        /** Waits for the headers of the request that carries the response. */
        public Map<String, String> head() {
            return get(head);
        }

        /** Waits for the next chunk, or for the whole body if the response is not chunked. */
        public byte[] chunk() {
            try {
                byte[] chunk = chunks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (chunk == null) {
                    throw new AssertionError("no chunk arrived");
                }
                return chunk;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** Whether a chunk has arrived that was not taken yet. */
        public boolean hasChunk() {
            return !chunks.isEmpty();
        }

        /** Waits for the end of the response and returns its trailers; fails if the connection ended before. */
        public Map<String, String> trailers() {
            return get(trailers);
        }

        /** Whether the response has ended. */
        public boolean ended() {
            return trailers.isDone();
        }

        /** Waits for the end of the response and returns the chunks that were not taken. */
        public byte[] rest() {
            trailers();
            List<byte[]> left = new ArrayList<>();
            chunks.drainTo(left);
            return join(left);
        }

        /** Completed when the runtime asks for the next event. */
        public CompletableFuture<Void> next() {
            return next.copy();
        }

        /** Waits until the runtime asks for the next event. */
        public void awaitNext() {
            get(next);
        }

        /** Whether the runtime has asked for the next event. */
        public boolean isOver() {
            return next.isDone();
        }

        /** Whether the runtime reported an error in place of a response, or after it. */
        public boolean failed() {
            return error.isDone();
        }
    }

    private final ServerSocket server;
    private final BlockingQueue<StreamedEvent> queue = new LinkedBlockingQueue<>();
    private final Map<String, StreamedEvent> invocations = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Socket> sockets = new ArrayList<>();
    private volatile StreamedEvent inHand;

    private StreamingRuntimeApi() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public static StreamingRuntimeApi start() {
        return new StreamingRuntimeApi();
    }

    /** Host and port, the value for {@code AWS_LAMBDA_RUNTIME_API}. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Waits until the runtime asks for its first event. */
    public void awaitReady() {
        get(ready);
    }

    /** Queues an event. */
    public StreamedEvent invoke(JsonNode event) {
        return invoke(event, Integer.MAX_VALUE);
    }

    /** Queues an event and cuts the connection of its response after so many chunks, without a confirmation. */
    public StreamedEvent invoke(JsonNode event, int chunksUntilCut) {
        return invoke(event, chunksUntilCut, LONGEST);
    }

    /** The same for an invocation that has so much time from when the runtime takes it. */
    public StreamedEvent invoke(JsonNode event, int chunksUntilCut, Duration time) {
        try {
            StreamedEvent invocation = new StreamedEvent(JSON.writeValueAsBytes(event), chunksUntilCut, time);
            invocations.put(invocation.requestId, invocation);
            queue.add(invocation);
            return invocation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                synchronized (sockets) {
                    sockets.add(socket);
                }
                start(() -> serve(socket));
            } catch (IOException e) {
                // The server was closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String line = line(in); line != null; line = line(in)) {
                String path = line.split(" ")[1];
                Map<String, String> headers = fields(in);
                if (path.equals(BASE + "next")) {
                    next(socket.getOutputStream());
                } else {
                    String[] parts = path.substring(BASE.length()).split("/");
                    StreamedEvent invocation = invocations.get(parts[0]);
                    if (parts[1].equals("error")) {
                        invocation.error.complete(JSON.readTree(body(in, headers)));
                    } else if (!read(invocation, in, headers)) {
                        // By a reset, so that already the next write fails.
                        socket.setSoLinger(true, 0);
                        return;
                    }
                    send(socket.getOutputStream(), "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // The runtime went away, or the test ended.
        }
    }

    private void next(OutputStream out) throws IOException, InterruptedException {
        ready.complete(null);
        StreamedEvent previous = inHand;
        if (previous != null) {
            previous.next.complete(null);
        }
        StreamedEvent invocation = queue.take();
        inHand = invocation;
        send(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: "
                        + invocation.requestId
                        + "\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:f\r\n"
                        + "Lambda-Runtime-Deadline-Ms: " + (System.currentTimeMillis() + invocation.time.toMillis())
                        + "\r\nContent-Length: " + invocation.event.length + "\r\n\r\n");
        out.write(invocation.event);
        out.flush();
    }

    /** Returns whether the response was read to its end. */
    private static boolean read(StreamedEvent invocation, InputStream in, Map<String, String> headers)
            throws IOException {
        invocation.head.complete(headers);
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            invocation.chunks.add(body(in, headers));
            invocation.trailers.complete(Map.of());
            return true;
        }
        for (int count = 0; count < invocation.chunksUntilCut; count++) {
            String size = line(in);
            if (size == null) {
                invocation.trailers.completeExceptionally(new IOException("the response broke off"));
                return false;
            }
            if (size.equals("0")) {
                invocation.trailers.complete(fields(in));
                return true;
            }
            invocation.chunks.add(in.readNBytes(Integer.parseInt(size, 16)));
            line(in);
        }
        return false;
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(":", 2);
            fields.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        return fields;
    }

    /** A line without its end, or null at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static byte[] join(List<byte[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("nothing arrived", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "runtime-api");
        thread.setDaemon(true);
        thread.start();
    }
}
