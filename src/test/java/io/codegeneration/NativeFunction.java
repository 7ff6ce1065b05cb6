package io.codegeneration;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import java.nio.file.Path;
import java.time.Duration;

/** The native binary, started as Lambda starts it, before its backend. */
final class NativeFunction implements AutoCloseable {

    /** The binary that the build made. */
    static final Path BINARY = Path.of(System.getProperty("native.image.path", "target/code-generation-runner"));

    static final Duration START = Duration.ofSeconds(30);

    final Backend backend = Backend.start();
    final LambdaRuntime runtime = LambdaRuntime.start();
    final LambdaProcess process = LambdaProcess.start(BINARY, runtime, backend.variables());

    NativeFunction() {
        process.awaitReady(START);
    }

    @Override
    public void close() {
        process.close();
        runtime.close();
        backend.close();
    }
}
