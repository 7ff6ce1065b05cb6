package io.codegeneration.generation.reply;

import org.commonmark.internal.ListBlockParser;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.SourceLines;
import org.commonmark.parser.block.AbstractBlockParserFactory;
import org.commonmark.parser.block.BlockParser;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;

/**
 * CommonMark's list items, found in linear time. The library asks for a copy of all lines of a paragraph at each
 * further line that does not begin with a letter, and only to learn whether there are any.
 *
 * <p>A link reference definition counts as a line of its paragraph here. Whoever looks for fences does not notice.
 */
final class LinearTimeListFactory extends AbstractBlockParserFactory {

    private static final SourceLines SOME = SourceLines.of(SourceLine.of("text", null));
    private static final SourceLines NONE = SourceLines.empty();

    private final ListBlockParser.Factory items = new ListBlockParser.Factory();

    @Override
    public BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
        return items.tryStart(state, new WithoutCopies(matched.getMatchedBlockParser()));
    }

    private record WithoutCopies(BlockParser matched) implements MatchedBlockParser {

        @Override
        public BlockParser getMatchedBlockParser() {
            return matched;
        }

        @Override
        public SourceLines getParagraphLines() {
            return matched.getBlock() instanceof Paragraph ? SOME : NONE;
        }
    }
}
