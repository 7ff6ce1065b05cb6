import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lambda's Runtime API for one start of one contestant. Times are System.nanoTime.
 *
 * <p>It is not the Runtime API of the tests, because its own work is part of what is measured. It keeps the event ready as
 * bytes, reads the clock as the first and the last thing it does with a call, and does not read an answer before the clock.
 */
final class LambdaApi implements AutoCloseable {

    /** An answer: when its event was handed over, when it had arrived whole, and the request that brought it. */
    record Answer(long handedOver, long arrived, HttpServer.Request request) {
        double milliseconds() {
            return (arrived - handedOver) / 1e6;
        }

        String payload() {
            return new String(request.body(), StandardCharsets.UTF_8);
        }
    }

    private static final String BASE = "/2018-06-01/runtime";
    private static final String EVENT =
            """
            {"version":"2.0","routeKey":"$default","rawPath":"/code-generation","rawQueryString":"","headers":{\
            "accept":"*/*","content-length":"54","content-type":"application/json","host":"abc123.execute-api.eu-central-1.amazonaws.com",\
            "user-agent":"curl/8.5.0","x-amzn-trace-id":"Root=1-69217e1f-0123456789abcdef01234567","x-forwarded-for":"203.0.113.7",\
            "x-forwarded-port":"443","x-forwarded-proto":"https"},"requestContext":{"accountId":"123456789012","apiId":"abc123",\
            "domainName":"abc123.execute-api.eu-central-1.amazonaws.com","domainPrefix":"abc123","http":{"method":"POST",\
            "path":"/code-generation","protocol":"HTTP/1.1","sourceIp":"203.0.113.7","userAgent":"curl/8.5.0"},\
            "requestId":"Ab1Cd2Ef3=","routeKey":"$default","stage":"$default","time":"22/Nov/2026:10:15:30 +0000","timeEpoch":0},\
            "body":"{\\"key\\":\\"python\\",\\"message\\":\\"implement binary search\\"}","isBase64Encoded":false}""";

    /** The same request through a Function URL, for a stream of events. */
    private static final String STREAM_EVENT = EVENT.replace("*/*", "text/event-stream")
            .replace("abc123.execute-api.eu-central-1.amazonaws.com", "abc123.lambda-url.eu-central-1.on.aws");

    private final HttpServer server = new HttpServer(null, this::handle);
    private final BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final byte[] event;
    private final LongSupplier atFirstNext;
    private volatile long firstNext;
    private volatile long seenAtFirstNext;
    private volatile long handedOver;

    /**
     * @param streams whether the events ask for streams
     * @param atFirstNext read in the moment in which the first event is asked for
     */
    LambdaApi(boolean streams, LongSupplier atFirstNext) throws Exception {
        event = (streams ? STREAM_EVENT : EVENT).getBytes(StandardCharsets.UTF_8);
        this.atFirstNext = atFirstNext;
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }

    /** Hands the event over as soon as it is asked for. */
    void offer() {
        events.add(0);
    }

    Answer answer() throws InterruptedException {
        Answer answer = answers.poll(60, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IllegalStateException(ready.getCount() > 0 ? "no event was asked for" : "no answer");
        }
        return answer;
    }

    /** Waits for the first time that an event is asked for. */
    long firstNext() throws InterruptedException {
        if (!ready.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no event was asked for");
        }
        return firstNext;
    }

    long seenAtFirstNext() {
        return seenAtFirstNext;
    }

    @Override
    public void close() throws Exception {
        server.close();
    }

    private HttpServer.Response handle(HttpServer.Request request) throws InterruptedException {
        long now = System.nanoTime();
        if (request.path().equals(BASE + "/invocation/next")) {
            if (firstNext == 0) {
                firstNext = now;
                seenAtFirstNext = atFirstNext.getAsLong();
                ready.countDown();
            }
            events.take();
            Map<String, String> headers = Map.of(
                    "Content-Type", "application/json",
                    "Lambda-Runtime-Aws-Request-Id", UUID.randomUUID().toString(),
                    "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:bench",
                    "Lambda-Runtime-Trace-Id", "Root=1-69217e1f-0123456789abcdef01234567;Sampled=0",
                    "Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 60_000));
            handedOver = System.nanoTime();
            return new HttpServer.Whole(200, headers, event);
        }
        answers.add(new Answer(handedOver, now, request));
        return new HttpServer.Whole(202, Map.of("Content-Type", "application/json"), "{\"status\":\"OK\"}".getBytes());
    }
}
