package io.codegeneration.build;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;

/** The settings of the machine on which the program runs: variables, system properties, and a file. */
final class MachineSources extends SmallRyeConfigBuilder {

    /** Names of framework settings, as properties or variables, with or without a profile. */
    private static final Pattern FRAMEWORK_NAME =
            Pattern.compile("(%[^.]*\\.|_[^_]+_)?(quarkus|smallrye|mp)[._]", Pattern.CASE_INSENSITIVE);

    /** The ordinal of the settings file. Variables and system properties have higher ones. */
    private static final int MIN_ORDINAL = 260;

    private static final Logger LOG = Logger.getLogger(MachineSources.class);

    private static boolean configureFramework;

    private final List<ConfigSource> sources = getSystemSources();

    /** Returns variables and system properties, without the settings file. */
    List<ConfigSource> sources() {
        return sources;
    }

    /** Returns whether a setting of the framework may be set. The whole configuration must then be read again. */
    boolean detectFrameworkSettings() {
        configureFramework = Files.exists(Path.of("config", "application.properties"))
                || sources.stream().anyMatch(MachineSources::hasFrameworkName);
        return configureFramework;
    }

    /** Returns the result of {@link #detectFrameworkSettings} at this start. */
    static boolean configureFramework() {
        return configureFramework;
    }

    /** Warns of settings that are fixed at build time but set to another value on the machine. */
    static void warnOfChanges(List<ConfigValue> built) {
        changed(built, ConfigProvider.getConfig().getConfigSources())
                .forEach(name -> LOG.warnf("%s was fixed when the program was built and cannot be changed", name));
    }

    /**
     * Returns the names of settings that have another value on the machine than in the build.
     *
     * @param built the values of the build
     * @param sources all sources of this start, including those of the build
     */
    static List<String> changed(List<ConfigValue> built, Iterable<ConfigSource> sources) {
        return built.stream()
                .filter(value -> values(value.getName(), sources).anyMatch(now -> !now.equals(value.getRawValue())))
                .map(ConfigValue::getName)
                .toList();
    }

    /** Warns of deprecated settings that are set on the machine. */
    static void warnOfDeprecation(Map<String, String> replacements) {
        Iterable<ConfigSource> sources = ConfigProvider.getConfig().getConfigSources();
        replacements.forEach((name, replacement) -> {
            if (values(name, sources).findAny().isPresent()) {
                LOG.warnf("%s is deprecated%s", name, replacement == null ? "" : ": use " + replacement);
            }
        });
    }

    /** Returns the values of a setting on the machine. The fixed values of the build also have a high ordinal, but do not count. */
    private static Stream<String> values(String name, Iterable<ConfigSource> sources) {
        return StreamSupport.stream(sources.spliterator(), false)
                .filter(source ->
                        source.getOrdinal() >= MIN_ORDINAL && !source.getName().equals(BuiltInSource.FIXED))
                .map(source -> source.getValue(name))
                .filter(Objects::nonNull);
    }

    private static boolean hasFrameworkName(ConfigSource source) {
        for (String name : source.getPropertyNames()) {
            if (FRAMEWORK_NAME.matcher(name).lookingAt()) {
                return true;
            }
        }
        return false;
    }
}
