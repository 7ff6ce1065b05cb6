package io.codegeneration.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A process that writes one object again and again until it is killed, and prints a line after each write. */
final class FolderWriter {

    static final ObjectKey KEY = new ObjectKey("generations/anonymous/rewritten.json");

    private FolderWriter() {}

    public static void main(String[] arguments) {
        ObjectStore store = open(Path.of(arguments[0]));
        for (int i = 1; ; i++) {
            store.put(KEY, object(i), Deadline.NONE);
            System.out.println("wrote " + i);
            if (i % 5 == 0) {
                store.delete(KEY, Deadline.NONE);
            }
        }
    }

    static FolderStore open(Path folder) {
        return new FolderStore(new LocalConfig(folder, Duration.ZERO), new ObjectMapper());
    }

    /** Returns what the process writes: bytes, type and metadata that belong together. */
    static StoredObject object(int number) {
        String digit = Integer.toString(number % 7);
        byte[] content = digit.repeat(20_000 + number % 7).getBytes(StandardCharsets.UTF_8);
        return new StoredObject(content, "text/" + digit, Map.of("number", digit));
    }
}
