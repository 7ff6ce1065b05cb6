package io.codegeneration.generation.reply;

import java.util.List;

/**
 * A reply that was cut, and how it goes on. The unfinished last line is dropped and the model asked for the line after
 * the last whole one, in a conversation of three messages: the prompt, {@link #kept()} as the model's own words, and
 * {@link #request()}.
 *
 * <p>What is taken off the beginning of the model's next text, once:
 *
 * <ul>
 *   <li>Whole lines that repeat the end of what is kept, the last line among them; the longest such run counts. White
 *       space at the end of a line does not matter.
 *   <li>Where what is kept ends inside a fenced block: an opening fence in the language of that block or without one,
 *       with the lines of prose before it, if the reply then makes more sense than with it as a fence of its own.
 *   <li>Prose before such lines or before the line that was cut.
 * </ul>
 *
 * <p>Code repeats itself, too. The beginning of the dropped line tells: where the text goes on with it, nothing more
 * is a repetition. Where it tells nothing, lines without any letter or digit ({@code }}, empty ones) are not taken
 * for a repetition by themselves. A statement that stands twice in the code with the cut between the two, at the end
 * of a line, cannot be told from a repetition and is lost once.
 *
 * <p>Pure and immutable.
 */
public final class Continuation {

    /** A longer line is quoted by its end. */
    private static final int QUOTED = 300;

    /** The beginning of a line is known again from this length on. */
    private static final int TELLING = 16;

    private final String kept;
    private final String dropped;

    private Continuation(String kept, String dropped) {
        this.kept = kept;
        this.dropped = dropped;
    }

    /** Drops the unfinished last line, unless nothing stands before it: there has to be something to go on from. */
    public static Continuation of(String reply) {
        int end = reply.lastIndexOf('\n') + 1;
        return reply.substring(0, end).isBlank()
                ? new Continuation(reply, "")
                : new Continuation(reply.substring(0, end), reply.substring(end));
    }

    /** The whole lines so far; or the reply itself, where it has none with anything in it. */
    public String kept() {
        return kept;
    }

    /** The last of the lines kept that is not blank, without its end; empty where there is none. */
    String lastLine() {
        String text = kept.stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    /** What to ask the model for. */
    public String request() {
        String line = lastLine();
        String quoted = line.length() > QUOTED ? line.substring(line.length() - QUOTED) : line;
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
     * The whole reply: what is kept, and then what is new in the model's next text, not a character changed. If that
     * text is blank, the reply as it was cut.
     */
    public String join(String next) {
        if (next.isBlank() && !dropped.isBlank()) {
            return kept + dropped;
        }
        if (!kept.endsWith("\n")) {
            return kept.length() >= TELLING && next.startsWith(kept) ? next : kept + next;
        }
        String fresh = new Overlap(kept, dropped, openBlock()).cut(next);
        return fresh.length() == next.length() ? kept + lostIndentation(next) + next : kept + fresh;
    }

    /** The indentation of the dropped line, where the model writes that line again and leaves it out. */
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

    /** The block that is open at the end of what is kept, or null. */
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
