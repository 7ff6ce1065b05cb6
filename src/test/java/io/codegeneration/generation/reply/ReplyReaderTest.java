package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    private static final String NAME = "implement_binary_search.py";
    private static final String CODE = "def f():\n    return 1\n";

    private final ReplyReader reader = new ReplyReader(language("python"), Slug.of("implement binary search"));

    @Test
    void takesAReplyWithoutAFenceForCode() {
        assertThat(reader.read(CODE)).isEqualTo(found(null, file(NAME, CODE)));
    }

    @Test
    void keepsTheIndentationOfTheFirstLineWithoutAFence() {
        assertThat(reader.read("\n  \n    x = 1\n    y = 2\n\n \n"))
                .isEqualTo(found(null, file(NAME, "    x = 1\n    y = 2\n")));
    }

    @Test
    void endsLinesByNewlinesWithoutAFence() {
        assertThat(reader.read("a = 1\r\nb = 2\rc = 3\r\n"))
                .isEqualTo(found(null, file(NAME, "a = 1\nb = 2\nc = 3\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\n\n", "\uFEFF", "```\n```", "```python\n```", "```python\n  \n\n```\n", "~~~\n", "```"
            })
    void findsNothingWhereNothingIs(String reply) {
        assertThat(reader.read(reply).files()).isEmpty();
    }

    @Test
    void takesTheBlockAndLeavesTheRestAsExplanation() {
        assertThat(reader.read("Here it is:\n\n```python\n" + CODE + "```\n\nIt returns one.\n"))
                .isEqualTo(found("Here it is:\n\nIt returns one.", file(NAME, CODE)));
    }

    @Test
    void takesNoChangeForTheFileThatItsFirstCommentNames() {
        assertThat(reader.read("```python\n" + CODE + "```\n\n```diff\n# other.py\n+x = 1\n```\n")
                        .files())
                .containsExactly(file(NAME, CODE));
    }

    @Test
    void hasNoExplanationWhereThereIsOnlyABlock() {
        assertThat(reader.read("```python\n" + CODE + "```")).isEqualTo(found(null, file(NAME, CODE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "py", "Python", ".py", "python3", "python main.py", "main.py", "{.python}", "python {1,3}"})
    void takesABlockHoweverTheLanguageIsCalled(String info) {
        assertThat(reader.read("```" + info + "\n" + CODE + "```\n")).isEqualTo(found(null, file(NAME, CODE)));
    }

    @Test
    void takesABlockThatWasNeverClosed() {
        assertThat(reader.read("Here:\n```python\ndef f():\n    return"))
                .isEqualTo(found("Here:", file(NAME, "def f():\n    return\n")));
    }

    @Test
    void takesABlockBetweenTildes() {
        assertThat(reader.read("~~~python\n" + CODE + "```\n~~~\n")).isEqualTo(found(null, file(NAME, CODE + "```\n")));
    }

    @Test
    void takesShorterFencesWithinLongerOnesForCode() {
        String code = "text = \"\"\"\n```sh\nls\n```\n\"\"\"\n";

        assertThat(reader.read("````python\n" + code + "````\n")).isEqualTo(found(null, file(NAME, code)));
    }

    @Test
    void endsLinesByNewlines() {
        assertThat(reader.read("Here:\r\n\r\n```python\r\na = 1\r\n\r\nb = 2\r\n```\r\nDone.\r\n"))
                .isEqualTo(found("Here:\n\nDone.", file(NAME, "a = 1\n\nb = 2\n")));
    }

    @Test
    void ignoresAByteOrderMark() {
        assertThat(reader.read("\uFEFF```python\n" + CODE + "```")).isEqualTo(found(null, file(NAME, CODE)));
        assertThat(reader.read("\uFEFF" + CODE)).isEqualTo(found(null, file(NAME, CODE)));
    }

    @Test
    void takesABlockOutOfAListItem() {
        assertThat(reader.read("1. Write this:\n\n   ```python\n   def f():\n       return 1\n   ```\n\n2. Run it.\n"))
                .isEqualTo(found("1. Write this:\n\n2. Run it.", file(NAME, CODE)));
    }

    @Test
    void takesABlockOutOfAQuotation() {
        assertThat(reader.read("> ```python\n> def f():\n>     return 1\n> ```\n"))
                .isEqualTo(found(null, file(NAME, CODE)));
    }

    @Test
    void takesABlockBetweenTags() {
        assertThat(reader.read("<answer>\n```python\n" + CODE + "```\n</answer>\n"))
                .isEqualTo(found("<answer>\n</answer>", file(NAME, CODE)));
    }

    @Test
    void leavesBlocksInOtherLanguagesInTheExplanation() {
        assertThat(reader.read("```python\n" + CODE + "```\nRun it:\n```bash\npython f.py\n```\n"))
                .isEqualTo(found("Run it:\n```bash\npython f.py\n```", file(NAME, CODE)));
    }

    @Test
    void leavesBlocksInOtherLanguagesInTheExplanationWhereFilesAreNamed() {
        assertThat(reader.read("```python a.py\na = 1\n```\n```python b.py\nb = 2\n```\n```bash\npython a.py\n```\n"))
                .isEqualTo(found("```bash\npython a.py\n```", file("a.py", "a = 1\n"), file("b.py", "b = 2\n")));
    }

    @Test
    void takesNamedFilesWhateverTheirLanguage() {
        String reply =
                "```toml pyproject.toml\n[project]\n```\n\n```python src/main.py\na = 1\n```\n\n```text README.md\nRead.\n```\n";

        assertThat(reader.read(reply))
                .isEqualTo(found(
                        null,
                        file("src/main.py", "a = 1\n"),
                        file("pyproject.toml", "[project]\n"),
                        file("README.md", "Read.\n")));
    }

    @Test
    void takesNoOtherFileForTheMainOneBecauseItsLanguageIsNotNamed() {
        assertThat(reader.read("```README.md\nRead.\n```\n```Dockerfile.dev\nFROM x\n```\n```main.py\na = 1\n```\n")
                        .files())
                .containsExactly(
                        file("main.py", "a = 1\n"), file("README.md", "Read.\n"), file("Dockerfile.dev", "FROM x\n"));
    }

    @Test
    void keepsTheOrderWhereNoFileIsInTheLanguage() {
        assertThat(reader.read("```js a.js\n1\n```\n```css b.css\n2\n```\n").files())
                .containsExactly(file("a.js", "1\n"), file("b.css", "2\n"));
    }

    @Test
    void namesSeveralUnnamedBlocksByTheInstruction() {
        assertThat(reader.read("```python\na = 1\n```\n```py\nb = 2\n```\n").files())
                .containsExactly(file(NAME, "a = 1\n"), file("implement_binary_search_2.py", "b = 2\n"));
    }

    @Test
    void takesBlocksWithoutALanguageWhereNoBlockIsInTheLanguage() {
        assertThat(reader.read("```\na = 1\n```\n```js\nlet a\n```\n```\nb = 2\n```\n"))
                .isEqualTo(found(
                        "```js\nlet a\n```", file(NAME, "a = 1\n"), file("implement_binary_search_2.py", "b = 2\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "python main.py", "main.py", "text main.py"})
    void leavesBlocksWithoutALanguageInTheExplanationWhereABlockIsInTheLanguage(String info) {
        assertThat(reader.read("```\ntree\n```\n```" + info + "\n" + CODE + "```\n"))
                .isEqualTo(found("```\ntree\n```", file(NAME, CODE)));
    }

    @Test
    void takesTheFirstBlockInTheLanguageForTheMainFile() {
        String reply = "**package.json**\n```json\n{}\n```\n**web/app.js**\n```js\n1\n```\n"
                + "**app/main.py**\n```\n2\n```\n```python\n3\n```\n";

        assertThat(reader.read(reply).files())
                .extracting(SourceFile::name)
                .containsExactly("app/main.py", "package.json", "web/app.js", NAME);
    }

    @Test
    void keepsBlankLinesWithinCodeThatIsExplanation() {
        String shell = "```bash\nls\n\n\n\ncd\n```\n\n    one\n\n\n    two";

        assertThat(reader.read("Run:\n\n\n\n```python\n" + CODE + "```\n\n\n" + shell + "\n"))
                .isEqualTo(found("Run:\n\n" + shell, file(NAME, CODE)));
    }

    @Test
    void countsTheFilesOfAReplyBeforeItNamesThem() {
        ReplyReader.UnnamedFiles code = reader.find("```python a.py\n1\n```\n".repeat(60_000));

        assertThat(code.count()).isEqualTo(60_000);
        assertThat(code.bytes()).isEqualTo(120_000);
    }

    @Test
    void takesAllBlocksWhereNoneIsInTheLanguage() {
        assertThat(reader.read("See:\n```js\nlet a\n```\n```ruby\nb = 2\n```\n"))
                .isEqualTo(found("See:", file(NAME, "let a\n"), file("implement_binary_search_2.py", "b = 2\n")));
    }

    @Test
    void skipsEmptyBlocks() {
        assertThat(reader.read("```python\n\n```\n```js\nlet a\n```\n").files()).containsExactly(file(NAME, "let a\n"));
    }

    @Test
    void callsTheOnlyFileByTheInstructionWhateverTheModelCalledIt() {
        assertThat(reader.read("```python ../../etc/passwd.py\n" + CODE + "```\n")
                        .files())
                .containsExactly(file(NAME, CODE));
    }

    @Test
    void cleansAndTellsApartTheNamesOfSeveral() {
        String reply = "```python /a.py\n1\n```\n```python ../A.py\n2\n```\n```python a.py/b.py\n3\n```\n";

        assertThat(reader.read(reply).files())
                .containsExactly(file("a.py", "1\n"), file("A_2.py", "2\n"), file("a.py_b.py", "3\n"));
    }

    @Test
    void namesNoFileAfterADevice() {
        ReplyReader devices = new ReplyReader(language("python"), Slug.of("con"));

        assertThat(devices.read("```\n1\n```\n```\n2\n```\n").files())
                .containsExactly(file("con_code.py", "1\n"), file("con_code_2.py", "2\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {">", "- ", "1. ", "> - ", "*", "[", "_", "(", "![", "<a>"})
    void survivesDeepNesting(String level) {
        String deep = level.repeat(50_000);

        assertThat(reader.read(deep + "x\n\nProse.\n\n```python\n" + CODE + "```\n")
                        .files())
                .containsExactly(file(NAME, CODE));
    }

    @Property
    void neverThrows(@ForAll("replies") String reply) {
        ReplyReader.NamedFiles found = reader.read(reply);

        assertThat(found.explanation()).isNotEqualTo("");
        found.files().forEach(file -> {
            assertThat(file.content()).isNotBlank();
            FileNameTest.assertSafe(file.name());
        });
    }

    @Property(tries = 500)
    void givesEveryBlockBackCharacterByCharacter(@ForAll @Size(min = 1, max = 5) List<@From("blocks") Block> blocks) {
        String reply =
                blocks.stream().map(block -> "Prose.\n\n" + block.text() + "\n").collect(Collectors.joining());

        assertThat(reader.read(reply).files())
                .extracting(SourceFile::content)
                .containsExactlyElementsOf(blocks.stream().map(Block::content).toList());
        assertThat(reader.read(reply).explanation())
                .isEqualTo(blocks.stream().map(block -> "Prose.").collect(Collectors.joining("\n\n")));
    }

    @Property(tries = 300)
    void givesSeveralFilesDistinctSafeNames(@ForAll @Size(min = 2, max = 20) List<@From("names") String> names) {
        String reply = IntStream.range(0, names.size())
                .mapToObj(i -> "```python file=\"" + names.get(i) + "\"\nx = " + i + "\n```\n")
                .collect(Collectors.joining());

        List<SourceFile> files = reader.read(reply).files();

        assertThat(files).hasSameSizeAs(names);
        assertThat(files)
                .extracting(file -> file.name().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
        assertThat(files).extracting(SourceFile::name).allSatisfy(FileNameTest::assertSafe);
        assertThat(files)
                .extracting(SourceFile::content)
                .containsExactlyElementsOf(IntStream.range(0, names.size())
                        .mapToObj(i -> "x = " + i + "\n")
                        .toList());
    }

    /** A fenced block. */
    record Block(String fence, String info, List<String> lines, String lineEnd) {

        String text() {
            List<String> all = new ArrayList<>();
            all.add(fence + info);
            all.addAll(lines);
            all.add(fence);
            return String.join(lineEnd, all);
        }

        String content() {
            return String.join("\n", lines) + "\n";
        }
    }

    @Provide
    Arbitrary<Block> blocks() {
        Arbitrary<String> line = Arbitraries.oneOf(
                Arbitraries.strings()
                        .all()
                        .excludeChars('\0', '\n', '\r', '`', '~')
                        .ofMaxLength(60),
                Arbitraries.of(
                        "",
                        " ",
                        "\t",
                        "    indented",
                        "# heading",
                        "- item",
                        "> quotation",
                        "<div>",
                        "</div>",
                        "<!--",
                        "[a]: b",
                        "***",
                        "&amp;",
                        "\\n",
                        "1. one",
                        "a\u2028b",
                        "\u000b",
                        "\f",
                        "\u0085"));
        return Combinators.combine(
                        Arbitraries.of("```", "````", "~~~", "~~~~~~"),
                        Arbitraries.of("python", "py", "Python {1,3}"),
                        line.list().ofMaxSize(15),
                        Arbitraries.of("\n", "\r\n"))
                .as(Block::new)
                .filter(block -> !block.content().isBlank());
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.fileNames().map(name -> name.replaceAll("[\"`\r\n\0]", "x"));
    }

    @Provide
    Arbitrary<String> replies() {
        Arbitrary<String> pieces = Arbitraries.of(
                        "```", "~~~", "````", "python", "js", "a.py", "../b", " ", "\n", "\n", "\r\n", "\r", "\t",
                        "    ", ">", "- ", "1. ", "#", "<x>", "</x>", "<!--", "[a]: b", "\0", "\uFEFF", "\ud83d", "字",
                        "=", "{", "\"", "x", "***")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(pieces, AnyText.unicode());
    }

    private static Language language(String name) {
        return Languages.standard().find(name).orElseThrow();
    }

    private static SourceFile file(String name, String content) {
        return new SourceFile(name, content);
    }

    private static ReplyReader.NamedFiles found(String explanation, SourceFile... files) {
        return new ReplyReader.NamedFiles(List.of(files), explanation);
    }
}
