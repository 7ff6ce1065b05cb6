import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One start of one contestant, before a Runtime API of its own. */
final class Run implements AutoCloseable {

    /** What was measured of one stream, in milliseconds. */
    record StreamTimes(double firstByte, List<Double> pieces, double end, int events) {}

    private final Aws aws;
    private final boolean streams;
    private final LambdaApi api;
    private final Process process;
    private final long started;
    private final int handshakesBefore;

    /** Starts the process; the first event is there already. */
    Run(Contestant contestant, Aws aws, Certificates certificates, CpuShare share, Options options) throws Exception {
        this.aws = aws;
        streams = options.streams();
        handshakesBefore = aws.handshakes();
        api = new LambdaApi(streams, aws::handshakes);
        api.offer();
        ProcessBuilder builder = new ProcessBuilder(share.command(contestant.command()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(environment(aws, certificates, options.host()));
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
        environment.putAll(contestant.environment());
        Path log = Path.of("target/benchmark", contestant.id() + ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        started = System.nanoTime();
        process = builder.start();
    }

    /** From the start of the process to its asking for the first event, in milliseconds. */
    double toFirstNext() throws InterruptedException {
        return (api.firstNext() - started) / 1e6;
    }

    /** TLS handshakes before the first event was asked for. */
    int handshakesBeforeNext() {
        return (int) api.seenAtFirstNext() - handshakesBefore;
    }

    /** TLS handshakes since the first event was asked for. */
    int handshakesAfterNext() {
        return aws.handshakes() - (int) api.seenAtFirstNext();
    }

    void offer() {
        api.offer();
    }

    /** The answer to the event offered before; checked, with all that was stored for it. Milliseconds. */
    double checkedAnswer() throws Exception {
        LambdaApi.Answer answer = api.answer();
        if (streams) {
            stream(answer);
        } else {
            check(answer.payload());
        }
        aws.checkObjects();
        return answer.milliseconds();
    }

    /** Calls, and measures the checked stream. */
    StreamTimes stream() throws Exception {
        offer();
        LambdaApi.Answer answer = api.answer();
        EventStream stream = stream(answer);
        aws.checkObjects();
        List<Long> sent = aws.sent();
        List<Double> delays = new ArrayList<>();
        int length = 0;
        for (int piece = 0; piece < ModelReply.TEXTS.size(); piece++) {
            length += ModelReply.TEXTS.get(piece).length();
            delays.add((stream.arrivalOf(length) - sent.get(piece)) / 1e6);
        }
        long first = answer.request().chunks().get(0).arrived();
        return new StreamTimes(
                (first - answer.handedOver()) / 1e6,
                delays,
                (answer.arrived() - sent.get(sent.size() - 1)) / 1e6,
                stream.texts().size());
    }

    /** Calls and waits for the checked answer. Milliseconds. */
    double call() throws Exception {
        offer();
        return checkedAnswer();
    }

    /** Memory in RAM, in MB (10^6 bytes). */
    double resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
            }
        }
        throw new IOException("no VmRSS");
    }

    /** Processor time so far of all threads that have not ended, in milliseconds. */
    double cpu() throws IOException {
        long nanos = 0;
        try (var tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    nanos += Long.parseLong(
                            Files.readString(task.resolve("schedstat")).split(" ")[0]);
                } catch (NoSuchFileException e) {
                    // A thread that has ended since.
                }
            }
        }
        return nanos / 1e6;
    }

    /** Page faults so far that needed no disk. */
    long pageFaults() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
    }

    void signal(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
        api.close();
    }

    private static void check(String payload) {
        JsonNode response = Json.read(payload);
        if (response.path("statusCode").asInt() != 200) {
            throw new IllegalStateException("answered " + payload);
        }
        if (!isRight(Json.read(response.path("body").asText()))) {
            throw new IllegalStateException("answered " + payload);
        }
    }

    private static EventStream stream(LambdaApi.Answer answer) {
        HttpServer.Request request = answer.request();
        boolean streamed = request.headers()
                        .getOrDefault("Content-Type", "")
                        .equals("application/vnd.awslambda.http-integration-response")
                && !request.headers().containsKey("Lambda-Runtime-Function-Error-Type");
        if (!streamed) {
            throw new IllegalStateException("answered " + request.headers() + answer.payload());
        }
        EventStream stream = EventStream.of(request.chunks());
        List<EventStream.Event> events = stream.events();
        EventStream.Event last = events.get(events.size() - 1);
        if (stream.prelude().path("statusCode").asInt() != 200
                || !events.get(0).type().equals("started")
                || !stream.text().equals(String.join("", ModelReply.TEXTS))
                || !last.type().equals("completed")
                || !isRight(last.data())) {
            throw new IllegalStateException("answered " + answer.payload());
        }
        return stream;
    }

    private static boolean isRight(JsonNode answer) {
        return answer.path("message").asText().equals("Code generation complete")
                && answer.path("code").asText().strip().equals(Aws.CODE.strip());
    }

    private static Map<String, String> environment(Aws aws, Certificates certificates, String host) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", aws.bedrockUrl(host));
        environment.put("AWS_ENDPOINT_URL_S3", aws.s3Url(host));
        environment.put("CODEGEN_BUCKET", Aws.BUCKET);
        environment.put("SSL_CERT_FILE", certificates.pem().toString());
        // Else Go reads the machine's own bundle besides.
        environment.put("SSL_CERT_DIR", "/nowhere");
        // Everybody does the same: no checksums besides the signature's.
        environment.put("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        environment.put("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required");
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_DEFAULT_REGION", "eu-central-1");
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_SESSION_TOKEN", "token");
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "code-generation");
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/code-generation");
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef");
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        environment.put("_HANDLER", "bootstrap");
        environment.put("LD_LIBRARY_PATH", "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/opt/lib");
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        return environment;
    }
}
