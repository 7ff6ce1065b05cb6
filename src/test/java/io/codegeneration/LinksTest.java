package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every relative link of a document leads to a file, a folder or a heading that exists. */
class LinksTest {

    private static final Path ROOT = Path.of("");
    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("src/docs");

    /** Folders of files that are made or downloaded, and of Markdown that is test data. */
    private static final Set<Path> SKIPPED = Set.of(
            Path.of(".git"),
            Path.of("target"),
            Path.of("terraform/.terraform"),
            Path.of("src/main/resources"),
            Path.of("src/test/resources"));

    private static final int MOST_LINES_OF_README = 180;

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        collect(ROOT, documents);
        return documents;
    }

    @Test
    void findsTheDocuments() throws IOException {
        assertThat(documents())
                .contains(
                        README,
                        Path.of(".github/CONTRIBUTING.md"),
                        Path.of("terraform/README.md"),
                        Path.of("src/benchmark/README.md"),
                        Path.of("src/postman/README.md"),
                        DOCS.resolve("architecture.md"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void leadToWhatExists(Path document) throws IOException {
        assertThat(links(document))
                .allSatisfy(link -> assertThat(problem(document, link)).as(link).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-file.md, no such file",
        "no-such-folder/, no such file",
        "../README.md, no such file",
        "src/docs/failures.md#no-such-heading, no such heading",
        "#no-such-heading, no such heading",
        "LICENSE#anything, no such heading"
    })
    void findsABrokenLink(String link, String problem) throws IOException {
        assertThat(problem(README, link)).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "What can be left?, what-can-be-left",
        "From `a` to *b*: c, from-a-to-b-c",
        "2026-11-22: S3 is the only state, 2026-11-22-s3-is-the-only-state"
    })
    void namesHeadingsAsGitHubDoes(String heading, String anchor) {
        assertThat(anchors("## " + heading)).containsExactly(anchor);
    }

    @Test
    void numbersHeadingsOfTheSameName() {
        assertThat(anchors("# A\n## A\n## A\n")).containsExactlyInAnyOrder("a", "a-1", "a-2");
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(MOST_LINES_OF_README);
    }

    @Test
    void theReadmeLeadsToEachDocument() throws IOException {
        Set<Path> linked = new HashSet<>();
        for (String link : links(README)) {
            linked.add(Path.of(link.replaceFirst("#.*", "")));
        }

        try (Stream<Path> documents = Files.list(DOCS)) {
            assertThat(linked).containsAll(documents.toList());
        }
    }

    private static void collect(Path folder, List<Path> documents) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                Path path = child.normalize();
                if (Files.isDirectory(path)) {
                    if (!SKIPPED.contains(path)) {
                        collect(path, documents);
                    }
                } else if (path.toString().endsWith(".md")) {
                    documents.add(path);
                }
            }
        }
    }

    /** The destinations of all links and images that are relative. */
    private static List<String> links(Path document) throws IOException {
        List<String> links = new ArrayList<>();
        parse(Files.readString(document)).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                links.add(link.getDestination());
                visitChildren(link);
            }

            @Override
            public void visit(Image image) {
                links.add(image.getDestination());
            }
        });
        links.removeIf(link -> URI.create(link).isAbsolute());
        return links;
    }

    /** What is wrong with a link; empty if nothing is. */
    private static Optional<String> problem(Path document, String link) throws IOException {
        URI uri = URI.create(link);
        Path target = uri.getPath().isEmpty()
                ? document
                : document.resolveSibling(uri.getPath()).normalize();
        if (target.startsWith("..") || !Files.exists(target)) {
            return Optional.of("no such file");
        }
        if (uri.getFragment() == null) {
            return Optional.empty();
        }
        boolean known = target.toString().endsWith(".md")
                && anchors(Files.readString(target)).contains(uri.getFragment());
        return known ? Optional.empty() : Optional.of("no such heading");
    }

    /** The names of a text's headings, as GitHub makes them. */
    private static Set<String> anchors(String markdown) {
        Set<String> anchors = new HashSet<>();
        parse(markdown).accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                String name = text(heading)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-');
                String anchor = name;
                for (int number = 1; !anchors.add(anchor); number++) {
                    anchor = name + "-" + number;
                }
            }
        });
        return anchors;
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
                text.append(part.getLiteral());
            }
        });
        return text.toString();
    }

    private static Node parse(String markdown) {
        return Parser.builder().build().parse(markdown);
    }
}
