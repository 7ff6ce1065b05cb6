package io.codegeneration.build;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The symbol versions that an ELF file needs from its shared libraries. Its loader refuses to start it if one of them is missing.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html">Symbol
 *     versioning in the Linux Standard Base</a>
 */
final class ElfVersions {

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final long DT_NULL = 0;
    private static final long DT_STRTAB = 5;
    private static final long DT_VERNEED = 0x6FFFFFFEL;
    private static final int VER_FLG_WEAK = 2;

    private static final Pattern GLIBC = Pattern.compile("GLIBC_(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    /** Marks of how the file was linked. The first C library that knows any of them is this one. */
    private static final String GLIBC_ABI = "GLIBC_ABI_";

    private static final String FIRST_WITH_ABI = "GLIBC_2.36";

    private final ByteBuffer file;

    /**
     * @param file the content of a 64-bit ELF file in its byte order
     */
    ElfVersions(ByteBuffer file) {
        this.file = file;
    }

    /** Returns the newest version of the GNU C library that the file needs, or null if it needs none. */
    String newestGlibc() {
        return needed().stream()
                .map(name -> name.startsWith(GLIBC_ABI) ? FIRST_WITH_ABI : name)
                .map(GLIBC::matcher)
                .filter(Matcher::matches)
                .max(Comparator.<Matcher>comparingInt(version -> number(version, 1))
                        .thenComparingInt(version -> number(version, 2))
                        .thenComparingInt(version -> number(version, 3)))
                .map(version -> version.group().substring("GLIBC_".length()))
                .orElse(null);
    }

    private static int number(Matcher version, int group) {
        return version.group(group) == null ? 0 : Integer.parseInt(version.group(group));
    }

    private List<String> needed() {
        List<String> names = new ArrayList<>();
        int dynamic = segment(PT_DYNAMIC);
        int library = dynamic < 0 ? -1 : table(dynamic, DT_VERNEED);
        if (library < 0) {
            return names;
        }
        int strings = table(dynamic, DT_STRTAB);
        for (int next = 1; next != 0; library += next) {
            int count = Short.toUnsignedInt(file.getShort(library + 2));
            int version = library + file.getInt(library + 8);
            for (int i = 0; i < count; i++) {
                if ((file.getShort(version + 4) & VER_FLG_WEAK) == 0) {
                    names.add(text(strings + file.getInt(version + 8)));
                }
                version += file.getInt(version + 12);
            }
            next = file.getInt(library + 12);
        }
        return names;
    }

    /** Returns the offset of the first program header of a type, or -1. */
    private int segment(int type) {
        for (int i = 0; i < headers(); i++) {
            if (file.getInt(header(i)) == type) {
                return header(i);
            }
        }
        return -1;
    }

    /** Returns the offset of the table to which an entry of the dynamic section points, or -1 without such an entry. */
    private int table(int dynamic, long tag) {
        int entry = (int) file.getLong(dynamic + 8);
        for (; file.getLong(entry) != DT_NULL; entry += 16) {
            if (file.getLong(entry) == tag) {
                return offset(file.getLong(entry + 8));
            }
        }
        return -1;
    }

    /** Returns where the file has what the loader puts at an address. */
    private int offset(long address) {
        for (int i = 0; i < headers(); i++) {
            int header = header(i);
            long start = file.getLong(header + 16);
            if (file.getInt(header) == PT_LOAD && address >= start && address - start < file.getLong(header + 32)) {
                return (int) (file.getLong(header + 8) + address - start);
            }
        }
        throw new IllegalArgumentException("The executable file has no content for an address of its dynamic section");
    }

    private int headers() {
        return Short.toUnsignedInt(file.getShort(56));
    }

    private int header(int index) {
        return (int) file.getLong(32) + index * Short.toUnsignedInt(file.getShort(54));
    }

    private String text(int start) {
        int end = start;
        while (file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), start, end - start, StandardCharsets.US_ASCII);
    }
}
