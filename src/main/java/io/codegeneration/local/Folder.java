package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Where everything is in the folder that stands in for a bucket: objects by their keys, and beside them what is the
 * store's own, which has no key.
 *
 * @param root absolute and normalized
 */
record Folder(Path root) {

    private static final String METADATA = ".metadata";
    private static final String UNFINISHED = ".unfinished";
    private static final String LOCKS = ".locks";
    private static final Set<String> OWN = Set.of(METADATA, UNFINISHED, LOCKS);
    private static final String METADATA_ENDING = ".json";

    /**
     * The file with an object's bytes, as anybody may read it.
     *
     * @throws IllegalArgumentException where the key leads out of the folder, to what is the store's own, or to a file
     *     that has another key
     */
    Path content(ObjectKey key) {
        return root.resolve(relative(key.value()));
    }

    /** The file with what S3 keeps in headers. */
    Path metadata(ObjectKey key) {
        Path content = relative(key.value());
        return metadata().resolve(content.resolveSibling(content.getFileName() + METADATA_ENDING));
    }

    /** The file with an object's bytes, by the file with its metadata; nothing where the latter is something else. */
    Optional<Path> contentOf(Path metadata) {
        String name = metadata.getFileName().toString();
        return name.length() > METADATA_ENDING.length() && name.endsWith(METADATA_ENDING)
                ? Optional.of(root.resolve(metadata().relativize(metadata))
                        .resolveSibling(name.substring(0, name.length() - METADATA_ENDING.length())))
                : Optional.empty();
    }

    /** The folder of all metadata. */
    Path metadata() {
        return root.resolve(METADATA);
    }

    /** The folder of files that nobody sees yet. */
    Path unfinished() {
        return root.resolve(UNFINISHED);
    }

    /** The key that leads to a file. */
    ObjectKey key(Path content) {
        return new ObjectKey(joined(root.relativize(content)));
    }

    /** Whether a name in the folder itself is the store's own, also where case makes no difference. */
    static boolean isOwn(String name) {
        return OWN.contains(name.toLowerCase(Locale.ROOT));
    }

    private Path relative(String key) {
        Path path = root.getFileSystem().getPath(key);
        boolean plain = !key.isEmpty() && !path.isAbsolute() && joined(path).equals(key);
        if (!plain
                || !path.equals(path.normalize())
                || path.startsWith("..")
                || isOwn(path.getName(0).toString())) {
            throw new IllegalArgumentException("a key that leads out of the folder, or that two files could have");
        }
        return path;
    }

    private static String joined(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }
}
