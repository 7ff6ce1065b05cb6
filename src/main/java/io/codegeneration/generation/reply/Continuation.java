package io.codegeneration.generation.reply;

import java.util.List;

/**
 * Continues a truncated reply. The incomplete last line is dropped. A further call requests the next line, in a
 * conversation of three messages: the prompt, {@link #kept()} as the words of the model, and {@link #request()}.
 *
 * <p>Models often begin the continuation with text that they have already written. These parts are removed from its
 * beginning, once:
 *
 * <ul>
 *   <li>Complete lines that repeat the end of the kept text, up to its last line. The longest repetition counts. White
 *       space at the end of a line is ignored.
 *   <li>If the kept text ends within a fenced block: an opening fence with the same language or none, and prose before
 *       it, if the reply is more plausible without that fence.
 *   <li>Prose before such lines, or before the dropped line.
 * </ul>
 *
 * <p>Code can contain equal lines, too. Therefore nothing is removed after a place where the text continues with the
 * dropped line. Without such a place, lines without letters and digits ({@code }}, blank lines) do not count as a
 * repetition on their own. One case remains: if the code contains a statement twice, and the reply was truncated exactly
 * between the two, the second one is lost.
 *
 * <p>Immutable.
 */
public final class Continuation {

    /** Of a longer line, only the end is quoted. */
    private static final int MAX_QUOTE = 300;

    /** A text of at least this length is unlikely to be repeated by chance. */
    private static final int MIN_UNIQUE_LENGTH = 16;

    private final String kept;
    private final String dropped;

    private Continuation(String kept, String dropped) {
        this.kept = kept;
        this.dropped = dropped;
    }

    /** Drops the incomplete last line, unless there is no text before it. */
    public static Continuation of(String reply) {
        int end = reply.lastIndexOf('\n') + 1;
        return reply.substring(0, end).isBlank()
                ? new Continuation(reply, "")
                : new Continuation(reply.substring(0, end), reply.substring(end));
    }

    /** Returns the complete lines; or the whole reply if all of them are blank. */
    public String kept() {
        return kept;
    }

    /** Returns the last kept line that is not blank, without its line break; empty if there is none. */
    String lastLine() {
        String text = kept.stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    /** Returns the message that asks the model for the rest. */
    public String request() {
        String line = lastLine();
        String quoted = line.length() > MAX_QUOTE ? line.substring(line.length() - MAX_QUOTE) : line;
        String where = !kept.endsWith("\n")
                ? "Go on with exactly the character that comes next."
                : "Go on with exactly the line that comes next%s.".formatted(blankLines());
        String fence = openBlock() == null
                ? ""
                : " The code block is still open: do not open it again, and close it where it ends.";
        return """
                Your answer was cut off because it was too long. %s that arrived is:

                %s

                %s Do not repeat anything, do not begin with an introduction, do not say that you go on.%s"""
                .formatted(line.equals(quoted) ? "The last line" : "The end of the last line", quoted, where, fence);
    }

    /**
     * Returns the whole reply: the kept text, followed by the new part of the continuation, which is not changed. If the
     * continuation is blank, returns the truncated reply.
     */
    public String join(String next) {
        if (next.isBlank() && !dropped.isBlank()) {
            return kept + dropped;
        }
        if (!kept.endsWith("\n")) {
            return kept.length() >= MIN_UNIQUE_LENGTH && next.startsWith(kept) ? next : kept + next;
        }
        String fresh = new Overlap(kept, dropped, openBlock()).newPart(next);
        return fresh.length() == next.length() ? kept + lostIndentation(next) + next : kept + fresh;
    }

    /** Returns the indentation of the dropped line if the model repeats that line without its indentation. */
    private String lostIndentation(String next) {
        String bare = dropped.stripLeading();
        boolean lost = !bare.isEmpty() && !next.startsWith(dropped) && next.startsWith(bare);
        return lost ? dropped.substring(0, dropped.length() - bare.length()) : "";
    }

    private String blankLines() {
        long blank = FencedBlocks.lines(kept.substring(kept.stripTrailing().length()))
                        .size()
                - 2L;
        return blank > 0 ? ", after the %d empty ones that arrived, too".formatted(blank) : "";
    }

    /** Returns the block that is open at the end of the kept text, or null. */
    private FencedBlock openBlock() {
        FencedBlocks read = NestedFences.read(kept);
        if (read.all().isEmpty()) {
            return null;
        }
        FencedBlock last = read.all().get(read.all().size() - 1);
        List<String> after = read.lines().subList(last.last() + 1, read.lines().size());
        return !last.closed() && after.stream().allMatch(String::isBlank) ? last : null;
    }
}
