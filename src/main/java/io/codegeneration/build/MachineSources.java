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

/** What is set where the program runs: variables, system properties, a file of either kind. */
final class MachineSources extends SmallRyeConfigBuilder {

    /** As a property or a variable, for all profiles or for one. */
    private static final Pattern FRAMEWORKS =
            Pattern.compile("(%[^.]*\\.|_[^_]+_)?(quarkus|smallrye|mp)[._]", Pattern.CASE_INSENSITIVE);

    /** Of the file of settings; variables and properties come above it. */
    private static final int LEAST_ORDINAL = 260;

    private static final Logger LOG = Logger.getLogger(MachineSources.class);

    private static boolean changeTheFramework;

    private final List<ConfigSource> sources = getSystemSources();

    /** Variables and properties; not the file of settings. */
    List<ConfigSource> sources() {
        return sources;
    }

    /** Whether anything is set that is not the program's own: everything has to be read again then. */
    boolean concernTheFramework() {
        changeTheFramework = Files.exists(Path.of("config", "application.properties"))
                || sources.stream().anyMatch(MachineSources::namesTheFramework);
        return changeTheFramework;
    }

    /** What {@link #concernTheFramework} said at this start. */
    static boolean changeTheFramework() {
        return changeTheFramework;
    }

    /** Logs the names that are set to another value than the build had and have been fixed since. */
    static void warnOfChanges(List<ConfigValue> built) {
        changed(built, ConfigProvider.getConfig().getConfigSources())
                .forEach(name ->
                        LOG.warnf("%s was set when the program was built, and cannot be changed any more", name));
    }

    /**
     * The names that are set on the machine to another value than the build had.
     *
     * @param built the values of the build
     * @param sources all sources of this start, those of the build among them
     */
    static List<String> changed(List<ConfigValue> built, Iterable<ConfigSource> sources) {
        return built.stream()
                .filter(value -> values(value.getName(), sources).anyMatch(now -> !now.equals(value.getRawValue())))
                .map(ConfigValue::getName)
                .toList();
    }

    /** Logs the names that are set and out of date. */
    static void warnOfDeprecation(Map<String, String> replacements) {
        Iterable<ConfigSource> sources = ConfigProvider.getConfig().getConfigSources();
        replacements.forEach((name, replacement) -> {
            if (values(name, sources).findAny().isPresent()) {
                LOG.warnf("%s is out of date%s", name, replacement == null ? "" : ": use " + replacement);
            }
        });
    }

    /** What is set on the machine for a name. The fixed values of the build have a high ordinal, too. */
    private static Stream<String> values(String name, Iterable<ConfigSource> sources) {
        return StreamSupport.stream(sources.spliterator(), false)
                .filter(source -> source.getOrdinal() >= LEAST_ORDINAL
                        && !source.getName().equals(BuiltInSource.FIXED))
                .map(source -> source.getValue(name))
                .filter(Objects::nonNull);
    }

    private static boolean namesTheFramework(ConfigSource source) {
        for (String name : source.getPropertyNames()) {
            if (FRAMEWORKS.matcher(name).lookingAt()) {
                return true;
            }
        }
        return false;
    }
}
