package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCaptionTest {

    private static final String CODE = "def f():\n    return 1\n";

    private final ReplyReader reader =
            new ReplyReader(Languages.standard().find("python").orElseThrow(), Slug.of("implement binary search"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### main.py",
                "# `main.py`",
                "## main.py ##",
                "#### 1. main.py",
                "#### 2.1 main.py",
                "1. main.py",
                "1) **main.py**",
                "- main.py",
                "* `main.py`:",
                "> **main.py**",
                "**main.py**",
                "**main.py:**",
                "**`main.py`**:",
                "***main.py***",
                "__main.py__",
                "*main.py*",
                "_main.py_",
                "`main.py`",
                "``main.py``",
                "main.py:",
                "main.py",
                "  main.py  ",
                "File: main.py",
                "file: `main.py`",
                "**File: main.py**",
                "**File:** `main.py`",
                "Filename: main.py",
                "File name: main.py",
                "**Filename:** main.py",
                "File 1: main.py",
                "### File: `main.py`",
                "Path: main.py",
                "文件名：main.py",
                "\uD83D\uDCC4 main.py",
                "### \uD83D\uDCC4 `main.py`",
                "1\uFE0F\u20E3 **main.py**",
                "main.py\n=======",
                "main.py\n---",
                "\"main.py\"",
                "(main.py)"
            })
    void namesTheBlockBelow(String line) {
        for (String gap : List.of("\n", "\n\n", "\n \n\n")) {
            String reply =
                    "Two files.\n\n" + line + gap + "```python\n" + CODE + "```\n\n**src/b.py**\n```\nb = 2\n```\n";

            assertThat(reader.read(reply).files())
                    .as(line)
                    .containsExactly(new SourceFile("main.py", CODE), new SourceFile("src/b.py", "b = 2\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Put this into main.py:",
                "main.py is the start:",
                "See `main.py`.",
                "**main.py** and **b.py**",
                "`main.py` (new)",
                "Use `os.path`:",
                "`os.path`:",
                "### asyncio.run",
                "### Node.js",
                "## Vue.js",
                "`System.Text.Json`",
                "np.dot",
                "`process.env`",
                "e.g.",
                "Version 3.12:",
                "3.12",
                "example.com",
                "https://example.org/main.py",
                "### Build",
                "### License",
                "`*.py`",
                "Files:",
                "File: none",
                "main.py\n\nThis is it:",
                "| main.py |"
            })
    void namesNothingElse(String line) {
        String reply = line + "\n\n```python\n" + CODE + "```\n\n```python\nb = 2\n```\n";

        assertThat(reader.read(reply).files())
                .extracting(SourceFile::name)
                .containsExactly("implement_binary_search.py", "implement_binary_search_2.py");
    }

    @ParameterizedTest
    @CsvSource({
        "Dockerfile, dockerfile",
        "Makefile, makefile",
        "go.mod, ''",
        "go.sum, text",
        "Gemfile, ruby",
        "Procfile, ''",
        "requirements.txt, bash",
        "requirements-dev.txt, ''",
        ".env.example, bash",
        ".env, ini",
        ".gitignore, ''",
        ".eslintrc, json",
        "CMakeLists.txt, cmake",
        "Cargo.lock, toml",
        "LICENSE, text",
        "docker-compose.yml, yaml",
        "app/[slug]/page.tsx, jsx",
        "(auth)/layout.tsx, tsx",
        "+page.svelte, html",
        "{{cookiecutter.slug}}/main.py, python",
        "templates/index.html, jinja2",
        "stack.h, cpp",
        "App.vue, html",
        "prisma/schema.prisma, prisma",
        "gradle.properties, properties"
    })
    void namesAFileOfTheProjectWhateverItsLanguage(String name, String word) {
        for (String line : List.of("### " + name, "**`" + name + "`**", name + ":")) {
            String reply = "```python main.py\n" + CODE + "```\n\n" + line + "\n\n```" + word + "\nx\n```\n";

            assertThat(reader.read(reply).files())
                    .as(line)
                    .containsExactly(new SourceFile("main.py", CODE), new SourceFile(name, "x\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "console", "output", "diff", "sh"})
    void namesNoBlockThatOnlyShowsHowAFileIsUsedOrChanged(String word) {
        String usage = "**main.py**\n\n```" + word + "\npython main.py\n```";

        ReplyReader.NamedFiles found = reader.read("```python\n" + CODE + "```\n\n" + usage + "\n");

        assertThat(found.files()).extracting(SourceFile::content).containsExactly(CODE);
        assertThat(found.explanation()).isEqualTo(usage);
    }

    @Test
    void comesAfterTheOpeningLineAndTheFirstComment() {
        String reply =
                """
                **c.py**
                ```python a.py
                # b.py
                1
                ```
                **c.py**
                ```python
                # b.py
                2
                ```
                **c.py**
                ```python
                3
                ```
                """;

        assertThat(reader.read(reply).files()).extracting(SourceFile::name).containsExactly("a.py", "b.py", "c.py");
    }

    @Test
    void belongsToTheNextBlockAlone() {
        String reply = "**a.py**\n```python\n1\n```\n\n```python\n2\n```\n";

        assertThat(reader.read(reply).files())
                .extracting(SourceFile::name)
                .containsExactly("a.py", "implement_binary_search.py");
    }

    @Property
    void neverThrows(@ForAll @StringLength(max = 60) String line) {
        for (String before : new String[] {"", "### ", "**", "`", "File: ", "1. "}) {
            assertThat(FileCaption.of(before + line, FenceInfo.of("python"))).isNotNull();
        }
    }
}
