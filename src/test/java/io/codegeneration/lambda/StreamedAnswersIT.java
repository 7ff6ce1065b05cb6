package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import io.codegeneration.testing.StreamingRuntimeApi;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class StreamedAnswersIT extends StreamedAnswersSuite {

    private static final Path BINARY = Path.of(System.getProperty("native.image.path"));

    private static final StreamingRuntimeApi RUNTIME = StreamingRuntimeApi.start();
    private static Backend backend;
    private static LambdaRuntime unused;
    private static LambdaProcess process;

    @BeforeAll
    static void start() {
        backend = Backend.start();
        unused = LambdaRuntime.start();
        Map<String, String> variables = new HashMap<>(backend.variables());
        variables.put("AWS_LAMBDA_RUNTIME_API", RUNTIME.address());
        variables.put("CODEGEN_FUNCTION_URL_INVOKE_MODE", "response-stream");
        process = LambdaProcess.start(BINARY, unused, variables);
        RUNTIME.awaitReady();
    }

    @AfterEach
    void isStillTheSameProcess() {
        assertThat(process.isAlive()).isTrue();
    }

    @AfterAll
    static void stop() {
        process.close();
        unused.close();
        RUNTIME.close();
        backend.close();
    }

    @Override
    StreamingRuntimeApi runtime() {
        return RUNTIME;
    }

    @Override
    Backend backend() {
        return backend;
    }
}
