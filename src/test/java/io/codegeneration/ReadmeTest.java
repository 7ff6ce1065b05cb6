package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.codegeneration.generation.ProblemCode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What the documents say of settings and problems is true of the code. */
class ReadmeTest {

    private static final Pattern PROPERTY = Pattern.compile("(?m)^\\| `(codegen\\.[a-z0-9.\\[\\]-]+)` \\| ([^|]*) \\|");
    private static final Pattern PROBLEM =
            Pattern.compile("(?m)^\\| ((?:`[a-z-]+`(?:, )?)+) \\| ((?:[0-9]{3}(?:, )?)+|in a record only) \\|");
    private static final Pattern CODE = Pattern.compile("`([a-z-]+)`");
    private static final Pattern STATUS = Pattern.compile("([0-9]{3})");

    private final String readme = Files.readString(Path.of("README.md"));
    private final String configuration = Files.readString(Path.of("src/docs/configuration.md"));

    ReadmeTest() throws IOException {}

    @Test
    void listsEverySettingAndNoOther() {
        assertThat(listed(configuration).keySet())
                .containsExactlyElementsOf(settings().keySet());
    }

    @Test
    void listsTheDefaultOfEachSetting() {
        Map<String, String> listed = listed(configuration);

        assertThat(settings()).allSatisfy((name, value) -> assertThat(listed.get(name))
                .as(name)
                .startsWith(value.isEmpty() || value.startsWith("$") ? "" : "`" + value + "`"));
    }

    @Test
    void theReadmeRepeatsNoSettingOtherwiseThanItIs() {
        assertThat(listed(configuration)).containsAllEntriesOf(listed(readme));
    }

    @Test
    void theReadmeListsEveryProblemWithItsStatus() {
        Map<String, ProblemCode> codes =
                Arrays.stream(ProblemCode.values()).collect(Collectors.toMap(ProblemCode::code, code -> code));
        Set<String> listed = new TreeSet<>();
        PROBLEM.matcher(readme).results().forEach(row -> {
            List<String> names = groups(CODE, row.group(1));
            listed.addAll(names);
            assertThat(codes).containsKeys(names.toArray(String[]::new));
            if (!names.equals(List.of(ProblemCode.JOB_LOST.code()))) {
                assertThat(groups(STATUS, row.group(2)))
                        .as(row.group())
                        .containsExactlyElementsOf(names.stream()
                                .map(name -> Integer.toString(codes.get(name).status()))
                                .distinct()
                                .toList());
            }
        });

        assertThat(listed).isEqualTo(codes.keySet());
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The settings in a document's tables with their defaults; fails if a setting is listed twice. */
    private static Map<String, String> listed(String document) {
        Map<String, String> listed = new TreeMap<>();
        PROPERTY.matcher(document).results().forEach(row -> assertThat(listed.put(row.group(1), row.group(2)))
                .as("an earlier row for %s", row.group(1))
                .isNull());
        return listed;
    }

    /** All settings with their defaults; empty if a setting has none. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.codegeneration")) {
            Class<?> type = found.reflect();
            ConfigMapping mapping = type.getAnnotation(ConfigMapping.class);
            if (mapping != null) {
                collect(type, mapping.prefix(), settings);
            }
            for (Method method : type.getDeclaredMethods()) {
                for (Parameter parameter : method.getParameters()) {
                    collect(parameter.getAnnotations(), settings);
                }
            }
        }
        return settings;
    }

    private static void collect(Class<?> mapping, String prefix, Map<String, String> settings) {
        for (Method method : mapping.getDeclaredMethods()) {
            String name = prefix + "." + kebab(method.getName());
            if (isGroup(mapping, method.getReturnType())) {
                collect(method.getReturnType(), name, settings);
            } else if (method.getGenericReturnType() instanceof ParameterizedType type
                    && type.getRawType() == List.class
                    && isGroup(mapping, type.getActualTypeArguments()[0])) {
                collect((Class<?>) type.getActualTypeArguments()[0], name + "[n]", settings);
            } else {
                WithDefault value = method.getAnnotation(WithDefault.class);
                settings.put(name, value == null ? "" : value.value());
            }
        }
    }

    private static boolean isGroup(Class<?> mapping, Type type) {
        return type instanceof Class<?> group
                && group.isInterface()
                && Arrays.asList(mapping.getDeclaredClasses()).contains(group);
    }

    private static void collect(Annotation[] annotations, Map<String, String> settings) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof ConfigProperty property && property.name().startsWith("codegen.")) {
                boolean none = property.defaultValue().equals(ConfigProperty.UNCONFIGURED_VALUE);
                settings.put(property.name(), none ? "" : property.defaultValue());
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
