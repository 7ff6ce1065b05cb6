package io.codegeneration.build;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A source from the build that is fast to search: it lists only the program's own names, and it looks values up by their exact
 * names before it asks the framework's source, which also matches patterns.
 */
record BuiltInSource(ConfigSource source, Set<String> names, Map<String, String> values) implements ConfigSource {

    /** The source of the settings that are fixed at build time. The framework finds it by its name and type. */
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
        return value != null || isExact(name) ? value : source.getValue(name);
    }

    /** Of the program's own names, only those of list elements match patterns. */
    private static boolean isExact(String name) {
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
