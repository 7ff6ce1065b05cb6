package io.codegeneration.build;

/** System properties that save libraries a search at each start. A property that is already set is kept. */
final class KnownProperties {

    private KnownProperties() {}

    static void set() {
        // Without it, the library searches all services for an implementation.
        setDefault("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        // The log does not contain host names, but the log manager would look them up, even in DNS.
        setDefault("jboss.qualified.host.name", "localhost");
        setDefault("jboss.host.name", "localhost");
        setDefault("jboss.node.name", "localhost");
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
