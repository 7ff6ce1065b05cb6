package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CsvRow;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.reply.ReplyReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleChangesTest {

    private static final String LINE = "A built-in sample added this line for: ";

    private final Samples samples = new Samples();
    private final SampleChanges changes = new SampleChanges(samples);

    static List<Language> languages() {
        return Languages.standard().all();
    }

    @Test
    void everyLanguageIsInTheTableOfComments() {
        assertThat(CsvRow.read("/samples/comments.csv"))
                .extracting(row -> row.field("language"))
                .containsExactlyElementsOf(
                        languages().stream().map(Language::name).toList());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void changesItsOwnSampleInEveryLanguageAndSaysSo(Language language) {
        ReplyReader.NamedFiles sample = read(language, List.of(), samples.reply(language, "a chess engine"));
        SourceFile before = sample.files().get(0);

        ReplyReader.NamedFiles change = change(language, "add types to it", before);

        SourceFile after = change.files().get(0);
        assertThat(change.files()).hasSize(1);
        assertThat(change.explanation()).contains("built-in sample", "`" + after.name() + "`", "provider=openai");
        if (language.name().equals("json")) {
            assertThat(after)
                    .isEqualTo(
                            new SourceFile("sample_changes.md", "# Sample changes\n\n" + LINE + "add types to it\n"));
        } else {
            assertThat(after.name()).isEqualTo(before.name());
            assertThat(after.content()).startsWith(before.content()).contains(LINE + "add types to it");
            assertThat(after.content()
                            .substring(before.content().length())
                            .strip()
                            .lines())
                    .hasSize(1);
        }
    }

    @Test
    void changesTheFirstFileInTheRequestedLanguageAlone() {
        ReplyReader.NamedFiles change = change(
                language("python"),
                "add types",
                new SourceFile("README.md", "# x\n"),
                new SourceFile("src/größe app.py", "x = 1"),
                new SourceFile("src/b.py", "y = 2\n"));

        assertThat(change.files())
                .containsExactly(new SourceFile("src/größe app.py", "x = 1\n# " + LINE + "add types\n"));
    }

    @Test
    void addsALineWithEachChange() {
        SourceFile once = change(language("go"), "first", new SourceFile("main.go", "package main\n"))
                .files()
                .get(0);
        SourceFile twice = change(language("go"), "second", once).files().get(0);

        assertThat(twice.content()).isEqualTo("package main\n// " + LINE + "first\n// " + LINE + "second\n");
    }

    @Test
    void writesASampleIfNoFileIsInTheRequestedLanguage() {
        ReplyReader.NamedFiles change =
                change(language("rust"), "port binary search", new SourceFile("search.py", "x = 1\n"));

        assertThat(change.files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("binary_search.rs");
            assertThat(file.content()).contains("fn binary_search");
        });
    }

    @Test
    void writesIntoTheSameNotesAgain() {
        SourceFile json = new SourceFile("a.json", "{}\n");
        SourceFile notes = change(language("json"), "first", json).files().get(0);
        ReplyReader.NamedFiles again = change(language("json"), "second", json, notes);

        assertThat(again.files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo(notes.name());
            assertThat(file.content()).startsWith(notes.content()).endsWith(LINE + "second\n");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain this",
                "Please explain line 3.",
                "Could you describe what it does?",
                "What does main do?",
                "why is it slow",
                "how does it work"
            })
    void answersAQuestionInProse(String question) {
        ReplyReader.NamedFiles answer =
                change(language("python"), question, new SourceFile("a.py", "x\n"), new SourceFile("b.md", "```\n"));

        assertThat(answer.files()).isEmpty();
        assertThat(answer.explanation())
                .contains("`a.py`, `b.md`", "changed nothing")
                .doesNotContain("```");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"add types", "can you add types?", "whatever", "document it", "islands", "fix the third test"})
    void takesNothingElseForAQuestion(String instruction) {
        assertThat(change(language("python"), instruction, new SourceFile("a.py", "x\n"))
                        .files())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add type hints | add type hints",
                "one two three four five six seven eight nine | one two three four five six seven eight",
                "'end */ --> *) } \" it' | end it",
                "größer 字 | größer 字",
                "💥 | an instruction without words"
            })
    void quotesTheFirstWordsOfAnInstruction(String instruction, String words) {
        assertThat(SampleChanges.beginning(instruction)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "assembly, a.s, '.text\n', '/* " + LINE + "x */'",
        "assembly, a.asm, 'ret\n', '; " + LINE + "x'",
        "php, a.php, '<?php x(); ?>\n<p>\n', '<?php // " + LINE + "x ?>'",
        "php, a.php, '<?php x(); ?>\n<?php y();\n', '// " + LINE + "x'"
    })
    void writesTheCommentOfTheDialect(String language, String name, String content, String comment) {
        assertThat(change(language(language), "x", new SourceFile(name, content))
                        .files())
                .containsExactly(new SourceFile(name, content + comment + "\n"));
    }

    private ReplyReader.NamedFiles change(Language language, String instruction, SourceFile... files) {
        List<SourceFile> context = List.of(files);
        return read(language, context, changes.reply(new Prompt(language, instruction, CodeContext.of(context))));
    }

    private static ReplyReader.NamedFiles read(Language language, List<SourceFile> context, String reply) {
        return new ReplyReader(language, Slug.of("sample"), context).read(reply);
    }

    private static Language language(String name) {
        return Languages.standard().find(name).orElseThrow();
    }
}
