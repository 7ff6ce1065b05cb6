package io.codegeneration.generation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads blocks within blocks whose fences are as long as those around them. By CommonMark the first fence inside
 * would end the outer block; models write so nevertheless, above all Markdown within Markdown.
 *
 * <p>A reply is read anew only where a block holds a line that looks as if it opened another, so that blocks that
 * stand one after the other are never merged. A fence with an info string then opens an inner block, a bare one
 * closes the innermost. That reading is taken if less speaks against it ({@link FencedBlocks#oddities()}), and for a
 * Markdown block that a cut reply leaves open, if no more does.
 */
final class NestedFences {

    /** Each block found costs another parse. What a model writes for one task has fewer. */
    private static final int MAX_FOUND = 20;

    private NestedFences() {}

    /** The blocks of a reply. */
    static FencedBlocks read(String reply) {
        FencedBlocks read = EscapedFences.read(reply);
        int from = 0;
        for (int found = 0; found < MAX_FOUND; found++) {
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
            if (block.first() >= from && block.markdown()) {
                suspects.clear();
                suspects.add(block);
            }
            if (block.first() >= from && block.holdsOpening()) {
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
        Walk walk = new Walk(lines, outer, opening);
        int end = walk.end();
        if (!walk.plausible(end)) {
            return flat;
        }
        lines.set(outer.first(), opening.widened(walk.longest + 1));
        if (end < lines.size()) {
            lines.set(end, FenceLine.of(lines.get(end)).widened(walk.longest + 1));
        }
        FencedBlocks nested = FencedBlocks.of(lines);
        boolean whole = nested.all().stream()
                .anyMatch(block -> block.first() == outer.first() && block.last() == Math.min(end, lines.size() - 1));
        int limit = flat.oddities() + (end < lines.size() ? 0 : 1);
        return whole && nested.oddities() < limit ? nested : flat;
    }

    /** The way from the opening of an outer block to its end. */
    private static final class Walk {

        private final List<String> lines;
        private final FencedBlock outer;
        private final FenceLine opening;
        private final int lastBare;
        private int longest;
        private boolean nested;
        private boolean namesFile;

        Walk(List<String> lines, FencedBlock outer, FenceLine opening) {
            this.lines = lines;
            this.outer = outer;
            this.opening = opening;
            longest = opening.fence().length();
            int last = lines.size() - 1;
            while (last > outer.first() && !closes(last)) {
                last--;
            }
            lastBare = last;
        }

        /** The index of the line that closes the outer block, or the number of lines where none does. */
        int end() {
            Deque<FenceLine> open = new ArrayDeque<>();
            for (int i = outer.first() + 1; i < lines.size(); i++) {
                FenceLine line = fence(i);
                if (line == null) {
                    continue;
                }
                if (line.opens()) {
                    open.push(line);
                    nested = true;
                    namesFile |= FenceInfo.of(line.info()).file() != null;
                } else if (!line.closes() || !open.isEmpty() && !line.meets(open.peek())) {
                    continue;
                } else if (!open.isEmpty()) {
                    open.pop();
                } else if (opensBare(i)) {
                    open.push(line);
                } else {
                    return i;
                }
                longest = Math.max(longest, line.fence().length());
            }
            return lines.size();
        }

        boolean plausible(int end) {
            return nested && (end < lines.size() || outer.markdown() && !namesFile);
        }

        /**
         * Whether a bare fence within Markdown opens a block: it stands below an empty line or a colon and on top of
         * text, the next fence can close that block and a later one the outer block.
         */
        private boolean opensBare(int line) {
            String before = lines.get(line - 1).strip();
            if (!outer.markdown() || !(before.isEmpty() || before.endsWith(":")) || blank(line + 1)) {
                return false;
            }
            int next = line + 1;
            while (next < lastBare && fence(next) == null) {
                next++;
            }
            return next < lastBare && closes(next);
        }

        private boolean blank(int line) {
            return line >= lines.size() || lines.get(line).isBlank();
        }

        private boolean closes(int line) {
            FenceLine fence = fence(line);
            return fence != null && fence.closes();
        }

        /** The fence at a line if it may end the outer block or stand in the way of its end. */
        private FenceLine fence(int line) {
            FenceLine fence = FenceLine.of(lines.get(line));
            boolean near = fence != null
                    && fence.meets(opening)
                    && fence.prefix().length() <= opening.prefix().length() + 3;
            return near ? fence : null;
        }
    }
}
