package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds keys by their prefix, in the order of their UTF-8 bytes. Looks only into folders that can hold such keys. For one
 * listing.
 */
final class FolderListing {

    private final Folder folder;
    private final String prefix;
    private final String after;
    private final byte[] afterOrder;
    private final int most;
    private final List<ObjectKey> found = new ArrayList<>();

    /** @param after as in {@link io.codegeneration.generation.archive.ObjectStore#list}; null for the first */
    FolderListing(Folder folder, String prefix, String after, int most) {
        this.folder = folder;
        this.prefix = prefix;
        this.after = after == null ? "" : after;
        this.afterOrder = this.after.getBytes(StandardCharsets.UTF_8);
        this.most = most;
    }

    /** A file, or a folder, whose name then ends with a slash: so it stands in the order where its keys do. */
    private record Child(String key, byte[] order, Path path) {

        static Child of(String key, Path path) {
            return new Child(key, key.getBytes(StandardCharsets.UTF_8), path);
        }

        boolean isFolder() {
            return key.endsWith("/");
        }
    }

    List<ObjectKey> keys() throws IOException {
        int slash = prefix.lastIndexOf('/');
        if (slash < 0) {
            look(folder.root(), "");
        } else {
            try {
                look(folder.content(new ObjectKey(prefix.substring(0, slash))), prefix.substring(0, slash + 1));
            } catch (IllegalArgumentException e) {
                // No key begins like this.
                return List.of();
            }
        }
        return found;
    }

    private void look(Path place, String path) throws IOException {
        for (Child child : children(place, path)) {
            if (found.size() == most) {
                return;
            }
            if (child.isFolder()) {
                look(child.path(), child.key());
            } else if (Files.exists(folder.metadata(new ObjectKey(child.key())))) {
                found.add(new ObjectKey(child.key()));
            }
        }
    }

    private List<Child> children(Path place, String path) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (!path.isEmpty() || !Folder.isOwn(name)) {
                    add(path + name, each, children);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort((one, other) -> Arrays.compareUnsigned(one.order(), other.order()));
        return children;
    }

    private void add(String key, Path path, List<Child> children) throws IOException {
        Child file = Child.of(key, path);
        Child below = Child.of(key + "/", path);
        boolean fileFits = key.startsWith(prefix) && isLater(file);
        boolean belowFits = below.key().startsWith(prefix) && (isLater(below) || after.startsWith(below.key()));
        if (!fileFits && !belowFits) {
            return;
        }
        try {
            BasicFileAttributes what = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (fileFits && what.isRegularFile()) {
                children.add(file);
            } else if (belowFits && what.isDirectory()) {
                children.add(below);
            }
        } catch (NoSuchFileException e) {
            // Removed in the meantime.
        }
    }

    private boolean isLater(Child child) {
        return Arrays.compareUnsigned(child.order(), afterOrder) > 0;
    }
}
