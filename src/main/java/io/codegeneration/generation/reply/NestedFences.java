package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads nested blocks whose inner fences are as long as the outer ones. By the rules of CommonMark, the first inner fence
 * ends the outer block, but models write this anyway, especially Markdown within Markdown.
 *
 * <p>A reply is read again only if a block contains a line that looks like an opening fence, so that consecutive blocks
 * are never merged. In the second reading, a fence with an info string opens an inner block, and a fence without one
 * closes the innermost block. The second reading is used if it has fewer {@linkplain FencedBlocks#anomalies()
 * anomalies}. For a Markdown block without an end, the same number is enough.
 */
final class NestedFences {

    /** Each such block requires another parse. Real replies have fewer. */
    private static final int MAX_REPARSES = 20;

    private NestedFences() {}

    /** Reads the blocks of a reply. */
    static FencedBlocks read(String reply) {
        FencedBlocks read = MisindentedFences.read(reply);
        int from = 0;
        int most = read.maxReparses(MAX_REPARSES);
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

    /** Returns the first block that contains an opening fence, after the Markdown block that may really contain it. */
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
        NestedFenceScan scan = new NestedFenceScan(lines, outer, opening);
        int end = scan.end();
        if (!scan.plausible(end)) {
            return flat;
        }
        lines.set(outer.first(), opening.withFenceLength(scan.longestFence() + 1));
        if (end < lines.size()) {
            lines.set(end, FenceLine.of(lines.get(end)).withFenceLength(scan.longestFence() + 1));
        }
        FencedBlocks nested = FencedBlocks.of(lines);
        boolean whole = nested.all().stream()
                .anyMatch(block -> block.first() == outer.first() && block.last() == Math.min(end, lines.size() - 1));
        int limit = flat.anomalies() + (end < lines.size() ? 0 : 1);
        return whole && nested.anomalies() < limit ? nested : flat;
    }
}
