package io.codegeneration.build;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.runtime.ValueRegistryConfigSource;
import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.runtime.configuration.QuarkusConfigFactory;
import io.quarkus.value.registry.ValueRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/**
 * Replaces, in the binary, the code with which the framework reads its configuration. That code took half of the start. If a
 * setting of the framework is set from outside (such as {@code QUARKUS_LOG_LEVEL}), the whole configuration is read as usual, but
 * without a warning about unknown names. The build fails if the framework no longer has this method.
 */
@TargetClass(className = "io.quarkus.runtime.generated.Config")
final class RuntimeConfigSubstitution {

    private RuntimeConfigSubstitution() {}

    @Substitute
    public static void runtimeConfig(ValueRegistry registry) {
        KnownProperties.set();
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        AbstractConfigBuilder.withCustomizer(builder, ValueRegistryConfigSource.customizer(registry));
        MachineSources machine = new MachineSources();
        if (machine.detectFrameworkSettings()) {
            AbstractConfigBuilder.withCustomizer(builder, "io.quarkus.runtime.generated.RunTimeConfig");
            QuarkusConfigFactory.setConfig(builder.build());
        } else {
            SmallRyeConfig config = BuiltInConfig.INSTANCE.with(builder, machine.sources());
            ((Mappings) (Object) config).mappings.putAll(BuiltInConfig.INSTANCE.mappings());
            QuarkusConfigFactory.setConfig(config);
        }
    }

    /** Gives access to the mappings of a configuration. */
    @TargetClass(SmallRyeConfig.class)
    static final class Mappings {

        @Alias
        Map<Class<?>, Map<String, Object>> mappings;

        private Mappings() {}
    }
}
