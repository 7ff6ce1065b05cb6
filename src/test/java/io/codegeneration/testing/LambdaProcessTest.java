package io.codegeneration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process is run as Lambda runs it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the processes are started by a POSIX shell")
@Timeout(60)
class LambdaProcessTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final LambdaRuntime runtime = LambdaRuntime.start();

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void hasTheEnvironmentOfLambdaAndNothingElse() {
        try (LambdaProcess process = shell("env", Map.of("CODEGEN_BUCKET", "bucket", "AWS_REGION", "us-east-1"))) {
            assertThat(process.awaitExit(SOON)).isZero();

            assertThat(process.output())
                    .contains(
                            "AWS_LAMBDA_RUNTIME_API=" + runtime.address(),
                            "AWS_REGION=us-east-1",
                            "CODEGEN_BUCKET=bucket",
                            "TZ=:UTC")
                    .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("JAVA_HOME="))
                    .extracting(line -> line.split("=", 2)[0])
                    .contains("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_INITIALIZATION_TYPE", "_HANDLER", "PATH");
        }
    }

    @Test
    void tellsOutputAndExitCode() {
        try (LambdaProcess process = shell("echo out; echo err >&2; exit 3", Map.of())) {
            assertThat(process.awaitOutput(line -> line.startsWith("e"), SOON)).isEqualTo("err");
            assertThat(process.awaitExit(SOON)).isEqualTo(3);
            assertThat(process.output()).containsExactly("out", "err");
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void canBeKilled() {
        try (LambdaProcess process = waiting()) {
            assertThat(process.isAlive()).isTrue();

            process.kill();

            assertThat(process.awaitExit(SOON)).isEqualTo(128 + 9);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsItsMemory() throws Exception {
        try (LambdaProcess process = shell("echo loaded; read line", Map.of())) {
            process.awaitOutput(line -> true, SOON);

            assertThat(process.residentBytes()).isBetween(100_000L, 100_000_000L);
        }
    }

    @Test
    void leavesNothingBehind() {
        LambdaProcess process = shell("pwd; exec cat", Map.of());
        Path folder = Path.of(process.awaitOutput(line -> true, SOON));
        assertThat(folder).isDirectory();

        process.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void endsTheInvocationThatItHadInHand() throws Exception {
        try (LambdaProcess process = waiting()) {
            CompletableFuture<LambdaRuntime.EventOutcome> outcome = runtime.submit(JSON.createObjectNode());
            get("http://" + runtime.address() + "/2018-06-01/runtime/invocation/next");

            process.kill();

            assertThat(outcome).succeedsWithin(SOON);
            assertThat(outcome.join().errorType()).isEqualTo("Runtime.ExitError");
        }
    }

    @Test
    void saysWhyItIsNotReady() {
        try (LambdaProcess process = shell("echo no bucket; exit 1", Map.of())) {
            process.awaitExit(SOON);

            assertThatThrownBy(() -> process.awaitReady(SOON)).hasMessageContaining("no bucket");
        }
    }

    /** A process that waits for its input, which never comes. */
    private LambdaProcess waiting() {
        return LambdaProcess.start(Path.of("/bin/cat"), runtime, Map.of());
    }

    private LambdaProcess shell(String script, Map<String, String> extra) {
        return LambdaProcess.start(List.of("/bin/sh", "-c", script), runtime, extra);
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
