package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.ObjectKey;
import io.codegeneration.generation.ObjectStore;
import io.codegeneration.generation.ObjectStore.StoredObject;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.storage.ObjectStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest extends ObjectStoreContract {

    @TempDir
    private Path temporary;

    private Path folder;
    private FolderStore store;

    @BeforeEach
    void start() {
        folder = temporary.resolve("not/there/yet");
        store = open();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void showsItsBucketAsLocal() {
        assertThat(store.bucket()).isEqualTo("local");
    }

    @Test
    void keepsTheFolderAbsoluteAndPlain() {
        assertThat(new FolderStore(
                                new LocalConfig(Path.of("target", "..", "target", "x"), Duration.ZERO),
                                new ObjectMapper())
                        .folder())
                .isEqualTo(Path.of("target", "x").toAbsolutePath());
    }

    @Test
    void makesNoFolderBeforeSomethingIsPut() {
        assertThat(store.get(newKey("a.txt"), PATIENCE)).isEmpty();
        assertThat(folder).doesNotExist();
    }

    @Test
    void putsObjectsWhereADeveloperLooksForThem() {
        ObjectKey key = new ObjectKey("code-output/20261122T101530123Z-k3v9q2w8-a.py");

        put(key, object("print(1)\n"));

        assertThat(folder.resolve("code-output").resolve("20261122T101530123Z-k3v9q2w8-a.py"))
                .hasContent("print(1)\n");
    }

    @Test
    void keepsObjectsOverARestart() {
        ObjectKey key = newKey("a.py");
        put(key, new StoredObject(bytes("x"), "text/x-python; charset=UTF-8", Map.of("language", "python")));

        store = open();

        StoredObject object = get(key);
        assertThat(object.content()).isEqualTo(bytes("x"));
        assertThat(object.contentType()).isEqualTo("text/x-python; charset=UTF-8");
        assertThat(object.metadata()).isEqualTo(Map.of("language", "python"));
    }

    @Test
    void showsAReaderWholeObjectsOnlyWhileTheyAreReplaced() throws Exception {
        ObjectKey key = newKey("replaced.txt");
        int rounds = 100;
        List<StoredObject> versions = List.of(object("a".repeat(300_000)), object("b".repeat(500_000)), object(""));
        Set<String> whole = versions.stream().map(FolderStoreTest::text).collect(Collectors.toUnmodifiableSet());
        put(key, versions.get(0));
        CountDownLatch reading = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> writer = threads.submit(() -> {
                reading.await();
                for (int i = 0; i < rounds; i++) {
                    put(key, versions.get(i % versions.size()));
                }
                return null;
            });
            Future<Integer> reader = threads.submit(() -> {
                int reads = 0;
                while (!writer.isDone() || reads == 0) {
                    assertThat(whole.contains(text(get(key))))
                            .as("a whole version")
                            .isTrue();
                    reads++;
                    reading.countDown();
                }
                return reads;
            });
            assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
            writer.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        int threads = 16;
        ObjectKey shared = newKey("shared.txt");
        List<ObjectKey> keys = IntStream.range(0, threads)
                .mapToObj(i -> newKey("thread_" + i + ".txt"))
                .toList();
        CountDownLatch ready = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String mine = "thread " + i;
                ObjectKey key = keys.get(i);
                done.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    for (int round = 0; round < 5; round++) {
                        put(key, object(mine + " round " + round));
                        put(shared, object(mine));
                        assertThat(text(get(key))).isEqualTo(mine + " round " + round);
                        assertThat(text(get(shared))).matches("thread \\d+");
                    }
                    return null;
                }));
            }
            for (Future<?> thread : done) {
                thread.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        for (int i = 0; i < threads; i++) {
            assertThat(text(get(keys.get(i)))).isEqualTo("thread " + i + " round 4");
        }
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void leavesNoTemporaryFile() throws Exception {
        put(newKey("a.txt"), object("a"));
        put(newKey("b/c.txt"), object("b"));

        assertThat(unfinished()).isEmpty();
        assertThat(files()).as("two objects and their metadata").hasSize(4);
    }

    @Test
    void leavesNoTemporaryFileWhereAnObjectCannotBePut() throws Exception {
        ObjectKey key = newKey("a");
        put(key, object("a"));

        TransientException e = catchThrowableOfType(
                TransientException.class, () -> put(new ObjectKey(key.value() + "/below"), object("b")));

        assertThat(e).as("a failure").isNotNull();
        assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(e.getMessage()).doesNotContain(folder.toString());
        assertThat(text(get(key))).isEqualTo("a");
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void isNotHarmedByWhatACrashLeft() throws Exception {
        ObjectKey key = newKey("a.txt");
        put(key, object("old"));
        for (String leftover : List.of("1234567890", "half", "a.txt")) {
            Files.write(folder.resolve(".unfinished").resolve(leftover), bytes("ha"));
        }

        store = open();
        put(newKey("b.txt"), object("b"));
        assertThat(text(get(key))).isEqualTo("old");
        put(key, object("new"));

        assertThat(text(get(key))).isEqualTo("new");
        assertThat(unfinished()).hasSize(3);
    }

    @Test
    void hasNothingWhereACrashCameBeforeTheObjectItself() throws Exception {
        ObjectKey key = newKey("a.txt");
        put(key, object("a"));
        Files.delete(folder.resolve(key.value()));

        assertThat(store.get(key, PATIENCE)).isEmpty();

        put(key, object("again"));
        assertThat(text(get(key))).isEqualTo("again");
    }

    @Test
    void isAProblemOfTheStoreWhereMetadataAreSpoilt() throws Exception {
        ObjectKey key = newKey("a.txt");
        put(key, object("a"));
        Files.writeString(folder.resolve(".metadata").resolve(key.value() + ".json"), "{\"content-type");

        TransientException e = catchThrowableOfType(TransientException.class, () -> store.get(key, PATIENCE));

        assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(e.getMessage()).doesNotContain(key.value(), "JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside.txt", "a/../../outside.txt", "..", ".", "", "a/..", "/outside.txt", "a/../../x/y.txt"
            })
    void refusesAKeyThatLeadsOut(String key) throws Exception {
        put(newKey("inside.txt"), object("x"));
        List<Path> before = everything();

        assertThatThrownBy(() -> put(new ObjectKey(key), object("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.get(new ObjectKey(key), PATIENCE)).isInstanceOf(IllegalArgumentException.class);

        assertThat(everything()).isEqualTo(before);
    }

    private FolderStore open() {
        return new FolderStore(new LocalConfig(folder, Duration.ZERO), new ObjectMapper());
    }

    private List<String> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".unfinished"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<Path> files() throws IOException {
        return everything().stream().filter(Files::isRegularFile).toList();
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.sorted().toList();
        }
    }

    private static StoredObject object(String text) {
        return new StoredObject(bytes(text), "text/plain", Map.of());
    }

    private static String text(StoredObject object) {
        return new String(object.content(), StandardCharsets.UTF_8);
    }
}
