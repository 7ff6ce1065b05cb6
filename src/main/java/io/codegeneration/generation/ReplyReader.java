package io.codegeneration.generation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells code from prose in what a model wrote.
 *
 * <p>Fenced blocks are found by CommonMark's rules, so one that was never closed still yields its code. Blocks that
 * name a file, in their opening line or their first comment, are files of the project. Of the others those in the
 * asked language or without a language are code; if there is no other code, all of them are. A reply without any
 * fence is code as a whole. Everything else is explanation.
 */
final class ReplyReader {

    private static final Pattern BLANK_LINES = Pattern.compile("\n{3,}");

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

    Found read(String reply) {
        String text = reply.startsWith("\uFEFF") ? reply.substring(1) : reply;
        List<FencedBlock> blocks = NestedFences.read(text).all();
        List<String> lines = FencedBlocks.lines(text);
        if (blocks.isEmpty()) {
            String code = withoutBlankEdges(lines);
            return new Found(code.isEmpty() ? List.of() : List.of(new SourceFile(onlyName(), code + "\n")), null);
        }
        List<FencedBlock> code = choose(blocks);
        String explanation = explanation(lines, code);
        if (explanation == null && code.size() == 1 && wraps(code.get(0))) {
            return read(code.get(0).content());
        }
        return new Found(name(code), explanation);
    }

    /** Whether this is no code but a whole reply: Markdown that nobody asked for, around code that somebody did. */
    private boolean wraps(FencedBlock block) {
        return block.markdown()
                && !block.speaks(language)
                && block.file() == null
                && FencedBlocks.of(block.content()).all().stream()
                        .anyMatch(inner ->
                                inner.info().known().filter(language::equals).isPresent());
    }

    private List<FencedBlock> choose(List<FencedBlock> blocks) {
        List<FencedBlock> written =
                blocks.stream().filter(block -> !block.content().isBlank()).toList();
        List<FencedBlock> code = written.stream()
                .filter(block -> block.file() != null || block.speaks(language))
                .toList();
        return code.isEmpty() ? written : code;
    }

    private List<SourceFile> name(List<FencedBlock> code) {
        if (code.size() == 1) {
            return List.of(new SourceFile(onlyName(), code.get(0).content()));
        }
        List<SourceFile> files = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Set<String> names = new HashSet<>();
        int main = -1;
        for (FencedBlock block : code) {
            if (main < 0 && block.leads(language)) {
                main = files.size();
            }
            FileName name = Optional.ofNullable(block.file())
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

    private String onlyName() {
        return slug.value() + "." + language.extension();
    }

    /** The lines from the first to the last that is not blank. */
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

    /** The lines outside of the blocks that are code, without blank ones at the edges. */
    private static String explanation(List<String> lines, List<FencedBlock> code) {
        BitSet taken = new BitSet();
        code.forEach(block -> taken.set(block.first(), block.last() + 1));
        StringBuilder rest = new StringBuilder();
        for (int line = 0; line < lines.size(); line++) {
            if (!taken.get(line)) {
                rest.append(lines.get(line)).append('\n');
            }
        }
        String explanation = BLANK_LINES.matcher(rest).replaceAll("\n\n").strip();
        return explanation.isEmpty() ? null : explanation;
    }
}
