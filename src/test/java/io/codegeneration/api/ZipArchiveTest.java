package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.archive.GenerationReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchiveTest {

    private static final Instant COMPLETED = Instant.parse("2026-11-22T10:15:33.870Z");
    private static final SourceFile CODE = new SourceFile("src/größe.py", "print('字')\n");
    private static final SourceFile EMPTY = new SourceFile("src/__init__.py", "");

    private static final int FLAGS = 6;
    private static final int UTF_8_NAMES = 1 << 11;
    private static final int DOS_TIME = 10;

    private final TimeZone standard = TimeZone.getDefault();

    @AfterEach
    void restoreTheTimeZone() {
        TimeZone.setDefault(standard);
    }

    /** The digest is that of all versions of the program, of Java and of the binary. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"})
    void hasTheSameBytesInEveryTimeZone(String zone) throws NoSuchAlgorithmException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));

        byte[] content = archive("sum", COMPLETED, CODE, EMPTY).content();

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                .isEqualTo("61c4b3acf2c7cdfc8328254f1b7e23ad06e2a2086c4393d69650dff885fbad76");
    }

    @Test
    void holdsNamesTimesAndContents(@TempDir Path folder) throws IOException {
        Path saved = Files.write(
                folder.resolve("sum.zip"),
                archive("sum", COMPLETED, CODE, EMPTY).content());

        try (ZipFile zip = new ZipFile(saved.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly(CODE.name(), EMPTY.name());
            assertThat(zip.stream())
                    .allSatisfy(entry ->
                            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo("2026-11-22T10:15:33Z"));
            assertThat(zip.getInputStream(zip.getEntry(CODE.name())).readAllBytes())
                    .isEqualTo(CODE.bytes());
            assertThat(zip.getInputStream(zip.getEntry(EMPTY.name())).readAllBytes())
                    .isEmpty();
        }
    }

    @Test
    void marksNamesAsUtf8AndWritesTheTimeInUtc() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));

        ByteBuffer header =
                ByteBuffer.wrap(archive("sum", COMPLETED, CODE).content()).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(header.getShort(FLAGS)).isEqualTo((short) UTF_8_NAMES);
        // Two seconds are the unit of this field: hours, minutes, seconds, then year since 1980, month, day.
        assertThat(header.getInt(DOS_TIME)).isEqualTo(46 << 25 | 11 << 21 | 22 << 16 | 10 << 11 | 15 << 5 | 32 >> 1);
    }

    @Test
    void isNamedAfterTheInstruction() {
        assertThat(archive("Implement binary search!", COMPLETED, CODE).name())
                .isEqualTo("implement_binary_search.zip");
        assertThat(archive("con", COMPLETED, CODE).name()).isEqualTo("con_code.zip");
    }

    @Test
    void hasTheTimeOfTheRequestIfTheRecordHasNoOther() {
        assertThat(archive("sum", null, CODE).content())
                .isEqualTo(archive("sum", Instant.parse("2026-11-22T10:15:30.123Z"), CODE)
                        .content());
    }

    private static ZipArchive archive(String message, Instant completed, SourceFile... files) {
        GenerationRequest request =
                new GenerationRequest(Languages.standard().find("python").orElseThrow(), message, null, null);
        GenerationRecord generation = GenerationRecord.builder(
                        new GenerationId("20261122T101530123Z-k3v9q2w8"), request)
                .status(GenerationRecord.Status.SUCCEEDED)
                .completedAt(completed)
                .build();
        return ZipArchive.of(new GenerationReader.WithFiles(generation, List.of(files)));
    }
}
