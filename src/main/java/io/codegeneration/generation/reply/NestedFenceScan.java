package io.codegeneration.generation.reply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Finds the end of a block that contains other blocks. */
final class NestedFenceScan {

    private final List<String> lines;
    private final FencedBlock outer;
    private final FenceLine opening;
    private final int lastClosingFence;
    private int longestFence;
    private boolean nested;
    private boolean namesFile;

    NestedFenceScan(List<String> lines, FencedBlock outer, FenceLine opening) {
        this.lines = lines;
        this.outer = outer;
        this.opening = opening;
        longestFence = opening.fence().length();
        int last = lines.size() - 1;
        while (last > outer.first() && !closes(last)) {
            last--;
        }
        lastClosingFence = last;
    }

    /** Returns the index of the line that closes the outer block, or the number of lines if none does. */
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
            } else if (!line.closes() || !open.isEmpty() && !line.matches(open.peek())) {
                continue;
            } else if (!open.isEmpty()) {
                open.pop();
            } else if (opensWithoutInfo(i)) {
                open.push(line);
            } else {
                return i;
            }
            longestFence = Math.max(longestFence, line.fence().length());
        }
        return lines.size();
    }

    /** Returns the length of the longest fence before the end. */
    int longestFence() {
        return longestFence;
    }

    /** Returns whether the outer block contains a block and has an end. Markdown may lack the end. */
    boolean plausible(int end) {
        return nested && (end < lines.size() || outer.isMarkdown() && !namesFile);
    }

    /**
     * Returns whether a fence without an info string opens a block within Markdown. It does if it follows a blank line or a
     * colon, text follows it, the next fence can close it, and a later fence can close the outer block.
     */
    private boolean opensWithoutInfo(int line) {
        String before = lines.get(line - 1).strip();
        if (!outer.isMarkdown() || !(before.isEmpty() || before.endsWith(":")) || blank(line + 1)) {
            return false;
        }
        int next = line + 1;
        while (next < lastClosingFence && fence(next) == null) {
            next++;
        }
        return next < lastClosingFence && closes(next);
    }

    private boolean blank(int line) {
        return line >= lines.size() || lines.get(line).isBlank();
    }

    private boolean closes(int line) {
        FenceLine fence = fence(line);
        return fence != null && fence.closes();
    }

    /** Returns the fence in a line if it can belong to the outer block or to a block within it; otherwise null. */
    private FenceLine fence(int line) {
        FenceLine fence = FenceLine.of(lines.get(line));
        boolean near = fence != null
                && fence.matches(opening)
                && fence.prefix().length() <= opening.prefix().length() + 3;
        return near ? fence : null;
    }
}
