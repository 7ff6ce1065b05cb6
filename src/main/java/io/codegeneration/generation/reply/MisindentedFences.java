package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads fenced blocks in a list item or quotation whose code is not indented like the fence. By the rules of CommonMark,
 * such a block ends before its code, but models write this anyway.
 *
 * <p>The fences are read as if they were not indented, unless this causes more {@linkplain FencedBlocks#anomalies()
 * anomalies}.
 */
final class MisindentedFences {

    /** Each such block requires another parse. Real replies have fewer. */
    private static final int MAX_REPARSES = 20;

    private MisindentedFences() {}

    /** Reads the blocks of a reply. */
    static FencedBlocks read(String reply) {
        FencedBlocks read = FencedBlocks.of(reply);
        int from = 0;
        int most = read.maxReparses(MAX_REPARSES);
        for (int found = 0; found < most; found++) {
            FencedBlock suspect = suspect(read, from);
            if (suspect == null) {
                return read;
            }
            FencedBlocks other = unindented(read, suspect);
            read = other.anomalies() <= read.anomalies() ? other : read;
            from = suspect.first() + 1;
        }
        return read;
    }

    private static FencedBlock suspect(FencedBlocks read, int from) {
        return read.all().stream()
                .filter(block -> block.first() >= from
                        && !block.closed()
                        && block.content().isBlank()
                        && block.last() < read.lines().size() - 1)
                .findFirst()
                .orElse(null);
    }

    private static FencedBlocks unindented(FencedBlocks read, FencedBlock block) {
        List<String> lines = new ArrayList<>(read.lines());
        FenceLine opening = FenceLine.of(lines.get(block.first()));
        if (opening == null || !opening.prefix().isBlank()) {
            return read;
        }
        lines.set(block.first(), opening.unindented());
        for (int i = block.last() + 1; i < lines.size(); i++) {
            FenceLine line = FenceLine.of(lines.get(i));
            if (line != null && line.closes() && line.matches(opening)) {
                lines.set(i, line.unindented());
                break;
            }
        }
        return FencedBlocks.of(lines);
    }
}
