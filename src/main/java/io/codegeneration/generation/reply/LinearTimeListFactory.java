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
 * Finds CommonMark's list items in linear time. The library's own factory copies all lines of a paragraph for each new line
 * that does not begin with a letter, only to find out whether there are any.
 *
 * <p>Here, a link reference definition counts as a line of its paragraph. This does not change which fences are found.
 */
final class LinearTimeListFactory extends AbstractBlockParserFactory {

    private static final SourceLines NOT_EMPTY = SourceLines.of(SourceLine.of("text", null));
    private static final SourceLines EMPTY = SourceLines.empty();

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
            return matched.getBlock() instanceof Paragraph ? NOT_EMPTY : EMPTY;
        }
    }
}
