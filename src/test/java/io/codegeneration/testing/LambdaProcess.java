package io.codegeneration.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * An executable, run as Lambda runs a custom runtime: in a folder of its own and with nothing in its environment but what
 * Lambda sets and the test adds. Destroyed at {@link #close()} and when the JVM ends; its end is told to its
 * {@link LambdaRuntime}. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime">
 *     Defined runtime environment variables</a>
 */
public final class LambdaProcess implements AutoCloseable {

    private final LambdaRuntime runtime;
    private final ChildProcess child;
    private final CompletableFuture<Void> endTold;

    private LambdaProcess(List<String> command, LambdaRuntime runtime, Map<String, String> extra) {
        this.runtime = runtime;
        runtime.processStarts();
        child = new ChildProcess(command, (folder, environment) -> {
            environment.clear();
            environment.putAll(environment(runtime, folder, extra));
        });
        endTold = child.process().onExit().thenRun(runtime::processEnded);
    }

    /** Starts the executable; see {@link #start(List, LambdaRuntime, Map)}. */
    public static LambdaProcess start(Path binary, LambdaRuntime runtime, Map<String, String> extra) {
        return start(List.of(binary.toAbsolutePath().toString()), runtime, extra);
    }

    /**
     * Starts a command and returns at once: see {@link #awaitReady}. One process a runtime at a time.
     *
     * @param command its first part an absolute path
     * @param extra variables in addition to Lambda's, or in place of them
     */
    public static LambdaProcess start(List<String> command, LambdaRuntime runtime, Map<String, String> extra) {
        return new LambdaProcess(command, runtime, extra);
    }

    /**
     * Waits until the process asks for its first event.
     *
     * @throws AssertionError with the output, if the process ends, reports an error or is not ready in time
     */
    public void awaitReady(Duration timeout) {
        try {
            runtime.awaitFirstNext(timeout);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ":\n" + String.join("\n", output()), e);
        }
    }

    /** The lines written to standard output and standard error so far, in their order. */
    public List<String> output() {
        return child.output();
    }

    /**
     * Waits for a line of output.
     *
     * @throws AssertionError if the process ends without it, or the time is over
     */
    public String awaitOutput(Predicate<String> line, Duration timeout) {
        return child.awaitLine(line, timeout);
    }

    /**
     * Waits for the end of the process; its output is complete then.
     *
     * @return the exit code, 128 and the signal's number if it was killed
     * @throws AssertionError if it is still running after the timeout
     */
    public int awaitExit(Duration timeout) {
        int code = child.awaitExit(timeout);
        endTold.join();
        return code;
    }

    public boolean isAlive() {
        return child.process().isAlive();
    }

    public long pid() {
        return child.process().pid();
    }

    /** Sends SIGKILL, as Lambda does; {@link #awaitExit} tells when it has struck. */
    public void kill() {
        child.process().destroyForcibly();
    }

    /**
     * The memory that the process has in RAM, in bytes.
     *
     * @throws IOException if it has ended, or on anything but Linux
     */
    public long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid() + " has ended"));
    }

    @Override
    public void close() {
        child.close();
        endTold.join();
    }

    private static Map<String, String> environment(LambdaRuntime runtime, Path folder, Map<String, String> extra) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_LAMBDA_RUNTIME_API", runtime.address());
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_DEFAULT_REGION", "eu-central-1");
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_SESSION_TOKEN", "test");
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "code-generation");
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/code-generation");
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef");
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        environment.put("_HANDLER", "bootstrap");
        environment.put("LAMBDA_TASK_ROOT", folder.toString());
        environment.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        environment.put("LD_LIBRARY_PATH", "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/opt/lib");
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        environment.putAll(extra);
        return environment;
    }
}
