package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Lists objects by the prefix of their keys. Opens only folders that can hold such keys. */
record FolderListing(Folder folder) {

    /** S3's order: that of the UTF-8 bytes. */
    private static final Comparator<String> ORDER = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** Does what {@link io.codegeneration.generation.archive.ObjectStore#list} does. */
    List<ObjectKey> keys(String prefix, String after, int limit) throws IOException {
        return files(prefix).stream()
                .filter(key -> after == null || ORDER.compare(key, after) > 0)
                .sorted(ORDER)
                .map(ObjectKey::new)
                .filter(key -> Files.exists(folder.metadata(key)))
                .limit(limit)
                .toList();
    }

    private List<String> files(String prefix) throws IOException {
        Path start;
        try {
            int slash = prefix.lastIndexOf('/');
            start = slash < 0 ? folder.root() : folder.content(new ObjectKey(prefix.substring(0, slash)));
        } catch (IllegalArgumentException e) {
            // No key begins like this.
            return List.of();
        }
        List<String> files = new ArrayList<>();
        if (Files.isDirectory(start)) {
            Files.walkFileTree(start, new SimpleFileVisitor<>() {

                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean fits = directory.equals(start)
                            || (folder.holdsObjects(directory) && (folder.key(directory) + "/").startsWith(prefix));
                    return fits ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String key = folder.key(file);
                    if (attributes.isRegularFile() && key.startsWith(prefix)) {
                        files.add(key);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return files;
    }
}
