package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
            "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    @ParameterizedTest
    @CsvSource({
        "main.py, main.py",
        "src/main.py, src/main.py",
        "src\\main\\App.java, src/main/App.java",
        "./src/./main.py, src/main.py",
        "/etc/passwd, etc/passwd",
        "../../etc/passwd, etc/passwd",
        "src/../main.py, src/main.py",
        "C:\\Users\\me\\main.cs, Users/me/main.cs",
        "c:main.c, main.c",
        "src//main.py, src/main.py",
        "src/, src",
        "pkg/__init__.py, pkg/__init__.py",
        "__main__.py, __main__.py",
        "_variables.scss, _variables.scss",
        ".gitignore, .gitignore",
        ".github/workflows/ci.yml, .github/workflows/ci.yml",
        "con, _con",
        "NUL.txt, _NUL.txt",
        "aux/lpt1.c, _aux/_lpt1.c",
        "console.log, console.log",
        "my file (1).py, my_file_1_.py",
        "'\"main.py\"', main.py",
        "<main.py>, main.py",
        "main.py*, main.py",
        "name. , name",
        "name..., name",
        "...name, .name",
        "a*b?c.py, a_b_c.py",
        "@types/index.d.ts, @types/index.d.ts",
        "Größe.py, Größe.py",
        "二分探索.py, 二分探索.py",
        "app/[id]/page.tsx, app/id/page.tsx"
    })
    void cleansWhatModelsWrite(String raw, String clean) {
        assertThat(FileName.clean(raw)).map(FileName::value).hasValue(clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "/", "..", "../..", ".", "\\", "C:", "___", "?*", "\u0000", "\ud83d", "💥", "._.", " . "
            })
    void isNothingWhereNothingIsLeft(String raw) {
        assertThat(FileName.clean(raw)).isEmpty();
    }

    @Test
    void composesAccents() {
        assertThat(FileName.clean("e\u0301.py")).hasValue(new FileName("é.py"));
    }

    @Test
    void keepsTheExtensionOfALongName() {
        String name = FileName.clean("x".repeat(500) + ".java").orElseThrow().value();

        assertThat(name)
                .hasSizeLessThanOrEqualTo(FileName.MAX_PART)
                .startsWith("xxx")
                .endsWith("x.java");
    }

    @Test
    void keepsTheLastPartsOfADeepPath() {
        String deep = "a/".repeat(100) + "b/c.py";

        assertThat(FileName.clean(deep).orElseThrow().value()).isEqualTo("a/a/a/a/a/a/b/c.py");
    }

    @Test
    void numbersTheSecondOfTwoEqualNames() {
        assertThat(distinct("main.py", "main.py", "MAIN.py", "main_2.py"))
                .containsExactly("main.py", "main_2.py", "MAIN_3.py", "main_2_2.py");
    }

    @Test
    void putsTheNumberBeforeTheWholeExtension() {
        assertThat(distinct("a/x.d.ts", "a/x.d.ts", ".env", ".env", "LICENSE", "LICENSE"))
                .containsExactly("a/x.d.ts", "a/x_2.d.ts", ".env", ".env_2", "LICENSE", "LICENSE_2");
    }

    @Test
    void givesUpTheFolderWhoseNameIsAFiles() {
        assertThat(distinct("src", "SRC/main.py", "src/main.py"))
                .containsExactly("src", "SRC_main.py", "src_main_2.py");
    }

    @Test
    void doesNotGiveAFileTheNameOfAFolder() {
        assertThat(distinct("src/main.py", "Src")).containsExactly("src/main.py", "Src_2");
    }

    @Test
    void letsFilesShareFolders() {
        assertThat(distinct("src/a.py", "src/b.py", "src/sub/a.py"))
                .containsExactly("src/a.py", "src/b.py", "src/sub/a.py");
    }

    @Property
    void isSafeWhateverTheModelWrote(@ForAll("names") String raw) {
        FileName.clean(raw).ifPresent(name -> assertSafe(name.value()));
    }

    @Property
    void isItsOwnCleanForm(@ForAll("names") String raw) {
        FileName.clean(raw)
                .ifPresent(name -> assertThat(FileName.clean(name.value())).hasValue(name));
    }

    @Property
    void namesUnlikeEachOtherAreSafeAndDistinctAndNeedNoFolderThatIsAFile(
            @ForAll @Size(max = 30) List<@From("names") String> raw) {
        List<String> names = distinct(raw.toArray(String[]::new));

        names.forEach(FileNameTest::assertSafe);
        Set<String> files = new HashSet<>();
        names.forEach(name ->
                assertThat(files.add(name.toLowerCase(Locale.ROOT))).as(name).isTrue());
        for (String name : files) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                assertThat(files).doesNotContain(name.substring(0, slash));
            }
        }
    }

    /** Whether a name is safe on every file system, and its key short enough for S3. */
    static void assertSafe(String name) {
        assertThat(name).isNotEmpty().doesNotStartWith("/").doesNotContain("\\", ":", "\u0000", "//");
        assertThat(name.codePoints()).noneMatch(FileNameTest::unprintable);
        String[] parts = name.split("/", -1);
        assertThat(parts).hasSizeLessThanOrEqualTo(FileName.MAX_DEPTH);
        for (String part : parts) {
            assertThat(part).isNotEmpty().isNotEqualTo(".").isNotEqualTo("..").doesNotStartWith("..");
            assertThat(part)
                    .hasSizeLessThanOrEqualTo(FileName.MAX_PART)
                    .doesNotEndWith(".")
                    .doesNotEndWith(" ");
            assertThat(part.split("\\.", -1)[0].toLowerCase(Locale.ROOT)).isNotIn(DEVICES);
            assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
        }
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1_024 - 102);
        Path root = Path.of("root").toAbsolutePath();
        Path resolved = root.resolve(name);
        assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(root).isNotEqualTo(root);
    }

    private static boolean unprintable(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.FORMAT
                || Character.isWhitespace(character);
    }

    /** What a reader of replies makes of these names, one after the other. */
    private static List<String> distinct(String... raw) {
        Set<String> taken = new HashSet<>();
        Set<String> files = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (String text : raw) {
            FileName.clean(text).map(name -> name.unlike(taken, files)).ifPresent(name -> {
                files.add(FileName.folded(name.value()));
                name.paths().map(FileName::folded).forEach(taken::add);
                names.add(name.value());
            });
        }
        return names;
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.fileNames();
    }
}
