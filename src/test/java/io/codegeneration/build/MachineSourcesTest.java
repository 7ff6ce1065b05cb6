package io.codegeneration.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.DefaultValuesConfigSource;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

/** Settings that are fixed at build time and set to another value on the machine are found. */
class MachineSourcesTest {

    private static final String AUTH = "quarkus.management.auth.enabled";
    private static final String PROACTIVE = "quarkus.http.auth.proactive";

    /** The build stores expanded values in a source that has precedence over all others. */
    private static final ConfigSource FIXED = new DefaultValuesConfigSource(
            Map.of(AUTH, "false", PROACTIVE, "false"), "BuildTime RunTime Fixed", Integer.MAX_VALUE);

    private static final ConfigSource FILE_OF_THE_BUILD =
            new PropertiesConfigSource(Map.of(PROACTIVE, "true"), "application.properties", 250);

    private static final List<ConfigValue> BUILT =
            List.of(built(AUTH, "${quarkus.management.auth.basic:false}"), built(PROACTIVE, "false"));

    @Test
    void nothingOfTheBuildItselfIsAChange() {
        assertThat(changed(Map.of("QUARKUS_S3_ACCELERATE_MODE", "false", "SMALLRYE_CONFIG_LOG_VALUES", "false")))
                .isEmpty();
    }

    @Test
    void aVariableWithAnotherValueIsAChange() {
        assertThat(changed(Map.of("QUARKUS_HTTP_AUTH_PROACTIVE", "true"))).containsExactly(PROACTIVE);
        assertThat(changed(Map.of("QUARKUS_MANAGEMENT_AUTH_ENABLED", "true"))).containsExactly(AUTH);
    }

    @Test
    void aVariableWithTheSameValueIsNone() {
        assertThat(changed(Map.of("QUARKUS_HTTP_AUTH_PROACTIVE", "false"))).isEmpty();
    }

    private static List<String> changed(Map<String, String> variables) {
        return MachineSources.changed(BUILT, List.of(FIXED, new EnvConfigSource(variables, 300), FILE_OF_THE_BUILD));
    }

    private static ConfigValue built(String name, String raw) {
        return ConfigValue.builder().withName(name).withRawValue(raw).build();
    }
}
