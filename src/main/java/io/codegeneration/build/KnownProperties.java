package io.codegeneration.build;

/** What libraries would look for at each start, and of which the outcome is known. A property that is set wins. */
final class KnownProperties {

    private KnownProperties() {}

    static void set() {
        // Else the implementation is looked for among all services.
        setDefault("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        // Part of no line of the log, and yet looked up, in the DNS too.
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
