package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that the binary reads at its start, beside those that were read when it was built. */
class SettingsIT {

    @Test
    void theProgramsOwnAreReadFromVariables() {
        try (NativeFunction function =
                new NativeFunction(Backend.start(), Map.of("CODEGEN_MODEL_MAX_TOKENS", "1000"))) {
            assertThat(models(function)).contains("\"maxTokens\":1000");
        }
    }

    @Test
    void theFrameworksAreReadFromVariables() {
        try (NativeFunction function =
                new NativeFunction(Backend.start(), Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false"))) {
            assertThat(models(function)).contains("maxTokens");
            assertThat(function.process.awaitOutput(line -> line.contains("io.codegeneration.request"), seconds()))
                    .doesNotStartWith("{");
        }
    }

    @Test
    void bothAreReadFromAFile() {
        String file = "quarkus.log.console.json.enabled=false\\ncodegen.model.max-tokens=1000\\n";
        String script = "mkdir config && printf '" + file + "' > config/application.properties && exec '"
                + NativeFunction.BINARY.toAbsolutePath() + "'";
        try (Backend backend = Backend.start();
                LambdaRuntime runtime = LambdaRuntime.start();
                LambdaProcess process = LambdaProcess.start(
                        List.of("/bin/sh", "-c", script), runtime, new HashMap<>(backend.variables()))) {
            process.awaitReady(seconds());
            assertThat(process.output()).isNotEmpty().noneMatch(line -> line.startsWith("{"));
            assertThat(new ApiClient(runtime.frontUrl())
                            .get("/code-generation/models")
                            .text())
                    .contains("\"maxTokens\":1000");
        }
    }

    @Test
    void aSettingThatIsFixedSinceTheBuildIsNamed() {
        try (NativeFunction function =
                new NativeFunction(Backend.start(), Map.of("QUARKUS_HTTP_AUTH_PROACTIVE", "true"))) {
            assertThat(function.process.awaitOutput(
                            line -> line.contains("quarkus.http.auth.proactive was fixed when the program was built"),
                            seconds()))
                    .contains("WARN");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUARKUS_S3_ACCELERATE_MODE",
                "QUARKUS_S3_USE_ARN_REGION_ENABLED",
                "SMALLRYE_CONFIG_LOG_VALUES",
                "QUARKUS_LOG_CONSOLE_JSON_PRETTY_PRINT"
            })
    void aSettingThatIsReadAtTheStartBringsNoWarning(String variable) {
        try (NativeFunction function = new NativeFunction(Backend.start(), Map.of(variable, "false"))) {
            assertThat(models(function)).contains("maxTokens");
            function.process.awaitOutput(line -> line.contains("io.codegeneration.request"), seconds());
            assertThat(function.process.output()).noneMatch(line -> line.contains("WARN"));
        }
    }

    private static String models(NativeFunction function) {
        return function.api().get("/code-generation/models").text();
    }

    private static Duration seconds() {
        return NativeFunction.START;
    }
}
