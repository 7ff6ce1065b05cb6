package io.codegeneration.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

/**
 * A running third-party server, on a free port of 127.0.0.1. {@code src/test/peers/install} installs the programs into
 * {@code target/peers}.
 */
final class Peer implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "peers");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    /** Another process may take the port between the moment it is chosen and the start. */
    private static final int TRIES = 3;

    private final ChildProcess process;
    private final int port;

    private Peer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled(String name) {
        return Files.isExecutable(FOLDER.resolve(name));
    }

    /** Disables tests, and says why, if the program is not installed. */
    static ConditionEvaluationResult enabledIfInstalled(String name) {
        return isInstalled(name)
                ? ConditionEvaluationResult.enabled(name + " is installed")
                : ConditionEvaluationResult.disabled(
                        FOLDER.resolve(name) + " is missing, so nothing is tested against it:"
                                + " src/test/peers/install installs it, with Go and access to a module proxy");
    }

    /**
     * Starts an installed program and waits until it listens.
     *
     * @param arguments its arguments, given the port
     * @param environment changes the inherited variables; given the working folder
     * @throws AssertionError with its output, if it does not listen
     */
    static Peer start(
            String name, IntFunction<List<String>> arguments, BiConsumer<Path, Map<String, String>> environment) {
        for (int tries = 1; ; tries++) {
            int port = freePort();
            List<String> command = new ArrayList<>();
            command.add(FOLDER.resolve(name).toAbsolutePath().toString());
            command.addAll(arguments.apply(port));
            ChildProcess process = new ChildProcess(command, environment);
            if (listens(process, port)) {
                return new Peer(process, port);
            }
            process.close();
            if (tries == TRIES) {
                throw new AssertionError(name + " does not listen:\n" + String.join("\n", process.output()));
            }
        }
    }

    ChildProcess process() {
        return process;
    }

    /** Its address, without a slash at its end. */
    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }

    /** A port of 127.0.0.1 without a listener. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(ChildProcess process, int port) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.process().isAlive() && System.nanoTime() < end) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return process.process().isAlive();
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return false;
    }
}
