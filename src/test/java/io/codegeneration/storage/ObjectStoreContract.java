package io.codegeneration.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.codegeneration.generation.ObjectKey;
import io.codegeneration.generation.ObjectStore;
import io.codegeneration.generation.ObjectStore.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, whatever it keeps objects in. */
public abstract class ObjectStoreContract {

    protected static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MEBIBYTE = 1 << 20;

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

    protected final void put(ObjectKey key, StoredObject object) {
        store().put(key, object, PATIENCE);
    }

    protected final StoredObject get(ObjectKey key) {
        Optional<StoredObject> object = store().get(key, PATIENCE);
        assertThat(object).as("an object under " + key).isPresent();
        return object.get();
    }

    /** A key that no other test uses. */
    protected static ObjectKey newKey(String name) {
        return new ObjectKey("code-output/" + UUID.randomUUID() + "/" + name);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
