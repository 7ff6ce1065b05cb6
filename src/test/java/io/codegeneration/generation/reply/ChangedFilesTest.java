package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that change the files of a context. */
class ChangedFilesTest {

    private static final SourceFile APP = new SourceFile("src/app.py", "app\n");
    private static final SourceFile STYLE = new SourceFile("style.css", "style\n");
    private static final SourceFile TESTS = new SourceFile("tests/test_app.py", "tests\n");

    @Test
    void replacesAFileByItsName() {
        assertThat(changed("```python src/app.py\nnew\n```\n", STYLE, APP, TESTS))
                .containsExactly(new SourceFile("src/app.py", "new\n"), STYLE, TESTS);
    }

    @Test
    void putsTheFirstChangedFileFirstAndNewFilesLast() {
        assertThat(changed("```python tests/test_app.py\nt\n```\n```python new.py\nn\n```\n", APP, STYLE, TESTS))
                .containsExactly(
                        new SourceFile("tests/test_app.py", "t\n"), APP, STYLE, new SourceFile("new.py", "n\n"));
    }

    @Test
    void takesTheFirstFileForTheMainOneWhateverItsLanguage() {
        assertThat(changed("```css style.css\nnew\n```\n```python src/app.py\nnew\n```\n", APP, STYLE))
                .containsExactly(new SourceFile("style.css", "new\n"), new SourceFile("src/app.py", "new\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"./src/app.py", "SRC/App.py", "src\\app.py", "/src/app.py"})
    void keepsTheNameOfAFileHoweverTheReplySpellsIt(String name) {
        assertThat(changed("```python " + name + "\nnew\n```\n", APP))
                .containsExactly(new SourceFile(APP.name(), "new\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "my file.py", "app/[slug]/page.tsx", "a, b.py", "größe=1.py"})
    void findsAFileOfTheContextWhateverCharactersItsNameHas(String name) {
        assertThat(changed("```python " + name + "\nnew\n```\n", new SourceFile(name, "old\n"), STYLE))
                .containsExactly(new SourceFile(name, "new\n"), STYLE);
        assertThat(changed("```" + name + "\nnew\n```\n", new SourceFile(name, "old\n"), STYLE))
                .containsExactly(new SourceFile(name, "new\n"), STYLE);
    }

    @Test
    void replacesTheOnlyFileInTheLanguageByABlockWithoutAName() {
        assertThat(changed("```python\nnew\n```\n", STYLE, APP))
                .containsExactly(new SourceFile("src/app.py", "new\n"), STYLE);
    }

    @Test
    void addsABlockWithoutANameIfSeveralFilesAreInItsLanguage() {
        assertThat(changed("```python\nnew\n```\n", APP, TESTS))
                .containsExactly(new SourceFile("add_tests.py", "new\n"), APP, TESTS);
    }

    @Test
    void addsTheSecondBlockWithoutAName() {
        assertThat(changed("```python\none\n```\n```python\ntwo\n```\n", APP))
                .containsExactly(new SourceFile("src/app.py", "one\n"), new SourceFile("add_tests.py", "two\n"));
    }

    @Test
    void addsABlockWithoutANameIfAnEarlierBlockNamedTheOnlyFile() {
        assertThat(changed("```python src/app.py\none\n```\n```python\ntwo\n```\n", APP))
                .containsExactly(new SourceFile("src/app.py", "one\n"), new SourceFile("add_tests.py", "two\n"));
    }

    @Test
    void neverNamesANewFileLikeAFolder() {
        SourceFile folder = new SourceFile("src.py/a.css", "a\n");

        assertThat(changed("```python src.py\nnew\n```\n```python style.css/x.py\nnew\n```\n", folder, STYLE))
                .extracting(SourceFile::name)
                .containsExactly("src_2.py", "src.py/a.css", "style.css", "style.css_x.py");
    }

    @Test
    void takesAReplyWithoutAFenceForAnExplanation() {
        ReplyReader.NamedFiles found = read("It searches.\n\nBy halves.\n", List.of(APP));

        assertThat(found.files()).isEmpty();
        assertThat(found.explanation()).isEqualTo("It searches.\n\nBy halves.");
        assertThat(found.overlaidOn(CodeContext.of(List.of(APP, STYLE)))).containsExactly(APP, STYLE);
    }

    @Test
    void findsNothingInAnEmptyReply() {
        assertThat(read(" \n", List.of(APP))).isEqualTo(new ReplyReader.NamedFiles(List.of(), null));
    }

    @Property(tries = 300)
    void losesNoFile(@ForAll @From("files") List<SourceFile> context, @ForAll @From("replies") String reply) {
        List<SourceFile> after = overlaid(context, reply);

        assertThat(folded(after)).containsAll(folded(context)).doesNotHaveDuplicates();
        assertThat(after.size()).isGreaterThanOrEqualTo(context.size());
    }

    @Property(tries = 300)
    void changesOnlyFilesOfTheReply(
            @ForAll @From("files") List<SourceFile> context, @ForAll @From("replies") String reply) {
        List<String> written =
                read(reply, context).files().stream().map(SourceFile::name).toList();

        assertThat(overlaid(context, reply))
                .filteredOn(file -> !written.contains(file.name()))
                .isSubsetOf(context);
    }

    @Property(tries = 300)
    void changesNothingIfTheSameFilesComeAgain(
            @ForAll @From("files") List<SourceFile> context, @ForAll @From("files") List<SourceFile> changes) {
        ReplyReader.NamedFiles reply = new ReplyReader.NamedFiles(changes, null);
        List<SourceFile> once = reply.overlaidOn(CodeContext.of(context));

        assertThat(reply.overlaidOn(CodeContext.of(once))).isEqualTo(once);
    }

    @Property(tries = 300)
    void givesTheSameFilesInOneReplyAsInTwoIfTheirNamesDiffer(
            @ForAll @From("files") List<SourceFile> context,
            @ForAll @From("files") List<SourceFile> first,
            @ForAll @From("files") List<SourceFile> second) {
        Assume.that(folded(first).stream().noneMatch(folded(second)::contains));
        List<SourceFile> both = new ArrayList<>(first);
        both.addAll(second);

        List<SourceFile> step = new ReplyReader.NamedFiles(first, null).overlaidOn(CodeContext.of(context));

        assertThat(new ReplyReader.NamedFiles(second, null).overlaidOn(CodeContext.of(step)))
                .containsExactlyInAnyOrderElementsOf(
                        new ReplyReader.NamedFiles(both, null).overlaidOn(CodeContext.of(context)));
    }

    @Provide
    Arbitrary<List<SourceFile>> files() {
        Arbitrary<String> names = Arbitraries.of(
                "app.py",
                "App2.py",
                "src/app.py",
                "src/lib/a.py",
                "style.css",
                "README.md",
                "run",
                "größe.py",
                "a b.py");
        return names.flatMap(name -> AnyText.unicode().map(content -> new SourceFile(name, content)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(files -> List.copyOf(files.stream()
                        .collect(Collectors.toMap(
                                SourceFile::foldedName, file -> file, (one, other) -> other, LinkedHashMap::new))
                        .values()));
    }

    @Provide
    Arbitrary<String> replies() {
        Arbitrary<String> openings = Arbitraries.of(
                "python",
                "python app.py",
                "css style.css",
                "",
                "python src/app.py/x.py",
                "python SRC",
                "python new.py");
        return openings.map(opening -> "Text.\n\n```" + opening + "\nnew\n```\n")
                .list()
                .ofMaxSize(4)
                .map(blocks -> String.join("\n", blocks));
    }

    private static List<String> folded(List<SourceFile> files) {
        return files.stream().map(SourceFile::foldedName).toList();
    }

    private static List<SourceFile> changed(String reply, SourceFile... context) {
        return overlaid(List.of(context), reply);
    }

    private static List<SourceFile> overlaid(List<SourceFile> context, String reply) {
        return read(reply, context).overlaidOn(CodeContext.of(context));
    }

    private static ReplyReader.NamedFiles read(String reply, List<SourceFile> context) {
        return new ReplyReader(Languages.standard().find("python").orElseThrow(), Slug.of("add tests"), context)
                .read(reply);
    }
}
