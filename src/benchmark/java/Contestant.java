import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that does the job.
 *
 * @param id for the command line
 * @param artefact its code as it is deployed, for the size; may be a folder
 */
record Contestant(String id, String name, List<String> command, Map<String, String> environment, Path artefact) {

    private static final Path WORK = Path.of("target", "benchmark").toAbsolutePath();
    private static final Path PYTHON = WORK.resolve("python/bin/python3");
    private static final Path PYTHON_SOURCE = Path.of("src/benchmark/python").toAbsolutePath();

    /** All that can be run here; builds what has to be built. */
    static List<Contestant> all(Options options, Certificates certificates) throws IOException, InterruptedException {
        List<Contestant> all = new ArrayList<>();
        String trust = "-Djavax.net.ssl.trustStore=" + certificates.trustStore();
        Path own = options.binary().toAbsolutePath();
        List<String> ownCommand = new ArrayList<>(List.of(own.toString(), trust));
        ownCommand.addAll(options.arguments());
        Path sdk = WORK.resolve("sdk");
        if (options.streams()) {
            Map<String, String> streamed = Map.of("CODEGEN_FUNCTION_URL_INVOKE_MODE", "response-stream");
            all.add(new Contestant("this", "this program", ownCommand, streamed, own));
            all.add(new Contestant("go", "Go, AWS SDK v2", List.of(sdk.toString()), Map.of("STREAM", "1"), sdk));
            return available(all, options);
        }
        Path untuned = options.untuned().toAbsolutePath();
        all.add(new Contestant("this", "this program", ownCommand, Map.of(), own));
        all.add(new Contestant(
                "this-cold", "this program, warm-up off", ownCommand, Map.of("CODEGEN_WARM_UP_ENABLED", "false"), own));
        all.add(new Contestant(
                "untuned", "Quarkus native, untuned", List.of(untuned.toString(), trust), Map.of(), untuned));
        all.add(new Contestant(
                "python",
                "Python, boto3",
                List.of(PYTHON.toString(), PYTHON_SOURCE.resolve("bootstrap.py").toString()),
                Map.of("AWS_CA_BUNDLE", certificates.pem().toString()),
                PYTHON_SOURCE));
        Path bare = WORK.resolve("bare");
        all.add(new Contestant("go", "Go, AWS SDK v2", List.of(sdk.toString()), Map.of(), sdk));
        all.add(new Contestant(
                "go-opened",
                "Go, AWS SDK v2, connections opened beforehand",
                List.of(sdk.toString()),
                Map.of("OPEN_BEFOREHAND", "1"),
                sdk));
        all.add(new Contestant("bare", "Go without SDK, opened beforehand", List.of(bare.toString()), Map.of(), bare));
        return available(all, options);
    }

    private static List<Contestant> available(List<Contestant> all, Options options)
            throws IOException, InterruptedException {
        all.removeIf(contestant -> !options.only().isEmpty() && !options.only().contains(contestant.id()));
        prepare(all);
        all.removeIf(contestant -> {
            boolean absent = !Files.isExecutable(Path.of(contestant.command().get(0)));
            if (absent) {
                System.out.println("left out: " + contestant.name() + ", there is no "
                        + contestant.command().get(0));
            }
            return absent;
        });
        return all;
    }

    private static void prepare(List<Contestant> all) throws IOException, InterruptedException {
        if (has(all, "python") && !Files.exists(PYTHON)) {
            run(Path.of("."), "python3", "-m", "venv", WORK.resolve("python").toString());
            run(
                    Path.of("."),
                    PYTHON.toString(),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "-r",
                    PYTHON_SOURCE + "/requirements.txt");
        }
        if (has(all, "go") || has(all, "go-opened") || has(all, "bare")) {
            run(
                    Path.of("src/benchmark/go"),
                    "go",
                    "build",
                    "-trimpath",
                    "-ldflags",
                    "-s -w",
                    "-o",
                    WORK + "/",
                    "./sdk",
                    "./bare");
        }
    }

    private static boolean has(List<Contestant> all, String id) {
        return all.stream().anyMatch(contestant -> contestant.id().equals(id));
    }

    /** Without its tool a peer is left out, which is said later. */
    private static void run(Path folder, String... command) throws InterruptedException {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
            builder.environment().put("CGO_ENABLED", "0");
            builder.start().waitFor();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
