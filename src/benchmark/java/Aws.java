import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bedrock and S3 as a contestant sees them: Converse and ConverseStream give one reply, PUT keeps an object. */
final class Aws implements AutoCloseable {

    static final String BUCKET = "code-generation-benchmark";

    /** What the model writes, and what has to be stored. */
    static final String CODE =
            """
            from typing import Sequence


            def binary_search(items: Sequence[int], wanted: int) -> int:
                \"\"\"The index of wanted in the sorted items, or -1.\"\"\"
                low, high = 0, len(items) - 1
                while low <= high:
                    middle = (low + high) // 2
                    if items[middle] == wanted:
                        return middle
                    if items[middle] < wanted:
                        low = middle + 1
                    else:
                        high = middle - 1
                return -1


            if __name__ == "__main__":
                numbers = [1, 3, 5, 8, 13, 21, 34]
                for number in (1, 13, 34, 4):
                    print(number, binary_search(numbers, number))
            """;

    private static final int HANDSHAKES = 600;

    private final HttpServer bedrock;
    private final HttpServer s3;
    private final long latency;
    private final long pause;
    private final Map<String, byte[]> objects = new LinkedHashMap<>();
    private final List<String> strange = new ArrayList<>();
    private int modelCalls;
    private boolean cutNext;
    private PacedReply latest;

    /**
     * @param latency how long the model takes, in milliseconds
     * @param distance what is waited before each handshake, in milliseconds
     * @param pause what the model waits between two pieces of a stream, in milliseconds; 0 sends all of them at once
     */
    Aws(Certificates certificates, long latency, long distance, long pause) throws Exception {
        this.latency = latency;
        this.pause = pause;
        bedrock = new HttpServer(certificates.tls(), this::model);
        s3 = new HttpServer(certificates.tls(), this::store);
        warm(certificates);
        bedrock.distance(distance);
        s3.distance(distance);
    }

    /** Handshakes until the servers' own code is compiled, so that contestants do not wait for it. */
    private void warm(Certificates certificates) throws Exception {
        byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < HANDSHAKES; i++) {
            int port = i % 2 == 0 ? bedrock.port() : s3.port();
            try (Socket socket = certificates.client().getSocketFactory().createSocket("127.0.0.1", port)) {
                socket.getOutputStream().write(request);
                socket.getInputStream().read(new byte[1000]);
            }
        }
    }

    String bedrockUrl(String host) {
        return "https://" + host + ":" + bedrock.port();
    }

    String s3Url(String host) {
        return "https://" + host + ":" + s3.port();
    }

    int connections() {
        return bedrock.connections() + s3.connections();
    }

    int handshakes() {
        return bedrock.handshakes() + s3.handshakes();
    }

    void dropConnections() {
        bedrock.dropConnections();
        s3.dropConnections();
    }

    /** The next request to the model is read, and its connection then closed. */
    synchronized void cutNext() {
        cutNext = true;
    }

    /** How often a model was asked since this was asked the last time: what would have been billed. */
    synchronized int takeModelCalls() {
        int calls = modelCalls;
        modelCalls = 0;
        return calls;
    }

    /** When the pieces of the latest stream were sent, by System.nanoTime; the end of the message is the last one. */
    synchronized List<Long> sent() {
        return latest.sent();
    }

    /** Throws unless exactly a code object and a record that holds the code were written since the last time. */
    synchronized void checkObjects() {
        List<String> code = objects.keySet().stream()
                .filter(key -> key.startsWith("code-output/"))
                .toList();
        List<String> records = objects.keySet().stream()
                .filter(key -> key.startsWith("generations/"))
                .toList();
        boolean right = objects.size() == 2
                && code.size() == 1
                && records.size() == 1
                && text(code.get(0)).strip().equals(CODE.strip())
                && Json.read(text(records.get(0))).path("code").asText().strip().equals(CODE.strip())
                && strange.isEmpty();
        if (!right) {
            throw new IllegalStateException("stored is " + objects.keySet() + ", asked was also " + strange);
        }
        objects.clear();
    }

    @Override
    public void close() throws Exception {
        bedrock.close();
        s3.close();
    }

    private String text(String key) {
        return new String(objects.get(key), StandardCharsets.UTF_8);
    }

    private HttpServer.Response model(HttpServer.Request request) throws InterruptedException {
        if (!request.method().equals("POST")) {
            return new HttpServer.Whole(404, Map.of("Content-Type", "application/json"), "{}".getBytes());
        }
        synchronized (this) {
            if (!request.path().matches(".*/converse(-stream)?")
                    || !request.headers().containsKey("Authorization")) {
                strange.add(request.path());
            }
            modelCalls++;
            if (cutNext) {
                cutNext = false;
                return null;
            }
        }
        if (latency > 0) {
            Thread.sleep(latency);
        }
        if (!request.path().endsWith("-stream")) {
            return new HttpServer.Whole(200, Map.of("Content-Type", "application/json"), ModelReply.CONVERSE);
        }
        Map<String, String> eventStream = Map.of("Content-Type", "application/vnd.amazon.eventstream");
        if (pause == 0) {
            return new HttpServer.Whole(200, eventStream, ModelReply.CONVERSE_STREAM);
        }
        PacedReply reply = new PacedReply(pause);
        synchronized (this) {
            latest = reply;
        }
        return new HttpServer.Streamed(200, eventStream, reply);
    }

    private synchronized HttpServer.Response store(HttpServer.Request request) {
        String prefix = "/" + BUCKET + "/";
        if (!request.method().equals("PUT")) {
            byte[] denied = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>".getBytes();
            return new HttpServer.Whole(403, Map.of("Content-Type", "application/xml"), denied);
        }
        if (!request.path().startsWith(prefix) || !request.headers().containsKey("Authorization")) {
            strange.add(request.path());
        } else {
            objects.put(request.path().substring(prefix.length()).split("\\?")[0], request.body());
        }
        return new HttpServer.Whole(200, Map.of("ETag", "\"0123456789abcdef\"", "x-amz-request-id", "1"), new byte[0]);
    }
}
