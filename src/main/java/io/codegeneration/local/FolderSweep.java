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
 * Clears the folder at the store's start: of what killed processes left, and, as a rule of the bucket does in S3, of old
 * claims. A failure is left to the next start.
 */
@SuppressWarnings("try") // A lock is held, not used.
final class FolderSweep {

    private static final Logger LOG = Logger.getLogger(FolderSweep.class);

    private static final String CLAIMS = "idempotency";
    private static final Duration AGE_OF_CLAIMS = Duration.ofDays(2);

    /** No write takes this long. */
    private static final Duration AGE_OF_LEFTOVERS = Duration.ofHours(1);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Folder folder;
    private final FolderFiles files;
    private final FolderLocks locks;
    private final Instant now;

    FolderSweep(Folder folder, FolderFiles files, FolderLocks locks, Instant now) {
        this.folder = folder;
        this.files = files;
        this.locks = locks;
        this.now = now;
    }

    void run() {
        try {
            for (Path unfinished : filesIn(folder.unfinished(), olderThan(AGE_OF_LEFTOVERS))) {
                Files.deleteIfExists(unfinished);
            }
            for (Path claim : filesIn(folder.root().resolve(CLAIMS), olderThan(AGE_OF_CLAIMS))) {
                remove(claim, olderThan(AGE_OF_CLAIMS));
            }
            for (Path metadata : filesIn(folder.metadata(), olderThan(AGE_OF_LEFTOVERS))) {
                Optional<Path> content = folder.contentOf(metadata).filter(Files::notExists);
                if (content.isPresent()) {
                    remove(content.get(), Files::notExists);
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            LOG.debug("The folder could not be cleared", e);
        }
    }

    /** Removes an object, or its metadata alone, if that is still right once nobody writes. */
    private void remove(Path content, Predicate<Path> still) throws IOException {
        ObjectKey key = folder.key(content);
        try (FolderLocks.Held lock = locks.take(key, PATIENCE)) {
            if (still.test(content)) {
                files.remove(content, folder.root());
                files.remove(folder.metadata(key), folder.metadata());
            }
        }
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
