package io.codegeneration.blackbox;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaProcess;
import io.codegeneration.testing.LambdaRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The native binary, started as Lambda starts it, before its backend. */
final class NativeFunction implements AutoCloseable {

    /** The binary that the build made. */
    static final Path BINARY = Path.of(System.getProperty("native.image.path", "target/code-generation-runner"));

    static final Duration START = Duration.ofSeconds(30);

    final Backend backend;
    final LambdaRuntime runtime = LambdaRuntime.start();
    private final Map<String, String> variables;
    private final List<String> command;

    LambdaProcess process;

    NativeFunction() {
        this(Backend.start(), Map.of());
    }

    /** One of several before the same backend, or with settings of its own. */
    NativeFunction(Backend backend, Map<String, String> settings) {
        this(backend, settings, runtime -> Map.of());
    }

    /**
     * One with settings that depend on the Runtime API.
     *
     * @param further gives settings before the process starts
     * @param options of the native runtime, such as {@code -Xmx100m}
     */
    NativeFunction(
            Backend backend,
            Map<String, String> settings,
            Function<LambdaRuntime, Map<String, String>> further,
            String... options) {
        this.backend = backend;
        command = new ArrayList<>(List.of(BINARY.toAbsolutePath().toString()));
        command.addAll(List.of(options));
        runtime.functionArn("arn:aws:lambda:us-east-1:123456789012:function:code-generation:live");
        variables = new HashMap<>(backend.variables());
        variables.put("AWS_ENDPOINT_URL_LAMBDA", runtime.invokeUrl());
        variables.putAll(settings);
        variables.putAll(further.apply(runtime));
        start();
    }

    ApiClient api() {
        return new ApiClient(runtime.frontUrl());
    }

    /** Kills the process, wherever it is. */
    void kill() {
        process.kill();
        process.awaitExit(START);
    }

    void start() {
        process = LambdaProcess.start(command, runtime, variables);
        process.awaitReady(START);
    }

    @Override
    public void close() {
        process.close();
        runtime.close();
        backend.close();
    }
}
