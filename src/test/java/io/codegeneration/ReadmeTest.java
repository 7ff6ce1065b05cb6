package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.codegeneration.generation.ProblemCode;
import io.smallrye.config.ConfigMapping;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What the README says of settings and problems is what there is. */
class ReadmeTest {

    private static final Pattern PROPERTY = Pattern.compile("(?m)^\\| `(codegen\\.[a-z0-9.\\[\\]-]+)` \\|");
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

    private final String readme = Files.readString(Path.of("README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void listsEverySettingAndNoOther() {
        Set<String> listed = PROPERTY.matcher(readme)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).containsExactlyElementsOf(settings());
    }

    @Test
    void listsEveryProblem() {
        Set<String> named =
                CODE.matcher(readme).results().map(MatchResult::group).collect(Collectors.toSet());

        assertThat(named)
                .containsAll(Arrays.stream(ProblemCode.values())
                        .map(code -> "`" + code.code() + "`")
                        .toList());
    }

    private static Set<String> settings() {
        Set<String> settings = new TreeSet<>();
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

    private static void collect(Class<?> mapping, String prefix, Set<String> settings) {
        for (Method method : mapping.getDeclaredMethods()) {
            String name = prefix + "." + kebab(method.getName());
            if (isGroup(mapping, method.getReturnType())) {
                collect(method.getReturnType(), name, settings);
            } else if (method.getGenericReturnType() instanceof ParameterizedType type
                    && type.getRawType() == List.class
                    && isGroup(mapping, type.getActualTypeArguments()[0])) {
                collect((Class<?>) type.getActualTypeArguments()[0], name + "[n]", settings);
            } else {
                settings.add(name);
            }
        }
    }

    private static boolean isGroup(Class<?> mapping, Type type) {
        return type instanceof Class<?> group
                && group.isInterface()
                && Arrays.asList(mapping.getDeclaredClasses()).contains(group);
    }

    private static void collect(Annotation[] annotations, Set<String> settings) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof ConfigProperty property && property.name().startsWith("codegen.")) {
                settings.add(property.name());
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
