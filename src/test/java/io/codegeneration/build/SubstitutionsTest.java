package io.codegeneration.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.ConfigRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.value.registry.ValueRegistry;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fails if the framework has changed code that the binary replaces. */
@QuarkusTest
class SubstitutionsTest {

    private static final String CONFIG = "io/quarkus/runtime/generated/Config";
    private static final String APPLICATION = "io/quarkus/runner/ApplicationImpl";

    @Test
    void theFrameworkReadsItsConfigurationWhereTheBinaryReadsItsOwn() throws Exception {
        var method = type(CONFIG).getDeclaredMethod("runtimeConfig", ValueRegistry.class);

        assertThat(Modifier.isStatic(method.getModifiers())).isTrue();
        assertThat(constantsOf(APPLICATION)).contains(CONFIG, "runtimeConfig");
    }

    @Test
    void theFrameworkTakesOverFixedSettingsFirst() throws Exception {
        assertThat(type(APPLICATION)).isNotNull();
        assertThat(type("io/quarkus/runtime/generated/RunTimeConfig")).isNotNull();
    }

    @Test
    void theFrameworkComparesWithTheBuildWhereTheBinaryDoesNot() throws Exception {
        assertThat(ConfigRecorder.class.getDeclaredMethod("handleConfigChange", List.class))
                .isNotNull();
    }

    @Test
    void aConfigurationKeepsItsMappingsWhereTheBinaryPutsThem() throws Exception {
        var field = SmallRyeConfig.class.getDeclaredField("mappings");

        assertThat(field.getType()).isEqualTo(Map.class);
        assertThat(field.getGenericType())
                .hasToString("java.util.Map<java.lang.Class<?>, java.util.Map<java.lang.String, java.lang.Object>>");
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(
                name.replace('/', '.'), false, Thread.currentThread().getContextClassLoader());
    }

    private static String constantsOf(String type) throws IOException {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(type + ".class")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
