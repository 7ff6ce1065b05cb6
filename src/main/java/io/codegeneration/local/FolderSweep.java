package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Cleans the folder when the store starts: deletes the files that a killed process did not finish, and old claims, as the
 * bucket's lifecycle rule does in S3. If that fails, the next start tries again.
 */
record FolderSweep(Folder folder, Instant now) {

    private static final Logger LOG = Logger.getLogger(FolderSweep.class);

    private static final String CLAIMS = "idempotency/";
    private static final Duration AGE_OF_CLAIMS = Duration.ofDays(2);

    /** No write takes this long. A live reload may start a store while the one before it still writes. */
    private static final Duration AGE_OF_UNFINISHED = Duration.ofHours(1);

    void run() {
        try {
            deleteUnfinished();
            deleteClaims();
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("The folder could not be cleaned", e);
        }
    }

    private void deleteUnfinished() throws IOException {
        if (Files.isDirectory(folder.unfinished())) {
            try (DirectoryStream<Path> old =
                    Files.newDirectoryStream(folder.unfinished(), file -> isOlder(file, AGE_OF_UNFINISHED))) {
                for (Path file : old) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void deleteClaims() throws IOException {
        for (ObjectKey claim : new FolderListing(folder).keys(CLAIMS, null, Integer.MAX_VALUE)) {
            if (isOlder(folder.content(claim), AGE_OF_CLAIMS)) {
                new FolderFiles(folder).delete(claim);
            }
        }
    }

    private boolean isOlder(Path file, Duration age) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(age));
    }
}
