package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads blocks that a list item or quotation opens and whose lines do not belong to it: the fence is indented, the
 * code is not. By CommonMark such a block ends at once, without its code; models write so nevertheless.
 *
 * <p>The fences are read as if they were not indented, unless more speaks against that ({@link
 * FencedBlocks#anomalies()}).
 */
final class MisindentedFences {

    /** Each block found costs another parse. What a model writes for one task has fewer. */
    private static final int MAX_FOUND = 20;

    private MisindentedFences() {}

    /** The blocks of a reply. */
    static FencedBlocks read(String reply) {
        FencedBlocks read = FencedBlocks.of(reply);
        int from = 0;
        int most = read.maxReparses(MAX_FOUND);
        for (int found = 0; found < most; found++) {
            FencedBlock escaped = escaped(read, from);
            if (escaped == null) {
                return read;
            }
            FencedBlocks other = unindented(read, escaped);
            read = other.anomalies() <= read.anomalies() ? other : read;
            from = escaped.first() + 1;
        }
        return read;
    }

    private static FencedBlock escaped(FencedBlocks read, int from) {
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
