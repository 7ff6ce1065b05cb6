package io.codegeneration.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the headers of an executable file say about the machine that can start it.
 *
 * @param os {@code linux}, {@code macos} or {@code windows}
 * @param architecture {@code x86_64} or {@code arm64}, as Lambda calls them
 * @param glibc the newest version of the GNU C library that it needs, for example {@code 2.34}; null if it needs none
 */
record NativeBinary(String os, String architecture, String glibc) {

    private static final int ELF = 0x464C457F;
    private static final int MACH_O = 0xFEEDFACF;
    private static final short PE = 0x5A4D;

    /**
     * Reads the headers of a 64-bit ELF, Mach-O or PE file.
     *
     * @throws IllegalArgumentException if it is none of these, or for another processor
     */
    static NativeBinary read(byte[] content) {
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (file.getInt(0) == ELF) {
                return new NativeBinary("linux", architecture(file.getShort(18)), new ElfVersions(file).newestGlibc());
            }
            if (file.getInt(0) == MACH_O) {
                return new NativeBinary("macos", architecture(file.getInt(4)), null);
            }
            if (file.getShort(0) == PE) {
                return new NativeBinary("windows", architecture(file.getShort(file.getInt(0x3C) + 4)), null);
            }
        } catch (IndexOutOfBoundsException cut) {
            throw new IllegalArgumentException("The executable file is incomplete", cut);
        }
        throw new IllegalArgumentException("Not an executable file of Linux, macOS or Windows");
    }

    /** Numbers of processors in the three formats. */
    private static String architecture(int machine) {
        return switch (machine) {
            case 62, 0x01000007, (short) 0x8664 -> "x86_64";
            case 183, 0x0100000C, (short) 0xAA64 -> "arm64";
            default -> throw new IllegalArgumentException("Not an executable file for x86_64 or arm64");
        };
    }
}
