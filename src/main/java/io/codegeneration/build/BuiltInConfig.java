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
 * The framework's settings, read and converted while the binary is built, so that its start only has to read the program's
 * own. Made once, in the build, and then part of the binary.
 *
 * @param mappings instances of the framework's mappings, by type and prefix
 * @param sources values as written, expressions unexpanded, of the framework and of the program
 * @param own the program's mappings, which are read at each start
 * @param converters what reads values of the framework's types, in the form that its builder keeps them in
 */
record BuiltInConfig(
        Map<Class<?>, Map<String, Object>> mappings,
        List<ConfigSource> sources,
        List<ConfigClass> own,
        Map<Type, ?> converters) {

    private static final String OWN = "codegen";

    /** A value of the framework that is read from a variable at each start: by the program, which hands it on. */
    private static final Set<String> READ_AT_START = Set.of("quarkus.s3.endpoint-override");

    /** Part of the binary, since this class is initialized when that is built. */
    static final BuiltInConfig INSTANCE = read();

    private static BuiltInConfig read() {
        // The framework's own first phase comes before; fixed settings are taken over from it.
        initialize("io.quarkus.runner.ApplicationImpl");
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        AbstractConfigBuilder.withCustomizer(builder, "io.quarkus.runtime.generated.RunTimeConfig");
        // Last: neither variables nor files of the machine that builds.
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

    /** Every logger of the binary then has its level, and the start none to set. */
    private static void setLevel(SmallRyeConfig config) {
        LogContext context = LogContext.getLogContext();
        config.getOptionalValue("quarkus.log.level", String.class)
                .ifPresent(level -> context.getLogger("").setLevel(context.getLevelForName(level)));
    }

    private static void put(Map<Class<?>, Map<String, Object>> mappings, ConfigClass mapping, Object instance) {
        mappings.computeIfAbsent(mapping.getType(), type -> new HashMap<>()).put(mapping.getPrefix(), instance);
    }

    /** What a variable of the machine can change must not be converted here. */
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
            throw new IllegalStateException("Settings that depend on where the binary runs: " + unexpected);
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
     * The configuration of this start: the given sources over those of the binary. The framework's mappings are not in it
     * yet.
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // The builder's own form of a converter has no public name.
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
