package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.SourceFile;
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
        "my file (1).py, my file (1).py",
        "' my file .py ', my file .py",
        "my\tfile.py, my_file.py",
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
        "app/[id]/page.tsx, app/[id]/page.tsx",
        "app/[...slug]/page.tsx, app/[...slug]/page.tsx",
        "app/[[...slug]]/page.tsx, app/[[...slug]]/page.tsx",
        "app/(auth)/login/page.tsx, app/(auth)/login/page.tsx",
        "app/@modal/(..)photo/[id]/page.tsx, app/@modal/(..)photo/[id]/page.tsx",
        "src/routes/[slug]/+page.server.ts, src/routes/[slug]/+page.server.ts",
        "app/routes/posts.$id.tsx, app/routes/posts.$id.tsx",
        "app/routes/$.tsx, app/routes/$.tsx",
        "pages/_app.tsx, pages/_app.tsx",
        "{{cookiecutter.name}}/setup.py, {{cookiecutter.name}}/setup.py",
        "a~b!c=d&e.txt, a~b!c=d&e.txt",
        ".git/hooks/post-checkout, _git/hooks/post-checkout",
        "sub/.GIT/config, sub/_git/config",
        ".git /config, _git/config",
        "..git/config, _git/config",
        "git~1/config, _git~1/config",
        ".gitignore, .gitignore",
        "~/.ssh/config, .ssh/config",
        "CONIN$, _CONIN$",
        "con .txt, _con .txt",
        "a:b.txt, b.txt",
        "ab:c.txt, ab_c.txt",
        "a%2Fb.txt, a_2Fb.txt"
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
    void keepsEveryCharacterThatFrameworksUse() {
        String name = "a._-+@$()[]{}~!,=&'b/ç字9.x";

        assertThat(FileName.clean(name)).hasValue(new FileName(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#", "%", "^", "`", ";", ":", "*", "?", "\"", "<", ">", "|", "\u0000", "\u007f", "\u202e", "\u00a0", "→"
            })
    void replacesEveryOtherCharacter(String other) {
        assertThat(FileName.clean("ab" + other + "c.py")).hasValue(new FileName("ab_c.py"));
    }

    @Test
    void composesAccents() {
        assertThat(FileName.clean("e\u0301.py")).hasValue(new FileName("é.py"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "字", "𝒳", "x ", "."})
    void keepsTheExtensionOfALongName(String letter) {
        String name = FileName.clean("x" + letter.repeat(500) + "x.java")
                .orElseThrow()
                .value();

        assertThat(name).startsWith("x").endsWith(".java");
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void keepsThirtyTwoPartsOfADeepPath() {
        String deep = "a/".repeat(100) + "b/c.py";

        assertThat(FileName.clean(deep).orElseThrow().value()).isEqualTo("a/".repeat(30) + "b/c.py");
    }

    @Test
    void keepsTheFoldersOfAnAndroidProject() {
        String path = "app/src/main/java/com/example/android/feature/login/ui/screen/state/LoginScreenState.kt";

        assertThat(FileName.clean(path)).hasValue(new FileName(path));
    }

    @Test
    void keepsTwoHundredBytesAndLosesTheFirstFoldersOfMore() {
        String fits = "d".repeat(95) + "/" + "e".repeat(50) + "/" + "f".repeat(50) + ".py";
        String end = "d".repeat(95) + "/" + "字".repeat(34) + ".p";

        assertThat(FileName.clean(fits)).hasValue(new FileName(fits));
        assertThat(FileName.clean("x" + fits)).hasValue(new FileName(fits.substring(96)));
        assertThat(FileName.clean("src/" + fits)).hasValue(new FileName(fits));
        assertThat(FileName.clean("a/b/c/" + end)).hasValue(new FileName(end.substring(0)));
    }

    @Test
    void looksAtTheEndOfANameOfAnyLength() {
        assertThat(FileName.clean("deep/".repeat(10_000) + "main.py")
                        .orElseThrow()
                        .value())
                .endsWith("deep/main.py")
                .hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void numbersALongNameWithinItsBounds() {
        String name = "x".repeat(197) + ".py";
        String path = "src/" + "y".repeat(193) + ".py";

        assertThat(distinct(name, name)).containsExactly(name, "x".repeat(195) + "_2.py");
        assertThat(distinct(path, path)).containsExactly(path, "y".repeat(193) + "_2.py");
    }

    @Test
    void putsNoNumberIntoBrackets() {
        assertThat(distinct("[...slug].tsx", "[...slug].tsx", "(.)a.b.ts", "(.)a.b.ts"))
                .containsExactly("[...slug].tsx", "[...slug]_2.tsx", "(.)a.b.ts", "(.)a_2.b.ts");
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

    /** Returns whether a name is safe on every file system and its key is short enough for S3. */
    static void assertSafe(String name) {
        assertThat(name).isNotEmpty().doesNotStartWith("/").doesNotContain("//").doesNotContainPattern("[\\\\:*?\"<>|\\x00-\\x1f]");
        assertThat(name.codePoints()).noneMatch(FileNameTest::unprintable);
        String[] parts = name.split("/", -1);
        assertThat(parts).hasSizeLessThanOrEqualTo(FileName.MAX_DEPTH);
        for (String part : parts) {
            assertThat(part).isNotEmpty().isNotEqualTo(".").isNotEqualTo("..").doesNotStartWith("..");
            assertThat(part).doesNotEndWith(".").doesNotEndWith(" ").doesNotStartWith(" ");
            assertThat(part).isNotEqualToIgnoringCase(".git").isNotEqualTo("~");
            assertThat(part.split("\\.", -1)[0].strip().toLowerCase(Locale.ROOT))
                    .isNotIn(DEVICES);
        }
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(FileName.MAX_BYTES);
        Path root = Path.of("root").toAbsolutePath();
        Path resolved = root.resolve(name);
        assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(root).isNotEqualTo(root);
    }

    private static boolean unprintable(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.FORMAT
                || Character.isWhitespace(character) && character != ' ';
    }

    /** Returns the names that a reply with these file names gets. */
    private static List<String> distinct(String... raw) {
        Set<String> taken = new HashSet<>();
        Set<String> files = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (String text : raw) {
            FileName.clean(text).map(name -> name.distinctFrom(taken, files)).ifPresent(name -> {
                files.add(SourceFile.folded(name.value()));
                name.paths().map(SourceFile::folded).forEach(taken::add);
                names.add(name.value());
            });
        }
        return names;
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.fileNames();
    }

    @Test
    void tellsNoNamesApartThatDifferOnlyByTheCaseOfASharpS() {
        assertThat(SourceFile.folded("\u1E9E.py")).isEqualTo(SourceFile.folded("\u00DF.py"));
    }
}
