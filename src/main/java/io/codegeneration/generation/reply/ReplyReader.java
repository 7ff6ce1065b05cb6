package io.codegeneration.generation.reply;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Separates the code in a reply from the explanation, in time linear in its length.
 *
 * <p>Fenced blocks are found by the rules of CommonMark, so a block without an end counts. A block with a file name in its
 * info string, its first comment or the line above it is a file of the project. Of the other blocks, those in the requested
 * language are code. Blocks without a language are code only if no block is in the requested language, and a folder tree
 * only if there is nothing else. If no block is code by these rules, all blocks are code. A reply without a block is code
 * as a whole. The rest is the explanation. Reasoning at the beginning is ignored.
 *
 * <p>A reply that changes code of a context differs in two points: a block that names no file is the context's only file in
 * its language, if there is exactly one, and a reply without a block is an explanation as a whole.
 */
public final class ReplyReader {

    private final Language language;
    private final Slug slug;
    private final List<SourceFile> context;

    /** Reads replies with new code. */
    public ReplyReader(Language language, Slug slug) {
        this(language, slug, List.of());
    }

    /** @param context the files that the reply changes; empty if it is new code */
    public ReplyReader(Language language, Slug slug, List<SourceFile> context) {
        this.language = language;
        this.slug = slug;
        this.context = context;
    }

    /**
     * The files of a reply.
     *
     * @param files the files, the main one first; empty if there is no code
     * @param explanation the text around them, or null
     */
    public record NamedFiles(List<SourceFile> files, String explanation) {

        /**
         * Returns the files of the context with those of the reply in their place: the main one first, then in the order of
         * the context, then new ones.
         */
        public List<SourceFile> overlaidOn(CodeContext context) {
            List<SourceFile> all = new ArrayList<>(context.overlaid(files).files());
            if (!files.isEmpty()) {
                all.remove(files.get(0));
                all.add(0, files.get(0));
            }
            return all;
        }
    }

    /** The files of a reply before they have names. */
    public final class UnnamedFiles {

        private final List<ReplyBlock> parts;
        private final List<String> contents;
        private final String explanation;

        private UnnamedFiles(List<ReplyBlock> parts, List<String> contents, String explanation) {
            this.parts = parts;
            this.contents = contents;
            this.explanation = explanation;
        }

        /** Returns the number of files. */
        public int count() {
            return contents.size();
        }

        /** Returns the text around the files, or null. */
        public String explanation() {
            return explanation;
        }

        /** Returns the number of bytes in all files. */
        public long bytes() {
            return contents.stream()
                    .mapToLong(content -> new SourceFile("", content).bytes().length)
                    .sum();
        }

        /** Names the files. Check their number first: each name is compared with all names before it. */
        public NamedFiles named() {
            if (contents.size() < 2 && context.isEmpty()) {
                return new NamedFiles(
                        contents.stream()
                                .map(content -> new SourceFile(onlyName(), content))
                                .toList(),
                        explanation);
            }
            List<SourceFile> files = new ArrayList<>();
            FileNaming naming = new FileNaming(context);
            for (ReplyBlock part : parts) {
                FileName name = Optional.ofNullable(part.file())
                        .flatMap(FileName::clean)
                        .map(naming::named)
                        .orElseGet(() ->
                                naming.unnamed(part.info().knownLanguage().orElse(language), new FileName(onlyName())));
                files.add(new SourceFile(name.value(), part.block().content()));
            }
            // In a context, the first file that changed is the main one.
            int main = context.isEmpty() ? main() : 0;
            if (main > 0) {
                files.add(0, files.remove(main));
            }
            return new NamedFiles(files, explanation);
        }

