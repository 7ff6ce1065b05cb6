import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the command line says. */
record Options(
        String mode,
        int starts,
        int calls,
        long latency,
        long pause,
        long distance,
        String host,
        double cpu,
        Path binary,
        List<String> arguments,
        Path untuned,
        Path out,
        Set<String> only) {

    static final String HELP =
            """
            src/benchmark/run [MODE] [NAME=VALUE ...]

            cold (default)  starts every contestant in turn: time to the first event and answer, warm calls, memory
            load            one start each and many calls: latency and memory by the thousand
            idle            servers close idle connections: what the next call does, and what it costs
            stream          the model sends its reply in 40 pieces: how long each takes to the Runtime API
            stream-load     one start each and many streams without pauses: latency and memory by the thousand

            starts=15       counted starts of each, after an uncounted one right before
            calls=200       calls of each start (load, stream-load: 10000; stream: 50)
            latency=0       how long the model takes before it answers, milliseconds (stream: 200)
            pause=20        how long it waits between two pieces (stream), milliseconds
            distance=0      what a server waits before each handshake, milliseconds, in place of a network
            host=127.0.0.1  what contestants call the servers: localhost has to be looked up
            cpu=1           share of one processor, by a cgroup's quota of 20 ms periods; 1 is no limit
            only=ID,ID      this, this-cold, untuned, python, go, go-opened, bare; for streams: this, go
            binary=FILE     this program's binary (target/code-generation-runner)
            argument=-Xmn…  an argument of this program's binary, to try what the build could set; may be repeated
            untuned=FILE    the untuned build's (target/benchmark/untuned-runner)
            out=FOLDER      where NAME.json, NAME.md and NAME.svg go (target/benchmark/results)
            """;

    private static final long UNSET = -1;

    static Options parse(String[] arguments) {
        String mode = "cold";
        int starts = 15;
        int calls = 0;
        long latency = UNSET;
        long pause = 20;
        long distance = 0;
        String host = "127.0.0.1";
        double cpu = 1;
        Path binary = Path.of("target/code-generation-runner");
        List<String> extra = new ArrayList<>();
        Path untuned = Path.of("target/benchmark/untuned-runner");
        Path out = Path.of("target/benchmark/results");
        Set<String> only = Set.of();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            String value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "cold", "load", "idle", "stream", "stream-load" -> mode = parts[0];
                case "starts" -> starts = Integer.parseInt(value);
                case "calls" -> calls = Integer.parseInt(value);
                case "latency" -> latency = Long.parseLong(value);
                case "pause" -> pause = Long.parseLong(value);
                case "distance" -> distance = Long.parseLong(value);
                case "host" -> host = value;
                case "cpu" -> cpu = Double.parseDouble(value);
                case "binary" -> binary = Path.of(value);
                case "argument" -> extra.add(value);
                case "untuned" -> untuned = Path.of(value);
                case "out" -> out = Path.of(value);
                case "only" -> only = new LinkedHashSet<>(Arrays.asList(value.split(",")));
                default -> throw new IllegalArgumentException(argument + "?\n\n" + HELP);
            }
        }
        int many =
                switch (mode) {
                    case "load", "stream-load" -> 10_000;
                    case "stream" -> 50;
                    default -> 200;
                };
        return new Options(
                mode,
                starts,
                calls == 0 ? many : calls,
                latency == UNSET ? usualLatency(mode) : latency,
                mode.equals("stream") ? pause : 0,
                distance,
                host,
                cpu,
                binary,
                extra,
                untuned,
                out,
                only);
    }

    /** Whether the contestants stream their answers. */
    boolean streams() {
        return mode.startsWith("stream");
    }

    private static long usualLatency(String mode) {
        return mode.equals("stream") ? 200 : 0;
    }

    /** Names the result files. */
    String name() {
        return mode
                + (latency == usualLatency(mode) ? "" : "-" + latency + "ms")
                + (distance == 0 ? "" : "-distance" + distance)
                + (cpu == 1 ? "" : "-cpu" + Math.round(cpu * 100));
    }
}
