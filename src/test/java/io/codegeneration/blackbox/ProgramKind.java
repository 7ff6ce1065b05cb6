package io.codegeneration.blackbox;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the program runs while suites test it. The system property {@value #PROPERTY} lists the kinds by name, separated by
 * commas; the default is {@code jvm}.
 */
enum ProgramKind {
    /** On the JVM behind an emulator of Lambda. */
    JVM(true),

    /** On the JVM, called through its own HTTP server, as in dev mode. */
    JVM_HTTP(false),

    /** The native binary behind an emulator of Lambda. */
    BINARY(true),

    /** The native binary, stopped while it is idle, as Lambda freezes it; for the suites that close connections. */
    FROZEN_BINARY(true);

    static final String PROPERTY = "blackbox.programs";

    private final boolean takesEvents;

    ProgramKind(boolean takesEvents) {
        this.takesEvents = takesEvents;
    }

    /** The kinds that the build asks for. */
    static Set<ProgramKind> wanted() {
        return Stream.of(System.getProperty(PROPERTY, "jvm").split(","))
                .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a test can send an event of its own. */
    boolean takesEvents() {
        return takesEvents;
    }

    /** Whether a suite can run so. */
    boolean suits(BlackBox suite) {
        return switch (this) {
            case JVM, JVM_HTTP -> true;
            case BINARY -> suite.binary();
            case FROZEN_BINARY -> suite.closesConnections();
        };
    }
}
