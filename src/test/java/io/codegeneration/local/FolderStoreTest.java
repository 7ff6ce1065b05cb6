package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Sha256;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.Condition.Absent;
import io.codegeneration.generation.archive.ObjectStore.Condition.Matches;
import io.codegeneration.generation.archive.ObjectStore.Snapshot;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import io.codegeneration.s3.ObjectStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void readsAndWritesOnAnInterruptedThread() {
        ObjectKey key = new ObjectKey("generations/anonymous/1.json");
        StoredObject object = new StoredObject("{}".getBytes(StandardCharsets.UTF_8), "application/json", Map.of());
        Thread.currentThread().interrupt();
        try {
            assertThat(store.put(key, object, new Absent(), Deadline.NONE)).isPresent();
            assertThat(store.get(key, Deadline.NONE)).isPresent();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
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
        assertThat(list("", null, 10)).isEmpty();
        store.delete(newKey("a.txt"), PATIENCE);
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
            strings = {
                "../outside.txt",
                "a/../../outside.txt",
                "..",
                ".",
                "",
                "a/..",
                "/outside.txt",
                "a/../../x/y.txt",
                "a//b",
                "a/./b",
                "a/../b",
                "a/b/",
                ".metadata/a.txt.json",
                ".METADATA/a.txt.json",
                ".unfinished/1",
                ".unfinished"
            })
    void refusesAKeyThatLeadsOutOrToWhatIsItsOwnOrToAnothersFile(String name) throws Exception {
        put(newKey("inside.txt"), object("x"));
        List<Path> before = everything();
        ObjectKey key = new ObjectKey(name);

        Stream.<ThrowingCallable>of(
                        () -> put(key, object("x")),
                        () -> put(key, object("x"), new Absent()),
                        () -> store.get(key, PATIENCE),
                        () -> store.delete(key, PATIENCE))
                .forEach(operation -> assertThatThrownBy(operation).isInstanceOf(IllegalArgumentException.class));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void listsNothingOfItsOwnAndNothingOutside() throws Exception {
        ObjectKey key = newKey("a.txt");
        put(key, object("a"));
        Files.writeString(temporary.resolve("outside.txt"), "x");

        assertThat(list("", null, 10)).containsExactly(key.value());
        for (String prefix :
                List.of(".", ".m", ".metadata/", ".unfinished/", ".unfinished", "..", "../", "/", "a/../", "x//")) {
            assertThat(list(prefix, null, 10)).as(prefix).isEmpty();
        }
    }

    @Test
    void takesAFileThatAPersonPutThereForNoObject() throws Exception {
        ObjectKey key = newKey("a.txt");
        Path file = folder.resolve(key.value());
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");

        assertThat(store.get(key, PATIENCE)).isEmpty();
        assertThat(list(key.value(), null, 10)).isEmpty();
        assertThat(put(key, object("ours"), new Absent())).isPresent();
        assertThat(text(get(key))).isEqualTo("ours");
    }

    @Test
    void servesAnObjectThatAPersonChanged() throws Exception {
        ObjectKey key = newKey("a.py");
        put(key, new StoredObject(bytes("print(1)"), "text/x-python", Map.of("language", "python")));
        Version seen = find(key).version();

        Files.writeString(folder.resolve(key.value()), "print(2)");

        assertThat(text(get(key))).isEqualTo("print(2)");
        assertThat(get(key).contentType()).isEqualTo("text/x-python");
        assertThat(get(key).metadata()).isEqualTo(Map.of("language", "python"));
        assertThat(put(key, object("x"), new Matches(seen))).isEmpty();
        assertThat(put(key, object("x"), new Matches(find(key).version()))).isPresent();
    }

    @Test
    void readsFoldersFromWhenEveryWriteHadAnId() throws Exception {
        ObjectKey key = newKey("a.py");
        put(key, object("print(1)"));
        Files.createDirectories(folder.resolve(".locks"));
        Files.writeString(folder.resolve(".locks/17"), "");
        Files.writeString(
                metadata(key),
                "{\"write\":\"c7dd2f39-5a0c-4bd5-a17f-2a3ad7dcd6d8\",\"objects\":[{\"sha256\":\"" + "0".repeat(64)
                        + "\",\"content-type\":\"text/html\",\"metadata\":{}},{\"sha256\":\""
                        + Sha256.hex("print(1)")
                        + "\",\"content-type\":\"text/x-python\",\"metadata\":{\"language\":\"python\"}}]}");

        assertThat(get(key).contentType()).isEqualTo("text/x-python");
        assertThat(get(key).metadata()).isEqualTo(Map.of("language", "python"));
        assertThat(list("", null, 10)).containsExactly(key.value());
        assertThat(put(key, object("x"), new Matches(find(key).version()))).isPresent();
    }

    @Test
    void hasTheOldObjectWholeWhereADeathCameBeforeTheNewBytes() throws Exception {
        ObjectKey key = newKey("a.txt");
        StoredObject old = new StoredObject(bytes("old"), "text/old", Map.of("language", "old"));
        put(key, old);
        Version seen = find(key).version();
        put(key, new StoredObject(bytes("new"), "text/new", Map.of("language", "new")));
        Files.writeString(folder.resolve(key.value()), "old");

        store = open();

        assertThat(get(key)).usingRecursiveComparison().isEqualTo(old);
        assertThat(find(key).version()).isEqualTo(seen);
        assertThat(put(key, object("next"), new Matches(seen))).isPresent();
        assertThat(text(get(key))).isEqualTo("next");
    }

    @Test
    void hasNothingWhereADeathCameInTheMiddleOfADeletion() throws Exception {
        ObjectKey key = newKey("a.txt");
        Version seen = put(key, object("a"), new Absent()).orElseThrow();
        Files.delete(folder.resolve(key.value()));

        assertThat(list(key.value(), null, 10)).isEmpty();
        assertThat(put(key, object("b"), new Matches(seen))).isEmpty();
        store.delete(key, PATIENCE);
        assertThat(metadata(key)).doesNotExist();
    }

    @Test
    void replacesAnObjectWhoseMetadataAreSpoilt() throws Exception {
        ObjectKey key = newKey("a.txt");
        put(key, object("a"));
        for (String spoilt : List.of("", "null", "[]", "{}", "{\"objects\":[]}", "{\"content-type")) {
            Files.writeString(metadata(key), spoilt);

            assertThatThrownBy(() -> get(key)).isInstanceOf(TransientException.class);
            assertThat(put(key, object("b"), new Absent())).isEmpty();
            put(key, object("c"));
            assertThat(text(get(key))).isEqualTo("c");
        }
    }

    @Test
    void givesEqualBytesEqualVersions() {
        ObjectKey key = newKey("a.txt");
        Version version = put(key, object("a"), new Absent()).orElseThrow();

        put(key, object("b"));
        assertThat(find(key).version()).isNotEqualTo(version);

        put(key, new StoredObject(bytes("a"), "text/html", Map.of("language", "c")));
        assertThat(find(key).version()).isEqualTo(version);
    }

    @Test
    void removesWhatBecameEmpty() throws Exception {
        ObjectKey deep = new ObjectKey("code-output/id-slug/src/main/a.py");
        ObjectKey other = new ObjectKey("code-output/id-slug/b.py");
        put(deep, object("a"));
        put(other, object("b"));

        store.delete(deep, PATIENCE);
        assertThat(folder.resolve("code-output/id-slug")).isDirectoryContaining("glob:**b.py");
        assertThat(folder.resolve("code-output/id-slug/src")).doesNotExist();
        assertThat(folder.resolve(".metadata/code-output/id-slug/src")).doesNotExist();

        store.delete(other, PATIENCE);
        assertThat(folder.resolve("code-output")).doesNotExist();
        assertThat(folder.resolve(".metadata")).isEmptyDirectory();
        assertThat(folder).isDirectory();
    }

    @Test
    void removesNoFolder() {
        ObjectKey key = newKey("a.txt");
        put(key, object("a"));
        ObjectKey above = new ObjectKey("code-output");

        store.delete(above, PATIENCE);

        assertThat(store.get(above, PATIENCE)).isEmpty();
        assertThat(text(get(key))).isEqualTo("a");
    }

    @Test
    void losesNothingThatIsPutIntoAFolderWhichIsRemoved() throws Exception {
        String prefix = newKey("folder/").value();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ObjectKey key = new ObjectKey(prefix + i);
                done.add(threads.submit(() -> {
                    for (int round = 0; round < 40; round++) {
                        store.put(key, object("x" + round), PATIENCE);
                        assertThat(text(get(key))).isEqualTo("x" + round);
                        store.delete(key, PATIENCE);
                        assertThat(store.get(key, PATIENCE)).isEmpty();
                    }
                    return null;
                }));
            }
            for (Future<?> thread : done) {
                thread.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(folder.resolve(prefix)).doesNotExist();
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void losesNoUpdateOfManyThreads() throws Exception {
        ObjectKey key = newKey("counter.txt");
        put(key, object("0"));
        int threads = 8;
        int rounds = 15;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                done.add(executor.submit(() -> {
                    for (int counted = 0; counted < rounds; ) {
                        Snapshot snapshot = store.get(key, PATIENCE).orElseThrow();
                        int next = Integer.parseInt(text(snapshot.object())) + 1;
                        counted += store.put(
                                                key,
                                                object(Integer.toString(next)),
                                                new Matches(snapshot.version()),
                                                PATIENCE)
                                        .isPresent()
                                ? 1
                                : 0;
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
        assertThat(text(get(key))).isEqualTo(Integer.toString(threads * rounds));
    }

    @Test
    void listsTenThousandObjects() throws Exception {
        put(new ObjectKey("generations/anonymous/10000.json"), object("{}"));
        Path content = folder.resolve("generations/anonymous/10000.json");
        Path metadata = metadata(new ObjectKey("generations/anonymous/10000.json"));
        for (int i = 10_001; i < 20_000; i++) {
            Files.copy(content, content.resolveSibling(i + ".json"));
            Files.copy(metadata, metadata.resolveSibling(i + ".json.json"));
        }

        List<String> seen = new ArrayList<>();
        for (List<String> page = list("generations/anonymous/", null, 1000); !page.isEmpty(); ) {
            seen.addAll(page);
            page = list("generations/anonymous/", seen.get(seen.size() - 1), 1000);
        }

        assertThat(seen)
                .isEqualTo(IntStream.range(10_000, 20_000)
                        .mapToObj(i -> "generations/anonymous/" + i + ".json")
                        .toList());
        assertThat(list("generations/anonymous/1500", null, 1000)).hasSize(10);
    }

    @Test
    void deletesAtItsStartTheFilesThatAKilledProcessDidNotFinish() throws Exception {
        ObjectKey key = newKey("a.txt");
        put(key, object("a"));
        Path old = Files.writeString(folder.resolve(".unfinished/old"), "ha");
        Path young = Files.writeString(folder.resolve(".unfinished/young"), "ha");
        age(Duration.ofMinutes(61), old, metadata(key), folder.resolve(key.value()));
        age(Duration.ofMinutes(59), young);

        store = open();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(text(get(key))).isEqualTo("a");
    }

    @Test
    void deletesOldClaimsAtItsStart() throws Exception {
        ObjectKey old = new ObjectKey("idempotency/anonymous/old.json");
        ObjectKey young = new ObjectKey("idempotency/anonymous/young.json");
        ObjectKey abandoned = new ObjectKey("idempotency/probe/abandoned.json");
        ObjectKey generation = new ObjectKey("generations/anonymous/old.json");
        List.of(old, young, abandoned, generation).forEach(key -> put(key, object("{}")));
        for (ObjectKey key : List.of(old, abandoned, generation)) {
            age(Duration.ofHours(49), folder.resolve(key.value()), metadata(key));
        }
        age(Duration.ofHours(47), folder.resolve(young.value()), metadata(young));

        store = open();

        assertThat(list("", null, 10)).containsExactly(generation.value(), young.value());
        assertThat(metadata(old)).doesNotExist();
        assertThat(folder.resolve("idempotency/probe")).doesNotExist();
    }

    @Test
    void failsOnPurpose() {
        StoredObject object = new StoredObject(bytes("x"), "text/plain", Map.of("model", "fault-storage"));
        ObjectKey key = newKey("a.txt");

        assertThatThrownBy(() -> put(key, object)).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> put(key, object, new Absent())).isInstanceOf(TransientException.class);

        assertThat(folder).doesNotExist();
    }

    private Path metadata(ObjectKey key) {
        return folder.resolve(".metadata").resolve(key.value() + ".json");
    }

    private static void age(Duration age, Path... files) throws IOException {
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        }
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
