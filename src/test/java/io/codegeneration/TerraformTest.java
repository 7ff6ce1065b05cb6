package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Terraform sets the program's variables and no others. What the program knows is listed in
 * {@code src/docs/configuration.md}, which {@link ReadmeTest} compares with the program.
 */
class TerraformTest {

    private static final Pattern VARIABLE = Pattern.compile("\\bCODEGEN_(?:[A-Z0-9_]|\\$\\{index})+");
    private static final Pattern SETTING = Pattern.compile("(?m)^\\| `(codegen\\.[a-z0-9.\\[\\]-]+)` \\| ([^|]*) \\|");

    private final Set<String> set = new TreeSet<>();
    private final Set<String> known = new TreeSet<>();
    private final Set<String> required = new TreeSet<>();

    TerraformTest() throws IOException {
        VARIABLE.matcher(Files.readString(Path.of("terraform", "function.tf")))
                .results()
                .forEach(found -> set.add(found.group()));
        SETTING.matcher(Files.readString(Path.of("src/docs/configuration.md")))
                .results()
                .forEach(found -> {
                    known.add(variable(found.group(1)));
                    if (found.group(2).contains("required in production")) {
                        required.add(variable(found.group(1)));
                    }
                });
    }

    @Test
    void setsOnlyVariablesThatTheProgramKnows() {
        assertThat(set).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void setsEveryVariableThatTheProgramRequires() {
        assertThat(required).isNotEmpty();
        assertThat(set).containsAll(required);
    }

    @Test
    void leavesTheSettingsOfADevelopersMachineAlone() {
        assertThat(set)
                .noneMatch(variable -> variable.startsWith("CODEGEN_LOCAL_")
                        || variable.startsWith("CODEGEN_OPENAI_")
                        || variable.endsWith("_PROVIDER"));
    }

    @Test
    void namesVariablesInOneFileOnly() throws IOException {
        try (var files = Files.walk(Path.of("terraform"), 1)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tf"))
                            .filter(file -> VARIABLE.matcher(read(file)).find())
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.toSet()))
                    .containsExactly("function.tf");
        }
    }

    /** The usual rule, for the elements of a list as Terraform writes them. */
    private static String variable(String property) {
        return property.replace("[n].", "_${index}__")
                .replaceAll("[.-]", "_")
                .toUpperCase(Locale.ROOT)
                .replace("${INDEX}", "${index}");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
