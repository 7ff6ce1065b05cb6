package io.codegeneration.api;

import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.archive.GenerationReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * All files of a generation as a zip archive. A generation always has the same bytes, on every machine: the entries have
 * the order, the names and the time of the record, and are not compressed, because compression depends on the version of
 * zlib.
 *
 * @param name the name under which to save the archive
 * @param content the bytes
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">.ZIP File Format Specification</a>
 */
record ZipArchive(String name, byte[] content) {

    /** Registered at <a href="https://www.iana.org/assignments/media-types/application/zip">IANA</a>. */
    static final String MEDIA_TYPE = "application/zip";

    /** The extra field that holds a time in UTC. The time in the header itself has no time zone. */
    private static final short EXTENDED_TIMESTAMP = 0x5455;

    private static final byte MODIFICATION_TIME = 1;

    /** Returns the archive of a generation that succeeded. */
    static ZipArchive of(GenerationReader.WithFiles stored) {
        GenerationRecord generation = stored.generation();
        GenerationRecord.Request request = generation.request();
        Instant time = generation.completedAt() == null ? generation.createdAt() : generation.completedAt();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (SourceFile file : stored.files()) {
                byte[] content = file.bytes();
                zip.putNextEntry(entry(file.name(), content, time));
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Slug slug = Slug.of(request == null ? "" : request.message());
        return new ZipArchive(slug.value() + ".zip", bytes.toByteArray());
    }

    private static ZipEntry entry(String name, byte[] content, Instant time) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        // Last, because a local time removes the extended one.
        entry.setExtra(extendedTimestamp(time));
        return entry;
    }

    private static byte[] extendedTimestamp(Instant time) {
        short size = 1 + Integer.BYTES;
        return ByteBuffer.allocate(2 * Short.BYTES + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(EXTENDED_TIMESTAMP)
                .putShort(size)
                .put(MODIFICATION_TIME)
                .putInt((int) time.getEpochSecond())
                .array();
    }
}
