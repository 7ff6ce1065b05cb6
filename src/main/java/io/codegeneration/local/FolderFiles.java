package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Writes and deletes the two files of an object. A file is written beside its place and then renamed, so a killed process
 * leaves the old file or the new one. Uses streams because an interrupted thread cannot use channels, and still stores what it
 * has. Not thread-safe: the store lets one call in at a time.
 */
record FolderFiles(Folder folder) {

    /**
     * The two files of an object.
     *
     * @param sidecar a {@link Sidecar} as JSON
     */
    record Pair(byte[] content, byte[] sidecar) {}

    /** Reads an object, or returns empty if there is none. A file that a person put there has no sidecar and is none. */
    Optional<Pair> find(ObjectKey key) throws IOException {
        Path content = folder.content(key);
        Path sidecar = folder.metadata(key);
        return Files.isRegularFile(content) && Files.isRegularFile(sidecar)
                ? Optional.of(new Pair(read(content), read(sidecar)))
                : Optional.empty();
    }

    private static byte[] read(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        }
    }

    /** Writes an object. Its sidecar, which is written first, must also describe the bytes that are there now. */
    void write(ObjectKey key, Pair next) throws IOException {
        // Fails before anything is written if a file is in the way.
        Files.createDirectories(folder.content(key).getParent());
        replace(folder.metadata(key), next.sidecar());
        replace(folder.content(key), next.content());
    }

    /** Deletes an object, if there is one. */
    void delete(ObjectKey key) throws IOException {
        // In this order: without its bytes there is no object.
        delete(folder.content(key), folder.root());
        delete(folder.metadata(key), folder.metadata());
    }

    private void replace(Path file, byte[] content) throws IOException {
        Path unfinished = Files.createTempFile(Files.createDirectories(folder.unfinished()), "", "");
        try {
            try (FileOutputStream out = new FileOutputStream(unfinished.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            Files.createDirectories(file.getParent());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Deletes a file and the folders below the root that are empty then. */
    private static void delete(Path file, Path root) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        Files.delete(file);
        try {
            for (Path parent = file.getParent(); !parent.equals(root); parent = parent.getParent()) {
                Files.delete(parent);
            }
        } catch (IOException e) {
            // Other objects are in the folder. If something else failed, an empty folder does no harm.
        }
    }
}
