package io.codegeneration.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes and removes files whole: each is made beside its place and then renamed. Thread-safe. */
final class FolderFiles {

    /**
     * How often a step is tried. Windows refuses to replace or to remove a file while somebody reads it, and the folder
     * of a file may be removed, since empty, just before the file comes into it.
     */
    private static final int TRIES = 50;

    private final Folder folder;

    FolderFiles(Folder folder) {
        this.folder = folder;
    }

    private interface Step {

        void take() throws IOException;
    }

    /** The bytes of a file, or null where there is none. */
    static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            if (e instanceof AccessDeniedException || Files.isRegularFile(file)) {
                throw e;
            }
            // A folder, or a path through a file, is no file either.
            return null;
        }
    }

    /** Writes a file that nobody sees, to the disk itself. Its maker removes it, or has it renamed. */
    Path writeUnfinished(byte[] content) throws IOException {
        Path unfinished = Files.createTempFile(Files.createDirectories(folder.unfinished()), "", "");
        try {
            Files.write(unfinished, content);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return unfinished;
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /** Makes the folder that a file will be in. */
    void makeFolderOf(Path file) throws IOException {
        repeated(() -> Files.createDirectories(file.getParent()));
    }

    /** Puts a file into its place, over any that is there. */
    void rename(Path unfinished, Path place) throws IOException {
        repeated(() -> {
            Files.createDirectories(place.getParent());
            try {
                Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(unfinished, place, StandardCopyOption.REPLACE_EXISTING);
            }
        });
    }

    /** Removes a file, if it is there, and the folders below the root that are empty then. */
    void remove(Path file, Path root) throws IOException {
        repeated(() -> Files.deleteIfExists(file));
        try {
            for (Path parent = file.getParent(); !parent.equals(root); parent = parent.getParent()) {
                Files.delete(parent);
            }
        } catch (IOException e) {
            // Not empty, which is the rule, or removed by somebody else.
        }
    }

    private static void repeated(Step step) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                step.take();
                return;
            } catch (AccessDeniedException | NoSuchFileException | FileAlreadyExistsException e) {
                if (tries == TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(e instanceof AccessDeniedException ? TimeUnit.MILLISECONDS.toNanos(tries) : 1);
            }
        }
    }
}
