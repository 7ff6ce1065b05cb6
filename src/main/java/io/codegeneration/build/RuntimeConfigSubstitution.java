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
 * Takes the place, in the binary, of the framework's reading of its configuration, which was half of the start. Where
 * anything of the framework is set from outside (such as {@code QUARKUS_LOG_LEVEL}), everything is read as ever; only a
 * warning of names that are unknown to the framework is not given. A build fails if the framework has no such method any
 * more.
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
        if (machine.concernTheFramework()) {
            AbstractConfigBuilder.withCustomizer(builder, "io.quarkus.runtime.generated.RunTimeConfig");
            QuarkusConfigFactory.setConfig(builder.build());
        } else {
            SmallRyeConfig config = BuiltInConfig.INSTANCE.with(builder, machine.sources());
            ((Mappings) (Object) config).mappings.putAll(BuiltInConfig.INSTANCE.mappings());
            QuarkusConfigFactory.setConfig(config);
        }
    }

    /** Where a configuration keeps its mappings. */
    @TargetClass(SmallRyeConfig.class)
    static final class Mappings {

        @Alias
        Map<Class<?>, Map<String, Object>> mappings;

        private Mappings() {}
    }
}
