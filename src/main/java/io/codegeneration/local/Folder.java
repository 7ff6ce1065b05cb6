package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The paths in the folder that replaces a bucket: each object at the path that its key spells, and the store's own files in
 * hidden folders beside them.
 *
 * @param root absolute and normalized
 */
record Folder(Path root) {

    private static final String METADATA = ".metadata";
    private static final String UNFINISHED = ".unfinished";
    private static final Set<String> OWN = Set.of(METADATA, UNFINISHED);

    /**
     * Returns the file with an object's bytes.
     *
     * @throws IllegalArgumentException if the key leads out of the folder, to the store's own files, or to a file that has
     *     another key
     */
    Path content(ObjectKey key) {
        Path path = root.getFileSystem().getPath(key.value());
        if (key.value().isEmpty()
                || path.isAbsolute()
                || !joined(path).equals(key.value())
                || !path.equals(path.normalize())
                || path.startsWith("..")
                || isOwn(path)) {
            throw new IllegalArgumentException("This key is not a plain path below the folder.");
        }
        return root.resolve(path);
    }

    /** Returns the file with an object's {@link Sidecar}. */
    Path metadata(ObjectKey key) {
        Path content = root.relativize(content(key));
        return metadata().resolve(content.resolveSibling(content.getFileName() + ".json"));
    }

    /** Returns the folder of all sidecars. */
    Path metadata() {
        return root.resolve(METADATA);
    }

    /** Returns the folder of files that are being written. */
    Path unfinished() {
        return root.resolve(UNFINISHED);
    }

    /** Returns the key that leads to a file. */
    String key(Path content) {
        return joined(root.relativize(content));
    }

    /** Returns whether a file or folder is not the store's own. */
    boolean holdsObjects(Path path) {
        return !isOwn(root.relativize(path));
    }

    /** Ignores case, as some file systems do. */
    private static boolean isOwn(Path relative) {
        return OWN.contains(relative.getName(0).toString().toLowerCase(Locale.ROOT));
    }

    private static String joined(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }
}
