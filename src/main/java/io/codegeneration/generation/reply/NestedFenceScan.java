package io.codegeneration.generation.reply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The way from the opening of an outer block, past the blocks within, to its end. */
final class NestedFenceScan {

    private final List<String> lines;
    private final FencedBlock outer;
    private final FenceLine opening;
    private final int lastBare;
    private int longest;
    private boolean nested;
    private boolean namesFile;

    NestedFenceScan(List<String> lines, FencedBlock outer, FenceLine opening) {
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
            } else if (!line.closes() || !open.isEmpty() && !line.matches(open.peek())) {
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

    /** The length of the longest fence on the way. */
    int longest() {
        return longest;
    }

    /** Whether there was a block within, and an end, or Markdown without one. */
    boolean plausible(int end) {
        return nested && (end < lines.size() || outer.isMarkdown() && !namesFile);
    }

    /**
     * Whether a bare fence within Markdown opens a block: it stands below an empty line or a colon and on top of
     * text, the next fence can close that block and a later one the outer block.
     */
    private boolean opensBare(int line) {
        String before = lines.get(line - 1).strip();
        if (!outer.isMarkdown() || !(before.isEmpty() || before.endsWith(":")) || blank(line + 1)) {
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
                && fence.matches(opening)
                && fence.prefix().length() <= opening.prefix().length() + 3;
        return near ? fence : null;
    }
}
