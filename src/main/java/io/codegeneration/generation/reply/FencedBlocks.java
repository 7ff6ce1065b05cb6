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
 * The fenced blocks of a reply by CommonMark's rules, in their order. Finding them takes time linear in the reply.
 *
 * @param lines the lines of the reply without their ends
 * @see <a href="https://spec.commonmark.org/0.31.2/#fenced-code-blocks">CommonMark: fenced code blocks</a>
 */
record FencedBlocks(List<String> lines, List<FencedBlock> all) {

    /**
     * Deeper nesting is text. Everything that walks through a document does so by recursion, and a lazy line of a
     * character belongs to every open block.
     */
    private static final int MAX_DEPTH = 20;

    /**
     * Without HTML blocks, in which a fence would not count: a model may put its answer between tags. Inlines are not
     * parsed. The order of the blocks is that of CommonMark: a thematic break comes before a list item.
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

    /** A text is read anew so often at least, whatever its length. */
    private static final int LEAST_REREADS = 2;

    /** So many characters are read anew at most, where one text is not longer. */
    private static final long MOST_REREAD = 1024 * 1024L;

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /** The blocks of any text; NUL becomes U+FFFD as CommonMark wants it, and every end of a line a newline. */
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
     * How much speaks against this reading: blocks that are never closed, and blocks that hold what looks like the
     * opening of another. Zero for what follows the rules.
     */
    int anomalies() {
        return all.stream()
                .mapToInt(block -> (block.closed() ? 0 : 1) + (block.containsOpeningFence() ? 1 : 0))
                .sum();
    }

    /**
     * How often this text may be read anew: {@code most} times, or less where it is long, so that reading a long text
     * takes no more than a few times as long as reading it once.
     */
    int maxReparses(int most) {
        long length = lines.stream().mapToLong(line -> line.length() + 1L).sum();
        return (int) Math.max(LEAST_REREADS, Math.min(most, MOST_REREAD / length));
    }
}
