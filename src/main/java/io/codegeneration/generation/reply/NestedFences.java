package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads blocks within blocks whose fences are as long as those around them. By CommonMark the first fence inside
 * would end the outer block; models write so nevertheless, above all Markdown within Markdown.
 *
 * <p>A reply is read anew only where a block holds a line that looks as if it opened another, so that blocks that
 * stand one after the other are never merged. A fence with an info string then opens an inner block, a bare one
 * closes the innermost. That reading is taken if less speaks against it ({@link FencedBlocks#anomalies()}), and for a
 * Markdown block that a cut reply leaves open, if no more does.
 */
final class NestedFences {

    /** Each block found costs another parse. What a model writes for one task has fewer. */
    private static final int MAX_FOUND = 20;

    private NestedFences() {}

    /** The blocks of a reply. */
    static FencedBlocks read(String reply) {
        FencedBlocks read = MisindentedFences.read(reply);
        int from = 0;
        int most = read.maxReparses(MAX_FOUND);
        for (int found = 0; found < most; found++) {
            List<FencedBlock> outer = suspects(read, from);
            if (outer.isEmpty()) {
                return read;
            }
            FencedBlocks flat = read;
            read = outer.stream()
                    .map(block -> better(flat, block))
                    .filter(nested -> nested != flat)
                    .findFirst()
                    .orElse(flat);
            from = outer.get(read == flat ? outer.size() - 1 : 0).first() + 1;
        }
        return read;
    }

    /** The first block that holds an opening; before it the Markdown that a bare fence may have ended early. */
    private static List<FencedBlock> suspects(FencedBlocks read, int from) {
        List<FencedBlock> suspects = new ArrayList<>();
        for (FencedBlock block : read.all()) {
            if (block.first() >= from && block.isMarkdown()) {
                suspects.clear();
                suspects.add(block);
            }
            if (block.first() >= from && block.containsOpeningFence()) {
                suspects.remove(block);
                suspects.add(block);
                return suspects;
            }
        }
        return List.of();
    }

    private static FencedBlocks better(FencedBlocks flat, FencedBlock outer) {
        List<String> lines = new ArrayList<>(flat.lines());
        FenceLine opening = FenceLine.of(lines.get(outer.first()));
        if (opening == null) {
            return flat;
        }
        NestedFenceScan walk = new NestedFenceScan(lines, outer, opening);
        int end = walk.end();
        if (!walk.plausible(end)) {
            return flat;
        }
        lines.set(outer.first(), opening.widened(walk.longest() + 1));
        if (end < lines.size()) {
            lines.set(end, FenceLine.of(lines.get(end)).widened(walk.longest() + 1));
        }
        FencedBlocks nested = FencedBlocks.of(lines);
        boolean whole = nested.all().stream()
                .anyMatch(block -> block.first() == outer.first() && block.last() == Math.min(end, lines.size() - 1));
        int limit = flat.anomalies() + (end < lines.size() ? 0 : 1);
        return whole && nested.anomalies() < limit ? nested : flat;
    }
}
