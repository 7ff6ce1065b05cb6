package io.codegeneration.build;

import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logmanager.LogContext;

/**
 * The framework's configuration, which is read and converted when the binary is built. At its start, the binary reads only the
 * program's own configuration.
 *
 * @param mappings instances of the framework's mappings, by type and prefix
 * @param sources values of the framework and of the program, with unexpanded expressions
 * @param own the program's mappings, which are read at each start
 * @param converters the framework's converters, in the form in which its builder keeps them
 */
record BuiltInConfig(
        Map<Class<?>, Map<String, Object>> mappings,
        List<ConfigSource> sources,
        List<ConfigClass> own,
        Map<Type, ?> converters) {

    private static final String OWN = "codegen";

    /** Settings of the framework that refer to a variable. The program reads them at each start and passes them on. */
    private static final Set<String> READ_AT_START = Set.of("quarkus.s3.endpoint-override");

    /** Part of the binary, because this class is initialized during the build. */
    static final BuiltInConfig INSTANCE = read();

    private static BuiltInConfig read() {
        // This initializes the settings that are fixed at build time. They are used below.
        initialize("io.quarkus.runner.ApplicationImpl");
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        AbstractConfigBuilder.withCustomizer(builder, "io.quarkus.runtime.generated.RunTimeConfig");
        // Must be the last customizer: the variables and files of the build machine must not count.
        builder.withCustomizers(new WithoutMachineSources());
        SmallRyeConfig config = builder.build();
        checkValues(config);
        setLevel(config);
        Map<Class<?>, Map<String, Object>> mappings = new HashMap<>();
        List<ConfigClass> own = new ArrayList<>();
        for (ConfigClass mapping : builder.getMappingsBuilder().getMappings()) {
            if (isOwn(mapping.getPrefix())) {
                own.add(mapping);
            } else {
                put(mappings, mapping, config.getConfigMapping(mapping.getType(), mapping.getPrefix()));
            }
        }
        builder.getMappingsBuilder().getMappingsInstances().forEach((mapping, it) -> put(mappings, mapping, it));
        List<ConfigSource> sources = new ArrayList<>();
        config.getConfigSources().forEach(source -> sources.add(BuiltInSource.of(source)));
        return new BuiltInConfig(mappings, sources, own, new HashMap<>(builder.getConverters()));
    }

    /** Sets the log level in the binary, so that the start does not have to. */
    private static void setLevel(SmallRyeConfig config) {
        LogContext context = LogContext.getLogContext();
        config.getOptionalValue("quarkus.log.level", String.class)
                .ifPresent(level -> context.getLogger("").setLevel(context.getLevelForName(level)));
    }

    private static void put(Map<Class<?>, Map<String, Object>> mappings, ConfigClass mapping, Object instance) {
        mappings.computeIfAbsent(mapping.getType(), type -> new HashMap<>()).put(mapping.getPrefix(), instance);
    }

    /** Fails if a setting of the framework depends on the machine, because such a setting cannot be converted during the build. */
    private static void checkValues(SmallRyeConfig config) {
        Set<String> unexpected = new TreeSet<>();
        for (String name : config.getPropertyNames()) {
            String value = Expressions.withoutExpansion(
                    () -> config.getConfigValue(name).getRawValue());
            if (value != null
                    && name.startsWith("quarkus.")
                    && dependsOnMachine(value)
                    && !READ_AT_START.contains(name)) {
                unexpected.add(name + "=" + value);
            }
        }
        if (!unexpected.isEmpty()) {
            throw new IllegalStateException(
                    "Settings that depend on the machine on which the binary runs: " + unexpected);
        }
    }

    private static boolean dependsOnMachine(String value) {
        return value.replace("${quarkus.", "").replace("${java.io.tmpdir}", "").contains("${");
    }

    private static boolean isOwn(String prefix) {
        return prefix.equals(OWN) || prefix.startsWith(OWN + ".");
    }

    private static void initialize(String type) {
        try {
            Class.forName(type, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Creates the configuration for a start, without the framework's mappings. The sources of the machine have precedence over
     * those of the binary.
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // The builder's type for a converter is not public.
    SmallRyeConfig with(SmallRyeConfigBuilder builder, List<ConfigSource> machine) {
        new QuarkusConfigBuilderCustomizer().configBuilder(builder);
        builder.forClassLoader(Thread.currentThread().getContextClassLoader())
                .addDefaultInterceptors()
                .withSources(machine)
                .withSources(sources);
        ((Map) builder.getConverters()).putAll(converters);
        own.forEach(builder::withMapping);
        return builder.build();
    }
}