        private int main() {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i).isIn(language)) {
                    return i;
                }
            }
            return 0;
        }
    }

    /** Finds the files of a reply and names them. */
    public NamedFiles read(String reply) {
        return find(reply).named();
    }

    /** Finds the code of a reply. */
    public UnnamedFiles find(String reply) {
        String answer = Reasoning.strip(reply);
        return find(answer.startsWith("\uFEFF") ? answer.substring(1) : answer, true);
    }

    private UnnamedFiles find(String text, boolean outermost) {
        List<FencedBlock> blocks = NestedFences.read(text).all();
        List<String> lines = FencedBlocks.lines(text);
        if (blocks.isEmpty()) {
            String code = withoutBlankEdges(lines);
            if (!context.isEmpty()) {
                return new UnnamedFiles(List.of(), List.of(), code.isEmpty() ? null : code);
            }
            return new UnnamedFiles(List.of(), code.isEmpty() ? List.of() : List.of(code + "\n"), null);
        }
        List<ReplyBlock> code = choose(blocks, lines);
        String explanation = explanation(lines, code);
        if (outermost && explanation == null && code.size() == 1 && isWrappedReply(code.get(0))) {
            return find(code.get(0).block().content(), false);
        }
        return new UnnamedFiles(
                code, code.stream().map(part -> part.block().content()).toList(), explanation);
    }

    /** Returns whether the only block contains the actual reply: Markdown that was not requested, with code that was. */
    private boolean isWrappedReply(ReplyBlock part) {
        return part.block().isMarkdown()
                && !part.isIn(language)
                && part.file() == null
                && FencedBlocks.of(part.block().content()).all().stream().anyMatch(inner -> inner.info()
                        .knownLanguage()
                        .filter(language::equals)
                        .isPresent());
    }

    private List<ReplyBlock> choose(List<FencedBlock> blocks, List<String> lines) {
        List<ReplyBlock> written = new ArrayList<>();
        int after = 0;
        for (FencedBlock block : blocks) {
            if (!block.content().isBlank()) {
                ReplyBlock part = ReplyBlock.of(block, lines.subList(Math.min(after, block.first()), block.first()));
                written.add(contextFile(block).map(part::named).orElse(part));
            }
            after = block.last() + 1;
        }
        boolean anyInLanguage = written.stream().anyMatch(part -> part.isIn(language));
        List<ReplyBlock> code = written.stream()
                .filter(part -> part.file() != null || part.isIn(language) || part.hasNoLabel() && !anyInLanguage)
                .toList();
        List<ReplyBlock> trees = code.stream().filter(ReplyBlock::isFolderTree).toList();
        if (!trees.isEmpty() && trees.size() < code.size()) {
            return code.stream().filter(part -> !part.isFolderTree()).toList();
        }
        return code.isEmpty() ? written : code;
    }

    /** Returns the file of the context that an info string names, whatever characters its name has. */
    private Optional<String> contextFile(FencedBlock block) {
        String info = block.opening().strip();
        return context.stream()
                .map(SourceFile::name)
                .filter(name -> info.equals(name) || info.endsWith(" " + name))
                .max(Comparator.comparingInt(String::length));
    }

    private String onlyName() {
        return slug.value() + "." + language.extension();
    }

    /** Removes blank lines at the beginning and the end. */
    private static String withoutBlankEdges(List<String> lines) {
        int from = 0;
        int to = lines.size();
        while (from < to && lines.get(from).isBlank()) {
            from++;
        }
        while (from < to && lines.get(to - 1).isBlank()) {
            to--;
        }
        return String.join("\n", lines.subList(from, to));
    }

    /**
     * Returns the lines outside of the code blocks, without blank lines at the beginning and the end. Each code block leaves at
     * most one blank line. Other blank lines are kept, because they may be part of code.
     */
    private static String explanation(List<String> lines, List<ReplyBlock> code) {
        BitSet taken = new BitSet();
        code.forEach(part -> taken.set(part.block().first(), part.block().last() + 1));
        List<String> rest = new ArrayList<>();
        boolean gap = false;
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            if (taken.get(line)) {
                gap = true;
                trimToOneBlank(rest);
            } else if (!gap
                    || !text.isEmpty()
                    || rest.isEmpty()
                    || !rest.get(rest.size() - 1).isEmpty()) {
                rest.add(text);
                gap &= text.isEmpty();
            }
        }
        String explanation = String.join("\n", rest).strip();
        return explanation.isEmpty() ? null : explanation;
    }

    private static void trimToOneBlank(List<String> lines) {
        while (lines.size() > 1
                && lines.get(lines.size() - 1).isEmpty()
                && lines.get(lines.size() - 2).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
    }
}
