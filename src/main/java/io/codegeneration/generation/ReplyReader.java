package io.codegeneration.generation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
 * Tells code from prose in what a model wrote.
 *
 * <p>Fenced blocks are found by CommonMark's rules, so one that was never closed still yields its code. Blocks that
 * name a file are files of the project. Of the others those in the asked language or without a language are code; if
 * there is no other code, all of them are. A reply without any fence is code as a whole. Everything else is
 * explanation.
 */
final class ReplyReader {

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

    private final Language language;
    private final Slug slug;

    ReplyReader(Language language, Slug slug) {
        this.language = language;
        this.slug = slug;
    }

    /**
     * What was found in a reply.
     *
     * @param files the files, the main one first; empty where there is no code
     * @param explanation the text around them, or null
     */
    record Found(List<SourceFile> files, String explanation) {}

    private record Block(FenceInfo info, String content, List<SourceSpan> spans) {

        boolean speaks(Language language) {
            return info.language() == null
                    || Languages.standard()
                            .find(info.language())
                            .filter(language::equals)
                            .isPresent();
        }

        /** Whether this may be the main file: a name such as {@code README.md} tells the language, too. */
        boolean leads(Language language) {
            if (info.language() != null || info.file() == null) {
                return speaks(language);
            }
            String extension = info.file().substring(info.file().lastIndexOf('.') + 1);
            return Languages.standard()
                    .byExtension(extension)
                    .filter(language::equals)
                    .isPresent();
        }
    }

    Found read(String reply) {
        String text = reply.startsWith("\uFEFF") ? reply.substring(1) : reply;
        List<Block> blocks = blocks(text);
        if (blocks.isEmpty()) {
            String code = withoutBlankEdges(text);
            return new Found(code.isEmpty() ? List.of() : List.of(new SourceFile(onlyName(), code + "\n")), null);
        }
        List<Block> code = choose(blocks);
        return new Found(name(code), explanation(text, code));
    }

    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        PARSER.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                FenceInfo info = FenceInfo.of(block.getInfo());
                blocks.add(new Block(info, block.getLiteral(), block.getSourceSpans()));
            }
        });
        return blocks;
    }

    private List<Block> choose(List<Block> blocks) {
        List<Block> written =
                blocks.stream().filter(block -> !block.content().isBlank()).toList();
        List<Block> code = written.stream()
                .filter(block -> block.info().file() != null || block.speaks(language))
                .toList();
        return code.isEmpty() ? written : code;
    }

    private List<SourceFile> name(List<Block> code) {
        if (code.size() == 1) {
            return List.of(new SourceFile(onlyName(), code.get(0).content()));
        }
        List<SourceFile> files = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Set<String> names = new HashSet<>();
        int main = -1;
        for (Block block : code) {
            if (main < 0 && block.leads(language)) {
                main = files.size();
            }
            FileName name = Optional.ofNullable(block.info().file())
                    .flatMap(FileName::clean)
                    .or(() -> FileName.clean(onlyName()))
                    .orElseThrow()
                    .unlike(taken, names);
            names.add(FileName.folded(name.value()));
            name.paths().map(FileName::folded).forEach(taken::add);
            files.add(new SourceFile(name.value(), block.content()));
        }
        if (main > 0) {
            files.add(0, files.remove(main));
        }
        return files;
    }

    /** The lines from the first to the last that is not blank; the first keeps its indentation. */
    private static String withoutBlankEdges(String text) {
        String code = LINE_END.matcher(text).replaceAll("\n").stripTrailing();
        int start = code.length() - code.stripLeading().length();
        return code.substring(code.lastIndexOf('\n', start) + 1);
    }

    private String onlyName() {
        return slug.value() + "." + language.extension();
    }

    /** The lines outside of the blocks that are code, without blank ones at the edges. */
    private static String explanation(String text, List<Block> code) {
        BitSet taken = new BitSet();
        code.forEach(block -> block.spans().forEach(span -> taken.set(span.getLineIndex())));
        StringBuilder rest = new StringBuilder();
        String[] lines = LINE_END.split(text, -1);
        for (int line = 0; line < lines.length; line++) {
            if (!taken.get(line)) {
                rest.append(lines[line]).append('\n');
            }
        }
        String explanation = rest.toString().replaceAll("\n{3,}", "\n\n").strip();
        return explanation.isEmpty() ? null : explanation;
    }
}
