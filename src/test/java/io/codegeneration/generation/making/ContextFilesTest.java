package io.codegeneration.generation.making;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.Problem.FieldError;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.reply.FileName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that a caller may send. */
class ContextFilesTest {

    private final List<FieldError> faults = new ArrayList<>();

    @Test
    void takesFilesInAnyLanguage() {
        List<SourceFile> files = List.of(
                new SourceFile("src/app.py", "x = 1\r\n"),
                new SourceFile("Dockerfile", ""),
                new SourceFile("app/[slug]/page.tsx", "\uFEFF```\n<>&\u0001\n"));

        assertThat(ContextFiles.check(files, faults)).isEqualTo(files);
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/passwd",
                "../app.py",
                "a/../b.py",
                "./app.py",
                "C:\\app.py",
                "a\\b.py",
                "a//b.py",
                "con.py",
                "a/.git/config",
                "a<b>.py",
                "a\"b.py",
                "a\nb.py",
                "a:b.py",
                "app.py ",
                "app.",
                ".",
                "a\u0000b"
            })
    void refusesANameThatCouldNotBeKept(String name) {
        ContextFiles.check(List.of(new SourceFile("ok.py", ""), new SourceFile(name, "")), faults);

        assertThat(faults).extracting(FieldError::field).containsExactly("files[1].name");
    }

    @Test
    void tellsUnderWhichNameAFileCouldBeSent() {
        ContextFiles.check(List.of(new SourceFile("../src/a:b.py", "")), faults);

        assertThat(faults).singleElement().satisfies(fault -> assertThat(fault.detail())
                .endsWith(" Send it as src/a_b.py."));
    }

    @Test
    void refusesALongNameWithoutRepeatingIt() {
        ContextFiles.check(List.of(new SourceFile("x".repeat(5000) + ".py", "")), faults);

        assertThat(faults).singleElement().satisfies(fault -> assertThat(fault.detail())
                .hasSizeLessThan(200));
    }

    @Test
    void composesTheCharactersOfAName() {
        assertThat(ContextFiles.check(List.of(new SourceFile("gro\u0308ße.py", "")), faults))
                .containsExactly(new SourceFile("größe.py", ""));
        assertThat(faults).isEmpty();
    }

    @Test
    void refusesANameThatDiffersOnlyInCase() {
        ContextFiles.check(List.of(new SourceFile("App.py", ""), new SourceFile("app.PY", "")), faults);

        assertThat(faults).extracting(FieldError::field).containsExactly("files[1].name");
    }

    @Test
    void refusesAFileWithTheNameOfAFolder() {
        ContextFiles.check(
                List.of(new SourceFile("a/b/c.py", ""), new SourceFile("x.py", ""), new SourceFile("A/B", "")), faults);

        assertThat(faults).extracting(FieldError::field).containsExactly("files[2].name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "\uD83D", "\uDE00\uD83D"})
    void refusesContentThatIsNoText(String content) {
        ContextFiles.check(List.of(new SourceFile("a.py", content)), faults);

        assertThat(faults).extracting(FieldError::field).containsExactly("files[0].content");
    }

    @Test
    void takesAsManyFilesAsAGenerationHas() {
        assertThat(ContextFiles.check(many(50), faults)).hasSize(50);
        assertThat(faults).isEmpty();

        ContextFiles.check(many(51), faults);

        assertThat(faults).containsExactly(new FieldError("files", "files has 51 files; at most 50 are allowed."));
    }

    @Test
    void countsTheBytesOfAllFiles() {
        String half = "ö".repeat(128 * 1024);
        ContextFiles.check(List.of(new SourceFile("a", half), new SourceFile("b", half)), faults);
        assertThat(faults).isEmpty();

        ContextFiles.check(
                List.of(new SourceFile("a", half), new SourceFile("b", half), new SourceFile("c", "x")), faults);

        assertThat(faults)
                .containsExactly(
                        new FieldError("files", "files has 524289 bytes of content; at most 524288 are allowed."));
    }

    @Test
    void namesAllFaultsAtOnce() {
        ContextFiles.check(
                List.of(new SourceFile("../a", "\u0000"), new SourceFile("b", ""), new SourceFile("B", "")), faults);

        assertThat(faults)
                .extracting(FieldError::field)
                .containsExactly("files[0].name", "files[0].content", "files[2].name");
    }

    @Test
    void passesOverWhatHasAFaultAlready() {
        ContextFiles.check(List.of(new SourceFile(null, null), new SourceFile("a", null)), faults);

        assertThat(faults).isEmpty();
    }

    @Property(tries = 500)
    void takesEachNameUnderWhichAFileIsStored(@ForAll @From("names") String name) {
        Optional<String> stored = FileName.clean(name).map(FileName::value);

        stored.ifPresent(safe -> assertThat(ContextFiles.check(List.of(new SourceFile(safe, "")), faults))
                .containsExactly(new SourceFile(safe, "")));
        assertThat(faults).isEmpty();
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.fileNames();
    }

    private static List<SourceFile> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SourceFile("f" + i, ""))
                .toList();
    }
}
