package io.codegeneration.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.Condition.Absent;
import io.codegeneration.generation.archive.ObjectStore.Condition.Matches;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import io.codegeneration.testing.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of several processes that work on one folder. It says {@code ready}, begins at the first byte of its input, and says
 * what it achieved.
 */
final class FolderRace {

    static final ObjectKey COUNTER = new ObjectKey("idempotency/race/counter.json");
    static final ObjectKey GUARDED = new ObjectKey("generations/race/guarded.json");
    static final ObjectKey REWRITTEN = new ObjectKey("generations/race/rewritten.json");
    private static final ObjectKey GUARD = new ObjectKey("idempotency/guard/claim.json");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ObjectStore store;
    private final String name;

    private FolderRace(ObjectStore store, String name) {
        this.store = store;
        this.name = name;
    }

    /** Starts a process. */
    static ChildProcess start(Path folder, String name, String task, int rounds) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                FolderRace.class.getName(),
                folder.toString(),
                name,
                task,
                Integer.toString(rounds));
        return new ChildProcess(command, (working, environment) -> {});
    }

    public static void main(String[] arguments) throws IOException {
        LocalConfig config = new LocalConfig(Path.of(arguments[0]), Duration.ZERO);
        FolderRace race = new FolderRace(new FolderStore(config, new ObjectMapper()), arguments[1]);
        int rounds = Integer.parseInt(arguments[3]);
        System.out.println("ready");
        System.in.read();
        switch (arguments[2]) {
            case "compete" -> {
                race.claimAll(rounds);
                race.count(rounds);
                race.guard(rounds);
            }
            case "rewrite" -> race.rewrite();
            default -> throw new IllegalArgumentException(arguments[2]);
        }
        System.out.println("done");
    }

    /** What {@link #rewrite()} writes: bytes and metadata that belong together. */
    static StoredObject whole(int number) {
        String text = Integer.toString(number % 7);
        return new StoredObject(bytes(text.repeat(20_000 + number % 7)), "text/" + text, Map.of("number", text));
    }

    static ObjectKey claim(int number) {
        return new ObjectKey("idempotency/race/" + number + ".json");
    }

    private void claimAll(int rounds) {
        for (int i = 0; i < rounds; i++) {
            if (store.put(claim(i), text(name), new Absent(), PATIENCE).isPresent()) {
                System.out.println("won " + i);
            }
        }
    }

    private void count(int rounds) {
        for (int i = 0; i < rounds; i++) {
            boolean counted = false;
            while (!counted) {
                Found found = store.get(COUNTER, PATIENCE).orElseThrow();
                counted = store.put(COUNTER, next(found), new Matches(found.version()), PATIENCE)
                        .isPresent();
            }
        }
    }

    /** Counts without a condition, while it holds a claim that it removes afterwards, its folders with it. */
    private void guard(int rounds) {
        for (int i = 0; i < rounds; i++) {
            Optional<Version> held = Optional.empty();
            while (held.isEmpty()) {
                held = store.put(GUARD, text(name + i), new Absent(), PATIENCE);
            }
            store.put(GUARDED, next(store.get(GUARDED, PATIENCE).orElseThrow()), PATIENCE);
            store.delete(GUARD, held.get(), PATIENCE);
        }
    }

    private void rewrite() {
        for (int i = 1; ; i++) {
            store.put(REWRITTEN, whole(i), PATIENCE);
            System.out.println("wrote " + i);
            if (i % 5 == 0) {
                store.delete(REWRITTEN, PATIENCE);
            }
        }
    }

    private static StoredObject next(Found found) {
        int number = Integer.parseInt(new String(found.object().content(), StandardCharsets.UTF_8));
        return text(Integer.toString(number + 1));
    }

    static StoredObject text(String text) {
        return new StoredObject(bytes(text), "text/plain", Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
