package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Clears the folder when the store starts: deletes what killed processes left, and old claims, as a lifecycle rule does in
 * S3. A failure is left to the next start.
 */
final class FolderSweep {

    private static final Logger LOG = Logger.getLogger(FolderSweep.class);

    private static final String CLAIMS = "idempotency";
    private static final Duration AGE_OF_CLAIMS = Duration.ofDays(2);

    /** No write takes this long. */
    private static final Duration AGE_OF_LEFTOVERS = Duration.ofHours(1);

    private final Folder folder;
    private final FolderFiles files;
    private final Instant now;

    FolderSweep(Folder folder, FolderFiles files, Instant now) {
        this.folder = folder;
        this.files = files;
        this.now = now;
    }

    void run() {
        try {
            for (Path unfinished : filesIn(folder.unfinished(), olderThan(AGE_OF_LEFTOVERS))) {
                Files.deleteIfExists(unfinished);
            }
            for (Path claim : filesIn(folder.root().resolve(CLAIMS), olderThan(AGE_OF_CLAIMS))) {
                remove(claim);
            }
            for (Path metadata : filesIn(folder.metadata(), olderThan(AGE_OF_LEFTOVERS))) {
                Optional<Path> content = folder.contentOf(metadata).filter(Files::notExists);
                if (content.isPresent()) {
                    remove(content.get());
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            LOG.debug("The folder could not be cleared", e);
        }
    }

    private void remove(Path content) throws IOException {
        ObjectKey key = folder.key(content);
        files.remove(content, folder.root());
        files.remove(folder.metadata(key), folder.metadata());
    }

    private static List<Path> filesIn(Path root, Predicate<Path> which) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).filter(which).toList();
        }
    }

    private Predicate<Path> olderThan(Duration age) {
        return file -> {
            try {
                return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(age));
            } catch (IOException e) {
                // Removed in the meantime.
                return false;
            }
        };
    }
}
