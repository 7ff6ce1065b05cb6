package io.codegeneration.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The facts beside the zip are those of the binary in it, wherever it was built. */
class FunctionFactsTest {

    private static final int X86_64 = 62;
    private static final int ARM64 = 183;

    @TempDir
    Path folder;

    @Test
    void theBuildWritesTheFactsBesideTheZip() throws IOException {
        Path zip = zip("bootstrap", elf(ARM64, List.of("GLIBC_2.17", "GLIBC_2.34")));

        FunctionFacts.main(new String[] {zip.toString(), "1.2.3-4-gabc"});

        assertThat(folder.resolve("function.json"))
                .hasContent(
                        "{\"version\":\"1.2.3-4-gabc\",\"architecture\":\"arm64\",\"os\":\"linux\",\"glibc\":\"2.34\","
                                + "\"sha256\":\"" + FunctionFacts.of(zip, "x").sha256() + "\"}");
        assertThat(FunctionFacts.of(zip, "x").sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void aBinaryWithoutTheCLibraryNeedsNoVersionOfIt() throws IOException {
        assertThat(FunctionFacts.of(zip("bootstrap", elf(X86_64, List.of())), "1.2.3")
                        .toJson())
                .startsWith("{\"version\":\"1.2.3\",\"architecture\":\"x86_64\",\"os\":\"linux\",\"glibc\":null,");
    }

    @ParameterizedTest
    @CsvSource({
        "GLIBC_2.9 GLIBC_2.34 GLIBC_2.4, 2.34",
        "GLIBC_2.2.5 GLIBC_2.3.4 GLIBC_2.3, 2.3.4",
        "GLIBC_2.17 GLIBC_ABI_DT_RELR, 2.36",
        "GLIBC_2.38 GLIBC_ABI_DT_RELR, 2.38",
        "GLIBC_2.17 GLIBC_PRIVATE GCC_14.0 GLIBCXX_3.4.30, 2.17",
        "GLIBC_2.17 weak:GLIBC_2.38, 2.17",
        "GLIBC_10.1 GLIBC_2.99, 10.1"
    })
    void theNewestVersionThatTheLoaderInsistsOnCounts(String versions, String newest) {
        assertThat(NativeBinary.read(elf(X86_64, List.of(versions.split(" ")))).glibc())
                .isEqualTo(newest);
    }

    @ParameterizedTest
    @CsvSource({"0x01000007, x86_64", "0x0100000C, arm64"})
    void recognisesABinaryOfMacos(String processor, String architecture) {
        ByteBuffer file = littleEndian(32).putInt(0xFEEDFACF).putInt(Integer.decode(processor));

        assertThat(NativeBinary.read(file.array())).isEqualTo(new NativeBinary("macos", architecture, null));
    }

    @ParameterizedTest
    @CsvSource({"0x8664, x86_64", "0xAA64, arm64"})
    void recognisesABinaryOfWindows(String processor, String architecture) {
        ByteBuffer file = littleEndian(256).put((byte) 'M').put((byte) 'Z').putInt(0x3C, 128);
        file.putInt(128, 0x4550).putShort(132, (short) (int) Integer.decode(processor));

        assertThat(NativeBinary.read(file.array())).isEqualTo(new NativeBinary("windows", architecture, null));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC, OS.WINDOWS})
    void readsTheProgramThatRunsThisTest() throws IOException {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);

        NativeBinary binary = NativeBinary.read(Files.readAllBytes(java));

        assertThat(os.replace(" os x", "os")).startsWith(binary.os());
        assertThat(binary.architecture())
                .isEqualTo(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64");
        if (binary.glibc() != null) {
            assertThat(binary.glibc()).matches("2\\.\\d+(\\.\\d+)?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MZ", "#!/bin/sh\necho hello\n", "\u007fELF\u0002\u0001\u0001"})
    void refusesWhatIsNoExecutableFile(String content) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NativeBinary.read(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void refusesAnotherProcessor() {
        assertThatIllegalArgumentException().isThrownBy(() -> NativeBinary.read(elf(243, List.of("GLIBC_2.34"))));
    }

    @Test
    void refusesAZipWithoutAProgram() throws IOException {
        Path zip = zip("code-generation.jar", new byte[10]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionFacts.of(zip, "1.2.3"))
                .withMessageContaining("no file bootstrap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3\"", "1 2", "-1", "v1\n"})
    void refusesAVersionThatIsNoHeader(String version) {
        assertThatIllegalArgumentException().isThrownBy(() -> new FunctionFacts(version, null, ""));
    }

    private Path zip(String name, byte[] program) throws IOException {
        Path zip = folder.resolve("function.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(program);
        }
        return zip;
    }

    /** Makes an ELF file that is loaded at an address other than its offset, and needs versions of one library. */
    private static byte[] elf(int processor, List<String> versions) {
        int dynamic = 200;
        int needs = 300;
        int names = 1_000;
        long address = 0x400000;
        ByteBuffer file = littleEndian(2_000).putInt(0x464C457F).put((byte) 2).put((byte) 1);
        file.putShort(18, (short) processor);
        file.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
        file.putInt(64, 1).putLong(72, 0).putLong(80, address).putLong(96, 2_000);
        file.putInt(120, 2)
                .putLong(128, dynamic)
                .putLong(136, address + dynamic)
                .putLong(152, 64);
        List<Long> entries = new ArrayList<>(List.of(5L, address + names));
        if (!versions.isEmpty()) {
            entries.addAll(List.of(0x6FFFFFFEL, address + needs));
        }
        file.position(dynamic);
        entries.forEach(file::putLong);

        // Two libraries, the second without versions.
        file.putShort(needs + 2, (short) versions.size()).putInt(needs + 8, 32).putInt(needs + 12, 16);
        int name = 1;
        for (int i = 0; i < versions.size(); i++) {
            boolean weak = versions.get(i).startsWith("weak:");
            int entry = needs + 32 + i * 16;
            file.putShort(entry + 4, (short) (weak ? 2 : 0)).putInt(entry + 8, name);
            file.putInt(entry + 12, i + 1 < versions.size() ? 16 : 0);
            byte[] text = versions.get(i).replace("weak:", "").getBytes(StandardCharsets.US_ASCII);
            file.position(names + name);
            file.put(text);
            name += text.length + 1;
        }
        return file.array();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
