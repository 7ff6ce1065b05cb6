package io.codegeneration.local;

import io.codegeneration.generation.archive.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one writer at a time change an object, of all threads of all processes that share the folder. Processes are kept
 * apart by locks on files, which the system takes back when a process ends in whatever way; those are a process's and not
 * a thread's, so threads are kept apart before. Thread-safe.
 */
final class FolderLocks {

    /** Files that are locked: keys share them, so that there are never more. */
    private static final int FILES = 64;

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * One a lock file for the whole process: a second channel of the same file would, when it is closed, take the locks
     * of the first one with it.
     */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path folder;

    FolderLocks(Path folder) {
        this.folder = folder;
    }

    /** A lock that is held, by the thread that took it. */
    interface Held extends AutoCloseable {

        @Override
        void close() throws IOException;
    }

    /**
     * Waits for the lock of a key. A thread holds one at a time.
     *
     * @throws IOException also where it was not to be had in time, or the thread was interrupted
     */
    Held take(ObjectKey key, Duration timeLimit) throws IOException {
        long end = System.nanoTime() + timeLimit.toNanos();
        Path file = folder.resolve(Integer.toString(Math.floorMod(key.value().hashCode(), FILES)));
        ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock(true));
        try {
            if (!threads.tryLock(timeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("another thread is at work for too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread is at work");
        }
        try {
            FileChannel channel = lock(file, end);
            return () -> {
                try {
                    channel.close();
                } finally {
                    threads.unlock();
                }
            };
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    /** The channel whose end is the lock's. */
    private FileChannel lock(Path file, long end) throws IOException {
        FileChannel channel = open(file);
        try {
            while (tryLock(channel) == null) {
                if (System.nanoTime() - end >= 0) {
                    throw new IOException("another process is at work for too long");
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE));
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This class of another class loader: dev mode makes a new one at every reload.
            return null;
        }
    }

    private FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }
}
