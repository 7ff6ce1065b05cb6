package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the binary does before its first event. */
class WarmUpIT {

    @Test
    void opensTheConnectionsThatTheFirstRequestUses() {
        try (NativeFunction function = new NativeFunction()) {
            int toBedrock = function.backend.bedrock().connections();
            int toS3 = function.backend.proxy().connections();
            assertThat(toBedrock).isEqualTo(1);
            assertThat(toS3).isEqualTo(2);

            assertThat(new ApiClient(function.runtime.frontUrl())
                            .generate("python", "fizz buzz")
                            .status())
                    .isEqualTo(200);

            assertThat(function.backend.bedrock().connections()).isEqualTo(toBedrock);
            assertThat(function.backend.proxy().connections()).isEqualTo(toS3);
        }
    }

    @Test
    void asksForNothingThatIsBilledOrKept() {
        try (NativeFunction function = new NativeFunction()) {
            assertThat(function.backend.bedrock().requests()).isEmpty();
            assertThat(function.backend.bedrock().strays()).isEmpty();
            assertThat(function.backend.proxy().requests()).isEmpty();
            assertThat(function.process.output())
                    .noneMatch(line -> line.contains("io.codegeneration.request"))
                    .noneMatch(line -> line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""));
        }
    }

    @Test
    void canBeSwitchedOff() {
        Map<String, String> off = Map.of("CODEGEN_WARM_UP_ENABLED", "false");
        try (NativeFunction function = new NativeFunction(Backend.start(), off)) {
            assertThat(function.backend.bedrock().connections()).isZero();
            assertThat(function.backend.proxy().connections()).isZero();
        }
    }

    @Test
    void startsWhereNothingCanBeReached() throws IOException {
        String nowhere;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = "http://127.0.0.1:" + closed.getLocalPort();
        }
        assertStarts(nowhere);
    }

    @Test
    void startsWhereNothingAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertStarts("http://127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void saysWhatItDidWhenAsked() {
        Map<String, String> debug = Map.of("QUARKUS_LOG_CATEGORY__IO_CODEGENERATION__LEVEL", "DEBUG");
        try (NativeFunction function = new NativeFunction(Backend.start(), debug)) {
            assertThat(function.process.awaitOutput(line -> line.contains("Warmed up"), NativeFunction.START))
                    .contains("bedrock connected", "s3 connected", "request done");
        }
    }

    private static void assertStarts(String endpoint) {
        Map<String, String> variables = new HashMap<>();
        variables.put("CODEGEN_BUCKET", "code");
        variables.put("CODEGEN_WARM_UP_LIMIT", "300ms");
        variables.put("AWS_ENDPOINT_URL_S3", endpoint);
        variables.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", endpoint);
        try (LambdaRuntime runtime = LambdaRuntime.start();
                LambdaProcess process = LambdaProcess.start(NativeFunction.BINARY, runtime, variables)) {
            process.awaitReady(Duration.ofSeconds(10));
            assertThat(runtime.initErrors()).isEmpty();
            assertThat(process.isAlive()).isTrue();
        }
    }
}
