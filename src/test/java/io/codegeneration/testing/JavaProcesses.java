package io.codegeneration.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a program of the tests in several processes at once. */
public final class JavaProcesses {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private JavaProcesses() {}

    /**
     * Runs a class's {@code main} so many times at once, on this JVM's class path.
     *
     * @return the lines that each of them printed
     * @throws AssertionError if one fails or does not end
     */
    public static List<List<String>> run(int count, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        List<ChildProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                processes.add(new ChildProcess(command, (folder, environment) -> {}));
            }
            List<List<String>> outputs = new ArrayList<>();
            for (ChildProcess process : processes) {
                int code = process.awaitExit(PATIENCE);
                if (code != 0) {
                    throw new AssertionError("ended with " + code + ":\n" + String.join("\n", process.output()));
                }
                outputs.add(process.output());
            }
            return outputs;
        } finally {
            processes.forEach(ChildProcess::close);
        }
    }
}
