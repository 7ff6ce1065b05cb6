package io.codegeneration.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.Condition;
import io.codegeneration.generation.archive.ObjectStore.Condition.Absent;
import io.codegeneration.generation.archive.ObjectStore.Condition.Matches;
import io.codegeneration.generation.archive.ObjectStore.Snapshot;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, whatever it keeps objects in. */
public abstract class ObjectStoreContract {

    protected static final Deadline PATIENCE = Deadline.NONE;
    private static final int MEBIBYTE = 1 << 20;
    private static final int THREADS = 16;
    private static final int ROUNDS = 10;

    /** The store under test; may be the same for all tests. */
    protected abstract ObjectStore store();

    @ParameterizedTest
    @MethodSource("contents")
    void givesBackTheBytesThatWerePut(String what, byte[] content) {
        ObjectKey key = newKey("bytes.bin");

        put(key, new StoredObject(content, "application/octet-stream", Map.of()));

        assertThat(get(key).content()).isEqualTo(content);
    }

    static Stream<Arguments> contents() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] large = new byte[MEBIBYTE];
        new Random(1).nextBytes(large);
        return Stream.of(
                arguments("nothing", new byte[0]),
                arguments("every byte", all),
                arguments("text", "größer 🙂\r\n\tend".getBytes(StandardCharsets.UTF_8)),
                arguments("a mebibyte", large));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/x-python; charset=UTF-8", "application/json", "image/svg+xml"})
    void givesBackTheContentType(String contentType) {
        ObjectKey key = newKey("typed.txt");

        put(key, new StoredObject(bytes("x"), contentType, Map.of()));

        // Some servers write parameters without the blank before them.
        assertThat(get(key).contentType()).isEqualToIgnoringWhitespace(contentType);
    }

    @Test
    void givesBackTheMetadataAndNoOther() {
        ObjectKey key = newKey("with_metadata.py");
        Map<String, String> metadata = Map.of(
                "language", "python",
                "model", "us.anthropic.claude-haiku-5-5",
                "id", "20261122T101530123Z-k3v9q2w8",
                "owner", "anonymous");

        put(key, new StoredObject(bytes("x"), "text/plain", metadata));

        assertThat(get(key).metadata()).isEqualTo(metadata);
    }

    @Test
    void replacesBytesTypeAndMetadata() {
        ObjectKey key = newKey("replaced.txt");
        put(key, new StoredObject(bytes("the longer first one"), "text/plain", Map.of("language", "c", "model", "m")));

        put(key, new StoredObject(bytes("second"), "application/json", Map.of("language", "d")));

        StoredObject object = get(key);
        assertThat(object.content()).isEqualTo(bytes("second"));
        assertThat(object.contentType()).isEqualTo("application/json");
        assertThat(object.metadata()).isEqualTo(Map.of("language", "d"));
    }

    @Test
    void handsContentAndMetadataToAReader() {
        ObjectKey key = newKey("read.bin");
        byte[] content = new byte[MEBIBYTE];
        new Random(2).nextBytes(content);
        put(key, new StoredObject(content, "application/octet-stream", Map.of("owner", "anonymous")));

        Optional<StoredObject> read = store().read(
                        key,
                        (bytes, metadata) -> new StoredObject(bytes.readAllBytes(), "as read", metadata),
                        PATIENCE);

        assertThat(read).hasValueSatisfying(object -> {
            assertThat(object.content()).isEqualTo(content);
            assertThat(object.metadata()).isEqualTo(Map.of("owner", "anonymous"));
        });
    }

    @Test
    void needsNoReaderThatReadsToTheEnd() {
        ObjectKey key = newKey("read.bin");
        put(key, new StoredObject(new byte[MEBIBYTE], "application/octet-stream", Map.of()));

        for (int i = 0; i < 3; i++) {
            assertThat(store().read(key, (bytes, metadata) -> bytes.read(), PATIENCE))
                    .contains(0);
        }
    }

    @Test
    void hasNothingToReadUnderAKeyThatWasNotPut() {
        assertThat(store().read(newKey("there.txt"), (bytes, metadata) -> true, PATIENCE))
                .isEmpty();
    }

    @Test
    void hasNothingUnderAKeyThatWasNotPut() {
        put(newKey("there.txt"), new StoredObject(bytes("x"), "text/plain", Map.of()));

        assertThat(store().get(newKey("there.txt"), PATIENCE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "größe/Übung.py",
                "日本語/検索.py",
                "with blanks/and more.txt",
                "emoji 🙂.txt",
                "a+b&c=d%20e;f@g#h.txt",
                "deep/er/and/deep/er/file",
                "no_extension",
                ".hidden"
            })
    void keepsKeysApartWhateverTheyAreMadeOf(String name) {
        ObjectKey key = newKey(name);
        ObjectKey neighbour = new ObjectKey(key.value() + "x");

        put(key, new StoredObject(bytes(name), "text/plain", Map.of()));
        put(neighbour, new StoredObject(bytes("neighbour"), "text/plain", Map.of()));

        assertThat(get(key).content()).isEqualTo(bytes(name));
    }

    @Test
    void writesWhereThereIsNothing() {
        ObjectKey key = newKey("claim.json");
        StoredObject object = new StoredObject(bytes("mine"), "application/json", Map.of("owner", "anonymous"));

        Optional<Version> version = put(key, object, new Absent());

        Snapshot snapshot = find(key);
        assertThat(version).contains(snapshot.version());
        assertThat(snapshot.object().content()).isEqualTo(bytes("mine"));
        assertThat(snapshot.object().contentType()).isEqualTo("application/json");
        assertThat(snapshot.object().metadata()).isEqualTo(Map.of("owner", "anonymous"));
    }

    @Test
    void leavesWhatIsThereWhereThereShouldBeNothing() {
        ObjectKey key = newKey("claim.json");
        put(key, text("first"));
        Snapshot first = find(key);

        assertThat(put(key, text("second"), new Absent())).isEmpty();

        assertThat(find(key)).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void replacesTheVersionThatWasSeen() {
        ObjectKey key = newKey("claim.json");
        put(key, new StoredObject(bytes("first"), "text/plain", Map.of("language", "c")));
        Version seen = find(key).version();

        Optional<Version> version =
                put(key, new StoredObject(bytes("second"), "application/json", Map.of()), new Matches(seen));

        Snapshot snapshot = find(key);
        assertThat(version).contains(snapshot.version());
        assertThat(snapshot.version()).isNotEqualTo(seen);
        assertThat(snapshot.object().content()).isEqualTo(bytes("second"));
        assertThat(snapshot.object().contentType()).isEqualTo("application/json");
        assertThat(snapshot.object().metadata()).isEmpty();
    }

    @Test
    void replacesOneVersionAfterTheOther() {
        ObjectKey key = newKey("claim.json");
        Version version = put(key, text("0"), new Absent()).orElseThrow();

        for (int i = 1; i <= 5; i++) {
            version = put(key, text(Integer.toString(i)), new Matches(version)).orElseThrow();
        }

        assertThat(get(key).content()).isEqualTo(bytes("5"));
    }

    @Test
    void leavesAnotherVersionThanWasSeen() {
        ObjectKey key = newKey("claim.json");
        Version seen = put(key, text("first"), new Absent()).orElseThrow();
        put(key, text("second"));

        assertThat(put(key, text("third"), new Matches(seen))).isEmpty();

        assertThat(get(key).content()).isEqualTo(bytes("second"));
    }

    @Test
    void writesNothingWhereTheVersionThatWasSeenIsGone() {
        ObjectKey key = newKey("claim.json");
        Version seen = put(key, text("first"), new Absent()).orElseThrow();
        store().delete(key, PATIENCE);

        assertThat(put(key, text("second"), new Matches(seen))).isEmpty();
        assertThat(put(newKey("never.json"), text("second"), new Matches(seen))).isEmpty();

        assertThat(store().get(key, PATIENCE)).isEmpty();
    }

    @Test
    void givesTheSameVersionUntilSomethingIsWritten() {
        ObjectKey key = newKey("claim.json");
        put(key, text("first"));
        Version first = find(key).version();

        assertThat(find(key).version()).isEqualTo(first);
        put(newKey("other.json"), text("other"));
        assertThat(find(key).version()).isEqualTo(first);
        put(key, text("second"));
        assertThat(find(key).version()).isNotEqualTo(first);
    }

    @Test
    void removesAnObject() {
        ObjectKey key = newKey("gone.txt");
        ObjectKey neighbour = new ObjectKey(key.value() + "x");
        put(key, text("x"));
        put(neighbour, text("y"));

        store().delete(key, PATIENCE);
        store().delete(key, PATIENCE);

        assertThat(store().get(key, PATIENCE)).isEmpty();
        assertThat(list(key.value(), null, 10)).containsExactly(neighbour.value());
        assertThat(put(key, text("again"), new Absent())).isPresent();
        assertThat(get(key).content()).isEqualTo(bytes("again"));
    }

    @Test
    void removesWhatNeverWas() {
        ObjectKey key = newKey("never.txt");

        store().delete(key, PATIENCE);

        assertThat(store().get(key, PATIENCE)).isEmpty();
    }

    @Test
    void listsKeysInTheOrderOfTheirBytes() {
        String prefix = newKey("").value();
        List<String> names = List.of(
                " a", "!", "A", "a", "a b/1", "a!", "a-1", "a.py", "aa/z", "b-1", "b/1", "b/2/x", "b/3", "b0", "größe",
                "z", "ä", "字");
        List<String> keys = names.stream().map(name -> prefix + name).toList();
        List<String> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(2));
        shuffled.forEach(key -> put(new ObjectKey(key), text("x")));

        assertThat(list(prefix, null, 1000)).isEqualTo(keys);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(list(prefix, keys.get(i), 4))
                    .as("after " + keys.get(i))
                    .isEqualTo(keys.subList(i + 1, Math.min(i + 5, keys.size())));
        }
    }

    @Test
    protected void listsKeysInTheOrderOfUtf8WhereThatOfUtf16IsAnother() throws IOException {
        String prefix = newKey("").value();
        put(new ObjectKey(prefix + "🙂"), text("x"));
        put(new ObjectKey(prefix + "\uff61"), text("x"));

        assertThat(list(prefix, null, 10)).containsExactly(prefix + "\uff61", prefix + "🙂");
        assertThat(list(prefix, prefix + "\uff61", 10)).containsExactly(prefix + "🙂");
        assertThat(list(prefix, prefix + "🙂", 10)).isEmpty();
    }

    @Test
    void listsWhatBeginsWithAPrefix() {
        String folder = newKey("").value();
        for (String name : List.of("ab-1.py", "ab-2/src/main.py", "ab-2/x.py", "abc.py", "b.py", "sub/ab-1.py")) {
            put(new ObjectKey(folder + name), text("x"));
        }

        assertThat(list(folder + "ab-", null, 10))
                .containsExactly(folder + "ab-1.py", folder + "ab-2/src/main.py", folder + "ab-2/x.py");
        assertThat(list(folder + "ab-2/", null, 10)).containsExactly(folder + "ab-2/src/main.py", folder + "ab-2/x.py");
        assertThat(list(folder + "ab-2/x", null, 10)).containsExactly(folder + "ab-2/x.py");
        assertThat(list(folder + "ab-1.py", null, 10)).containsExactly(folder + "ab-1.py");
        assertThat(list(folder.substring(0, folder.length() - 2), null, 10)).hasSize(6);
        assertThat(list(folder + "ac", null, 10)).isEmpty();
        assertThat(list(folder + "ab-1.py/", null, 10)).isEmpty();
        assertThat(list(folder + "none/ab", null, 10)).isEmpty();
    }

    @Test
    void listsWhatComesAfterAnyText() {
        String folder = newKey("").value();
        for (String name : List.of("b", "c/1", "c/2", "d")) {
            put(new ObjectKey(folder + name), text("x"));
        }

        assertThat(list(folder, folder, 10)).hasSize(4);
        assertThat(list(folder, folder + "a", 1)).containsExactly(folder + "b");
        assertThat(list(folder, folder + "b0", 1)).containsExactly(folder + "c/1");
        assertThat(list(folder, folder + "c", 1)).containsExactly(folder + "c/1");
        assertThat(list(folder, folder + "c/1/x", 1)).containsExactly(folder + "c/2");
        assertThat(list(folder, folder + "c0", 10)).containsExactly(folder + "d");
        assertThat(list(folder, folder + "d", 10)).isEmpty();
        assertThat(list(folder, "zzz", 10)).isEmpty();
        assertThat(list(folder, "!", 10)).hasSize(4);
    }

    @Test
    void neitherRepeatsNorHidesAKeyBetweenPages() {
        String prefix = newKey("r-").value();
        List<String> keys = IntStream.range(100, 125).mapToObj(i -> prefix + i).toList();
        keys.forEach(key -> put(new ObjectKey(key), text("x")));
        List<String> seen = new ArrayList<>(list(prefix, null, 10));
        assertThat(seen).hasSize(10);

        // One before, the very last that was seen, and one that comes later.
        for (int gone : new int[] {3, 9, 15}) {
            store().delete(new ObjectKey(keys.get(gone)), PATIENCE);
        }
        put(new ObjectKey(prefix + "0995"), text("before"));
        put(new ObjectKey(prefix + "1125"), text("later"));
        for (List<String> page = seen; !page.isEmpty(); ) {
            page = list(prefix, seen.get(seen.size() - 1), 10);
            seen.addAll(page);
        }

        List<String> expected = new ArrayList<>(keys);
        expected.remove(keys.get(15));
        expected.add(13, prefix + "1125");
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void letsOneOfManyWriteWhereThereIsNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ObjectKey key = newKey("claim.json");

            List<Integer> winners = race(i -> put(key, text("thread " + i), new Absent()));

            assertThat(winners).as("winners of round " + round).hasSize(1);
            assertThat(get(key).content()).isEqualTo(bytes("thread " + winners.get(0)));
        }
    }

    @Test
    void letsOneOfManyReplaceTheVersionThatAllSaw() throws Exception {
        ObjectKey key = newKey("claim.json");
        Version seen = put(key, text("free"), new Absent()).orElseThrow();
        for (int round = 0; round < ROUNDS; round++) {
            String prefix = "round " + round + " thread ";
            Matches condition = new Matches(seen);

            List<Integer> winners = race(i -> put(key, text(prefix + i), condition));

            assertThat(winners).as("winners of round " + round).hasSize(1);
            assertThat(get(key).content()).isEqualTo(bytes(prefix + winners.get(0)));
            seen = find(key).version();
        }
    }

    /** Who got a version, of threads that set off at the same moment. */
    private static List<Integer> race(IntFunction<Optional<Version>> runner) throws Exception {
        CountDownLatch ready = new CountDownLatch(THREADS);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Optional<Version>>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int runnerNumber = i;
                results.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return runner.apply(runnerNumber);
                }));
            }
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                if (results.get(i).get(60, TimeUnit.SECONDS).isPresent()) {
                    winners.add(i);
                }
            }
            return winners;
        } finally {
            executor.shutdownNow();
        }
    }

    protected final void put(ObjectKey key, StoredObject object) {
        store().put(key, object, PATIENCE);
    }

    protected final Optional<Version> put(ObjectKey key, StoredObject object, Condition condition) {
        return store().put(key, object, condition, PATIENCE);
    }

    protected final StoredObject get(ObjectKey key) {
        return find(key).object();
    }

    protected final Snapshot find(ObjectKey key) {
        Optional<Snapshot> snapshot = store().get(key, PATIENCE);
        assertThat(snapshot).as("an object under " + key).isPresent();
        return snapshot.get();
    }

    protected final List<String> list(String prefix, String after, int most) {
        return store().list(prefix, after, most, PATIENCE).stream()
                .map(ObjectKey::value)
                .toList();
    }

    /** A key that no other test uses. */
    protected static ObjectKey newKey(String name) {
        return new ObjectKey("code-output/" + UUID.randomUUID() + "/" + name);
    }

    protected static StoredObject text(String text) {
        return new StoredObject(bytes(text), "text/plain", Map.of());
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
