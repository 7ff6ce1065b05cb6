package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.internal.BlockQuoteParser;
import org.commonmark.internal.FencedCodeBlockParser;
import org.commonmark.internal.HeadingParser;
import org.commonmark.internal.IndentedCodeBlockParser;
import org.commonmark.internal.ThematicBreakParser;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * The fenced blocks of a reply by the rules of CommonMark. Finding them takes time linear in the length of the reply.
 *
 * @param lines the lines of the reply without line breaks
 * @param all the blocks in their order
 * @see <a href="https://spec.commonmark.org/0.31.2/#fenced-code-blocks">CommonMark: fenced code blocks</a>
 */
record FencedBlocks(List<String> lines, List<FencedBlock> all) {

    /**
     * Deeper nesting is read as text. It would cost much time and stack, because the parser is recursive and one line can
     * continue all open blocks.
     */
    private static final int MAX_DEPTH = 20;

    /**
     * Does not parse HTML blocks, because a fence between tags must count. Does not parse inlines, because they are not used.
     * The order of the factories matters: CommonMark checks for a thematic break before a list item.
     */
    private static final Parser PARSER = Parser.builder()
            .enabledBlockTypes(Set.of())
            .customBlockParserFactory(new BlockQuoteParser.Factory())
            .customBlockParserFactory(new HeadingParser.Factory())
            .customBlockParserFactory(new FencedCodeBlockParser.Factory())
            .customBlockParserFactory(new ThematicBreakParser.Factory())
            .customBlockParserFactory(new LinearTimeListFactory())
            .customBlockParserFactory(new IndentedCodeBlockParser.Factory())
            .inlineParserFactory(context -> (lines, node) -> {})
            .maxOpenBlockParsers(MAX_DEPTH)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .build();

    /** Minimum for {@link #maxReparses}, for texts of any length. */
    private static final int MIN_REPARSES = 2;

    /** Maximum number of characters to parse again, in all parses together. */
    private static final long MAX_REPARSED = 1024 * 1024L;

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /** Finds the blocks of any text. CommonMark replaces NUL by U+FFFD; all line breaks become newlines. */
    static FencedBlocks of(String text) {
        return of(lines(text));
    }

    static FencedBlocks of(List<String> lines) {
        List<FencedBlock> blocks = new ArrayList<>();
        PARSER.parse(String.join("\n", lines)).accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                blocks.add(read(block));
            }
        });
        return new FencedBlocks(lines, blocks);
    }

    static List<String> lines(String text) {
        return List.of(LINE_END.split(text, -1));
    }

    private static FencedBlock read(FencedCodeBlock block) {
        List<SourceSpan> spans = block.getSourceSpans();
        return new FencedBlock(
                block.getInfo(),
                block.getLiteral(),
                block.getFenceCharacter().repeat(block.getOpeningFenceLength()),
                spans.get(0).getLineIndex(),
                spans.get(spans.size() - 1).getLineIndex(),
                block.getClosingFenceLength() != null);
    }

    /**
     * Counts what makes this reading implausible: blocks without an end, and blocks that contain an opening fence. Zero for
     * a reply that follows the rules.
     */
    int anomalies() {
        return all.stream()
                .mapToInt(block -> (block.closed() ? 0 : 1) + (block.containsOpeningFence() ? 1 : 0))
                .sum();
    }

    /**
     * Returns how often this text may be parsed again: {@code most} times, but fewer for a long text, to limit the time.
     */
    int maxReparses(int most) {
        long length = lines.stream().mapToLong(line -> line.length() + 1L).sum();
        return (int) Math.max(MIN_REPARSES, Math.min(most, MAX_REPARSED / length));
    }
}
