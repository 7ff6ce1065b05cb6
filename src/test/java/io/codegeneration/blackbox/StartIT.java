package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the binary starts, and how it does not. */
class StartIT {

    private static final Path PAGE = Path.of("src/main/resources/page");

    @ParameterizedTest
    @CsvSource({
        "CODEGEN_BUCKET, '', CODEGEN_BUCKET",
        "CODEGEN_MODEL_PROVIDER, sample, CODEGEN_MODEL_PROVIDER",
        "CODEGEN_STORE_PROVIDER, folder, CODEGEN_STORE_PROVIDER",
        "CODEGEN_MODEL_MAX_TOKENS, 100, CODEGEN_MODEL_MAX_TOKENS",
        "CODEGEN_MODEL_MAX_TOKENS, many, codegen.model.max-tokens",
        "CODEGEN_GATEWAY_LIMIT, soon, codegen.gateway-limit",
        "CODEGEN_GATEWAY_LIMIT, 60s, CODEGEN_GATEWAY_LIMIT",
        "CODEGEN_FUNCTION_URL_INVOKE_MODE, streaming, codegen.function-url.invoke-mode",
        "CODEGEN_MODEL_CONTINUATIONS, -1, CODEGEN_MODEL_CONTINUATIONS",
        "CODEGEN_MODEL_OVERRIDES_0__ID, '', codegen.model.overrides[0].id",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, nowhere, AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
        "CODEGEN_BEDROCK_CONNECT_TIMEOUT, 0s, CODEGEN_BEDROCK_CONNECT_TIMEOUT",
        "AWS_ENDPOINT_URL_LAMBDA, nowhere, AWS_ENDPOINT_URL_LAMBDA",
        "HTTPS_PROXY, socks5://user:word@proxy:1080, HTTPS_PROXY",
        "CODEGEN_JOBS_PROVIDER, process, CODEGEN_JOBS_PROVIDER",
        "CODEGEN_JOBS_MAX_AGE, 0s, CODEGEN_JOBS_MAX_AGE",
        "CODEGEN_IDEMPOTENCY_RETENTION, 72h, CODEGEN_IDEMPOTENCY_RETENTION"
    })
    void refusesABadSettingWithItsName(String variable, String value, String named) {
        Map<String, String> variables = new HashMap<>(Map.of("CODEGEN_BUCKET", "code"));
        variables.put(variable, value);
        try (LambdaRuntime runtime = LambdaRuntime.start();
                LambdaProcess process = LambdaProcess.start(NativeFunction.BINARY, runtime, variables)) {
            assertThat(process.awaitExit(NativeFunction.START)).isNotZero();
            assertThat(process.output()).hasSizeLessThanOrEqualTo(2).anySatisfy(line -> assertThat(line)
                    .contains(named));
        }
    }

    @Test
    void startsWithNothingButABucket() {
        try (LambdaRuntime runtime = LambdaRuntime.start();
                LambdaProcess process =
                        LambdaProcess.start(NativeFunction.BINARY, runtime, Map.of("CODEGEN_BUCKET", "code"))) {
            process.awaitReady(NativeFunction.START);
            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void logsOneLineARequestAndNothingOfIt() {
        try (NativeFunction function = new NativeFunction()) {
            ApiClient api = new ApiClient(function.runtime.frontUrl());
            api.generate("python", "a secret instruction");
            String line = function.process.awaitOutput(
                    text -> text.contains("io.codegeneration.request"), NativeFunction.START);

            assertThat(line).startsWith("{").endsWith("}");
            assertThat(line)
                    .contains(
                            "\"outcome\":\"succeeded\"",
                            "\"language\":\"python\"",
                            "\"model\":\"us.anthropic.claude-haiku-5-5\"",
                            "\"inputTokens\":",
                            "\"milliseconds\":",
                            "\"id\":",
                            "\"requestId\":");
            assertThat(function.process.output())
                    .allSatisfy(text -> assertThat(text).doesNotContain("secret", "instruction", "```"));
            assertThat(function.process.output())
                    .filteredOn(text -> text.contains("io.codegeneration.request"))
                    .hasSize(1);
        }
    }

    @Test
    void holdsNothingThatIsMeantForADevelopersMachine() throws IOException {
        String binary = Files.readString(NativeFunction.BINARY, StandardCharsets.ISO_8859_1);

        List.of(
                        "SampleModel",
                        "FolderStore",
                        "OpenAiModel",
                        "PageRoutes",
                        "PageFile",
                        "built-in sample",
                        "swagger-ui",
                        "Turns an instruction into source code")
                .forEach(name -> assertThat(binary.contains(name)).as(name).isFalse());
    }

    /** Neither the page nor the libraries that it uses. */
    @Test
    void holdsNoFileOfThePage() throws IOException {
        String binary = Files.readString(NativeFunction.BINARY, StandardCharsets.ISO_8859_1);
        List<Path> files;
        try (Stream<Path> all = Files.walk(PAGE)) {
            files = all.filter(Files::isRegularFile).toList();
        }

        assertThat(files).hasSizeGreaterThan(50).allSatisfy(file -> {
            assertThat(binary.contains("page/" + PAGE.relativize(file))).isFalse();
            assertThat(binary.contains(middle(file))).isFalse();
        });
    }

    /** Returns a part of the file that is long enough to be in no other file. */
    private static String middle(Path file) throws IOException {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        int from = content.length() / 2;
        return content.substring(from, Math.min(content.length(), from + 100));
    }
}
