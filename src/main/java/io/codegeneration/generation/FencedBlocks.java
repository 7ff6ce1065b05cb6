package io.codegeneration.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * The fenced blocks of a reply by CommonMark's rules, in their order.
 *
 * @param lines the lines of the reply without their ends
 * @see <a href="https://spec.commonmark.org/0.31.2/#fenced-code-blocks">CommonMark: fenced code blocks</a>
 */
record FencedBlocks(List<String> lines, List<FencedBlock> all) {

    /** Deeper nesting is text: everything that walks through a document does so by recursion. */
    private static final int MAX_DEPTH = 50;

    /**
     * Without HTML blocks, in which a fence would not count: a model may put its answer between tags. What stands
     * within a line is of no interest.
     */
    private static final Parser PARSER = Parser.builder()
            .enabledBlockTypes(Set.of(
                    BlockQuote.class,
                    FencedCodeBlock.class,
                    Heading.class,
                    IndentedCodeBlock.class,
                    ListBlock.class,
                    ThematicBreak.class))
            .inlineParserFactory(context -> (lines, node) -> {})
            .maxOpenBlockParsers(MAX_DEPTH)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .build();

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
        return FencedBlock.of(
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
    int oddities() {
        return all.stream()
                .mapToInt(block -> (block.closed() ? 0 : 1) + (block.holdsOpening() ? 1 : 0))
                .sum();
    }
}
