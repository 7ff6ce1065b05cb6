package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.reply.ReplyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/** Compiles and runs the samples wherever their toolchain is on the PATH. Needs no network. */
class SampleProgramsTest {

    private static final String MESSAGE = "This is a sample, not a generated answer.";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** Generous: the first Go program compiles the standard library, on a machine that may be busy. */
    private static final long TIMEOUT_SECONDS = 300;

    /** What probes of tools print, or empty if they fail: being on the PATH is not enough (shims, stubs). */
    private static final Map<List<String>, Optional<String>> PROBES = new ConcurrentHashMap<>();

    /** Go's build cache, shared by all programs; other than the user's, as there may be no home. */
    @TempDir
    static Path cache;

    @TempDir
    Path directory;

    static Stream<Arguments> programs() {
        List<String> files = List.of(
                "python.py", "java.java", "javascript.js", "typescript.ts", "go.go", "rust.rs", "c.c", "cpp.cpp");
        return Samples.exercises().stream()
                .flatMap(exercise -> files.stream().map(file -> Arguments.of(exercise, file)));
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("programs")
    void programPrintsWhatItsExerciseExpects(String exercise, String file) throws Exception {
        assertThat(execute(exercise, file)).isEqualTo(lines(resource("/samples/" + exercise + ".txt")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python.py",
                "java.java",
                "javascript.js",
                "typescript.ts",
                "go.go",
                "rust.rs",
                "c.c",
                "cpp.cpp",
                "bash.sh",
                "perl.pl",
                "ruby.rb",
                "php.php",
                "lua.lua",
                "tcl.tcl",
                "awk.awk",
                "sed.sed",
                "makefile.mk",
                "sql.sql"
            })
    void skeletonSaysThatItIsASample(String file) throws Exception {
        assertThat(execute("skeletons", file)).isEqualTo(MESSAGE + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python.py",
                "java.java",
                "javascript.js",
                "typescript.ts",
                "go.go",
                "rust.rs",
                "c.c",
                "cpp.cpp",
                "bash.sh",
                "perl.pl",
                "ruby.rb",
                "php.php",
                "lua.lua",
                "tcl.tcl",
                "awk.awk",
                "sed.sed",
                "makefile.mk",
                "sql.sql"
            })
    void skeletonStillRunsAfterItWasChangedTwice(String file) throws Exception {
        String code = resource("/samples/skeletons/" + file);

        String changed = changed(file, changed(file, code));

        assertThat(changed).startsWith(code).isNotEqualTo(code);
        assertThat(executeCode(file, changed)).isEqualTo(MESSAGE + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml.xml", "svg.svg", "xslt.xsl"})
    void xmlSkeletonsAreWellFormedAfterAChange(String file) throws Exception {
        String changed = changed(file, resource("/samples/skeletons/" + file));

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(changed)))
                        .getLastChild()
                        .getNodeName())
                .isEqualTo("#comment");
    }

    /** The file after a change by an instruction that would end many a comment. */
    private static String changed(String file, String content) {
        Language language = Languages.standard()
                .find(file.substring(0, file.lastIndexOf('.')))
                .orElseThrow();
        List<SourceFile> files = List.of(new SourceFile(file, content));
        String reply = new SampleChanges(new Samples())
                .reply(new Prompt(
                        language,
                        "add */ --> *) ?> \"types\"\nexit 1; \\ \\u000a größer #{1} %d",
                        CodeContext.of(files)));
        return new ReplyReader(language, Slug.of("x"), files)
                .read(reply)
                .files()
                .get(0)
                .content();
    }

    @Test
    void jsonSkeletonIsJson() throws Exception {
        assertThat(new ObjectMapper()
                        .readTree(resource("/samples/skeletons/json.json"))
                        .path("message")
                        .asText())
                .contains("not a generated answer");
    }

    @ParameterizedTest
    @CsvSource({"xml.xml, sample", "svg.svg, svg", "xslt.xsl, xsl:stylesheet"})
    void xmlSkeletonsAreWellFormed(String file, String root) throws Exception {
        try (InputStream xml = getClass().getResourceAsStream("/samples/skeletons/" + file)) {
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(xml)
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo(root);
        }
    }

    /** What a sample prints. Its file gets another name first: programs must not depend on their own. */
    private String execute(String folder, String file) throws Exception {
        return executeCode(file, resource("/samples/" + folder + "/" + file));
    }

    private String executeCode(String file, String code) throws Exception {
        String language = file.substring(0, file.lastIndexOf('.'));
        String source = "any_name" + file.substring(file.lastIndexOf('.'));
        Files.writeString(directory.resolve(source), code);
        String binary = directory.resolve("program").toString();
        return switch (language) {
            case "java" -> run(JAVA, source);
            case "python" -> run(working("python3", "--version"), source);
            case "javascript" -> run(working("node", "--version"), source);
            case "typescript" -> executeTypeScript(source);
            case "go" -> run(working("go", "version"), "run", source);
            case "rust" -> {
                working("cc", "--version"); // rustc links with it
                run(working("rustc", "--version"), "--edition", "2021", "-o", binary, source);
                yield run(binary);
            }
            case "c" -> {
                run(working("cc", "--version"), "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", binary, source);
                yield run(binary);
            }
            case "cpp" -> {
                run(working("c++", "--version"), "-std=c++17", "-Wall", "-Wextra", "-Werror", "-o", binary, source);
                yield run(binary);
            }
            case "lua" -> run(working("lua", "-v"), source);
            case "tcl" -> run(working("tclsh"), source); // without a file it reads its input, which is empty
            case "awk" -> run(working("awk", "BEGIN {}"), "-f", source);
            case "sed" -> {
                Path input = Files.writeString(directory.resolve("input"), "one line\n");
                yield run(working("sed", "p"), "-f", source, input.toString());
            }
            case "makefile" -> run(working("make", "--version"), "-f", source);
            case "sql" -> run(working("sqlite3", "--version"), ":memory:", ".read " + source);
            default -> run(working(language, "--version"), source);
        };
    }

    private String executeTypeScript(String source) throws Exception {
        String node = working("node", "--version");
        if (probe("tsc", "--version").isPresent()) {
            run("tsc", "--strict", "--target", "es2022", "--outDir", "out", source);
            return run(node, "out/" + source.replace(".ts", ".js"));
        }
        assumeTrue(
                stripsTypes(probe("node", "--version").orElseThrow()),
                "no tsc on the PATH, and node is older than 22.18, which runs TypeScript itself");
        return run(node, source);
    }

    /** Whether this version of Node.js removes types without being told to (22.18, 23.6 and later). */
    private static boolean stripsTypes(String version) {
        Matcher numbers = Pattern.compile("v(\\d+)\\.(\\d+)").matcher(version);
        if (!numbers.find()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        return major > 23 || major == 23 && minor >= 6 || major == 22 && minor >= 18;
    }

    /** The tool that a probe begins with; skips the test if the probe fails. */
    private String working(String... probe) {
        assumeTrue(probe(probe).isPresent(), () -> probe[0] + " is not on the PATH, or does not work");
        return probe[0];
    }

    private Optional<String> probe(String... command) {
        return PROBES.computeIfAbsent(List.of(command), unknown -> {
            try {
                return Optional.of(run(command));
            } catch (IOException | AssertionError e) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        });
    }

    /** Standard output of a command that must succeed, with newlines whatever the system. */
    private String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        Path input = Files.createTempFile(directory, "input", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment()
                .putAll(Map.of(
                        "GO111MODULE", "off",
                        "GOCACHE", cache.resolve("go-build").toString(),
                        "GOPATH", cache.resolve("go").toString(),
                        "GOENV", "off",
                        "GOFLAGS", "",
                        "GOTOOLCHAIN", "local",
                        "PYTHONDONTWRITEBYTECODE", "1"));
        Process process = builder.start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(ended).as(command[0] + " ends in time").isTrue();
        assertThat(process.exitValue())
                .as("exit code of %s: %s%s", List.of(command), Files.readString(output), Files.readString(errors))
                .isZero();
        return lines(Files.readString(output));
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    private static String resource(String path) throws IOException {
        try (InputStream stream = SampleProgramsTest.class.getResourceAsStream(path)) {
            assertThat(stream).as(path).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
