package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestedFencesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# T\n```sh\nls\n```\n",
                "# T\n\n```sh\nls\n```\n\nText.\n\n~~~\nx\n~~~\n",
                "```sh\nls\n```\n",
                "```sh\nls\n```\n```js\nx\n```\n",
                "# T\n\n```\ntree\n```\n\n```sh\nls\n```\n\nIt prints:\n```\nok\n```\nBye\n",
                "1. A\n\n   ```sh\n   ls\n   ```\n\n2. B\n",
                "- ```sh\n  ls\n  ```\n- B\n",
                "````sh\nls\n````\n",
                "````md\n```sh\nls\n```\n````\n",
                "```md\n```sh\nls\n```\n```\n",
                "> ```sh\n> ls\n> ```\n"
            })
    void keepsMarkdownWithinMarkdownWhole(String content) {
        for (String info : List.of("markdown", "md", "README.md", "markdown docs/README.md", "MARKDOWN")) {
            assertThat(contents("Here:\n\n```" + info + "\n" + content + "```\n\nDone.\n"))
                    .as(info)
                    .containsExactly(content);
        }
        assertThat(contents("```md\n" + content + "```\n```python\nx = 1\n```\nText\n```\nout\n```\n"))
                .containsExactly(content, "x = 1\n", "out\n");
        assertThat(contents("```md\n" + content + "```\n\n```md\n" + content + "```\n"))
                .containsExactly(content, content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```python\nx\n```\n\nRun:\n\n```sh\nls\n```\n\n```\nout\n```\n",
                "```md\n# T\n```\n```sh\nls\n```\n",
                "```md\n# T\n\n```\nText:\n\n```\nout\n```\n\n```python\nx\n```\n",
                "```md\n# T\n```\n```\nout\n```\n```md\n# U\n```\n",
                "```\nx\n```\n```sh\nls\n```\n```\ny\n```\n",
                "```python\nx\n\nRun it:\n```sh\nls\n```\nOut:\n```\nhi\n```\n",
                "```md README.md\n# T\n```sh\nls\n```\n\n```python main.py\nx\n```\n",
                "````md\n# T\n```sh\nls\n```\n````\n```python\nx\n```\n",
                "~~~md\n```sh\nls\n```\n~~~\n```python\nx\n```\n",
                "```python\nx",
                "```python\nx\n```\n```sh\nl"
            })
    void leavesBlocksOneAfterTheOtherAlone(String reply) {
        assertThat(NestedFences.read(reply)).isEqualTo(FencedBlocks.of(reply));
    }

    @Test
    void keepsFencesWithinOtherCodeWhereTheyComeInPairs() {
        String code = "\"\"\"T.\n\n```sh\nls\n```\n\"\"\"\nx = 1\n";

        assertThat(contents("```python\n" + code + "```\n")).containsExactly(code);
        assertThat(contents("```python\n" + code + "```\n\n```sh\nls\n```\n")).containsExactly(code, "ls\n");
    }

    @Test
    void keepsTheRestOfMarkdownThatWasCut() {
        assertThat(contents("```md\n# T\n\n```sh\nls\n```\n\nTe")).containsExactly("# T\n\n```sh\nls\n```\n\nTe\n");
        assertThat(contents("```md\n# T\n\n```sh\nl")).containsExactly("# T\n\n```sh\nl\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1. A:\n\n   ```python\nx = 1\n\ny = 2\n   ```\n2. B\n",
                "- A:\n  ```python\nx = 1\n\ny = 2\n```\n- B\n",
                "* A:\n    ```python\nx = 1\n\ny = 2\n    ```\n\nText.\n",
                "1. A:\n\n   ```python\nx = 1\n\ny = 2\n"
            })
    void takesCodeAtTheMarginOutOfAListItem(String reply) {
        assertThat(contents(reply)).containsExactly("x = 1\n\ny = 2\n");
    }

    @Property(tries = 300)
    void neverMergesBlocksOneAfterTheOther(@ForAll @Size(max = 8) List<@From("blocks") String> blocks) {
        String reply = String.join("\nText.\n\n", blocks);

        assertThat(NestedFences.read(reply)).isEqualTo(FencedBlocks.of(reply));
    }

    @Property(tries = 300)
    void keepsMarkdownWithAnyBlocksThatNameTheirLanguage(
            @ForAll @Size(min = 1, max = 6) List<@From("named") String> inner) {
        String content = "# T\n\n" + String.join("\nText.\n\n", inner) + "\nEnd.\n";

        assertThat(contents("Here:\n\n```markdown\n" + content + "```\n\n```python\nx\n```\n"))
                .containsExactly(content, "x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```a\n",
                "```a\n```\n",
                "```a\n```b\n```\n```\n",
                "```md\n```b\n",
                "\n```\nx\n",
                "- ```a\nb\n",
                "```a\n\n```\nx\n",
                "> ```a\nb\n",
                "   ```a\n",
                "~~~a\n```b\n",
                "\n```\nx\n```\n```a\n"
            })
    void isQuickWhateverRepeats(String piece) {
        String long100kB = "```md\n" + piece.repeat(100_000 / piece.length());

        assertTimeout(Duration.ofSeconds(60), () -> NestedFences.read(long100kB).anomalies());
    }

    @Provide
    Arbitrary<String> blocks() {
        return Arbitraries.of("```python", "```sh", "```markdown", "```", "~~~python", "~~~", "````md")
                .flatMap(opening -> code().map(code -> opening + "\n" + code + opening.replaceAll("[a-z]", "") + "\n"));
    }

    @Provide
    Arbitrary<String> named() {
        return Arbitraries.of("```python", "```sh", "```js title=\"a\"", "```c++", "```")
                .flatMap(opening ->
                        code().map(code -> (opening.equals("```") ? "```text" : opening) + "\n" + code + "```\n"));
    }

    private static Arbitrary<String> code() {
        return Arbitraries.of("x = 1", "", "    y", "# heading", "- item", "Text:", "}", "1. one")
                .list()
                .ofMaxSize(6)
                .map(lines -> lines.isEmpty() ? "z\n" : String.join("\n", lines) + "\n");
    }

    private static List<String> contents(String reply) {
        return NestedFences.read(reply).all().stream().map(FencedBlock::content).toList();
    }
}
