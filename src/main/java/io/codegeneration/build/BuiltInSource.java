package io.codegeneration.build;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A source of the build that lists the program's names alone, since looking through all the others is what takes time, and
 * that knows its values by their names, where the framework's own looks for patterns too.
 */
record BuiltInSource(ConfigSource source, Set<String> names, Map<String, String> values) implements ConfigSource {

    /** Of the settings that are fixed; the framework looks for this source by name and type. */
    static final String FIXED = "BuildTime RunTime Fixed";

    private static final String OWN = "codegen.";

    static ConfigSource of(ConfigSource source) {
        if (source.getName().equals(FIXED)) {
            return source;
        }
        Set<String> names = source.getPropertyNames();
        Map<String, String> values = new HashMap<>();
        names.stream()
                .filter(name -> source.getValue(name) != null)
                .forEach(name -> values.put(name, source.getValue(name)));
        return new BuiltInSource(
                source,
                names.stream().filter(name -> name.startsWith(OWN)).collect(Collectors.toUnmodifiableSet()),
                values);
    }

    @Override
    public Set<String> getPropertyNames() {
        return names;
    }

    @Override
    public String getValue(String name) {
        String value = values.get(name);
        return value != null || hasNoPattern(name) ? value : source.getValue(name);
    }

    /** Of the program's own names, the members of lists alone are patterns. */
    private static boolean hasNoPattern(String name) {
        return name.contains(OWN) && name.indexOf('[') < 0;
    }

    @Override
    public String getName() {
        return source.getName();
    }

    @Override
    public int getOrdinal() {
        return source.getOrdinal();
    }
}
