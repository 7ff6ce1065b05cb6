package io.codegeneration.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A process with a working folder of its own. Neither it nor what it started outlives this JVM, and the folder is removed.
 */
public final class ChildProcess implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final Journal<String> output = new Journal<>();
    private final CompletableFuture<Void> drained;
    private final Thread hook = new Thread(this::destroy);

    /**
     * Starts the command.
     *
     * @param environment changes the inherited variables; given the working folder
     */
    public ChildProcess(List<String> command, BiConsumer<Path, Map<String, String>> environment) {
        try {
            folder = Files.createTempDirectory("child-process");
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            environment.accept(folder, builder.environment());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
        drained = new CompletableFuture<>();
        Thread reader = new Thread(this::drain, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    public Process process() {
        return process;
    }

    public Path folder() {
        return folder;
    }

    public List<String> output() {
        return output.entries();
    }

    /** The first line that fits; fails when the process ends without it or the time is over. */
    public String awaitLine(Predicate<String> wanted, Duration timeout) {
        return output.await(wanted, timeout);
    }

    /** The exit code, once the process has ended and its output is read; an {@link AssertionError} after the timeout. */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("still running after " + timeout + ":\n" + String.join("\n", output()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        drained.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already; destroying twice does no harm.
        }
        destroy();
    }

    private void destroy() {
        // While it lives: a dead process has no descendants.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    private void drain() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            // The pipe breaks when the process is killed.
        } finally {
            output.finish();
            drained.complete(null);
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // What is left in the temporary folder is the system's to clear away.
        }
    }
}
