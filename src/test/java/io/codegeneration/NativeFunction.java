package io.codegeneration;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The native binary, started as Lambda starts it, before its backend. */
final class NativeFunction implements AutoCloseable {

    /** The binary that the build made. */
    static final Path BINARY = Path.of(System.getProperty("native.image.path", "target/code-generation-runner"));

    static final Duration START = Duration.ofSeconds(30);

    final Backend backend = Backend.start();
    final LambdaRuntime runtime = LambdaRuntime.start();
    final LambdaProcess process;

    NativeFunction() {
        runtime.functionArn("arn:aws:lambda:us-east-1:123456789012:function:code-generation:live");
        Map<String, String> variables = new HashMap<>(backend.variables());
        variables.put("AWS_ENDPOINT_URL_LAMBDA", runtime.invokeUrl());
        process = LambdaProcess.start(BINARY, runtime, variables);
        process.awaitReady(START);
    }

    @Override
    public void close() {
        process.close();
        runtime.close();
        backend.close();
    }
}
