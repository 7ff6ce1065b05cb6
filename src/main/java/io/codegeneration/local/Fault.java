package io.codegeneration.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Models of dev mode that fail as their names say, to try a client against. */
enum Fault {
    /** Every call is throttled. */
    THROTTLE,
    /** Every reply is cut in the middle of its code. */
    TRUNCATE,
    /** The model declines. */
    REFUSE,
    /** The reply takes its time. */
    SLOW,
    /** Every call fails. */
    UNAVAILABLE,
    /** The reply holds nothing. */
    EMPTY,
    /** The code is written but cannot be stored. */
    STORAGE;

    private static final String PREFIX = "fault-";

    /** The model's name, for example {@code fault-throttle}. */
    String model() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    static List<String> models() {
        return Arrays.stream(values()).map(Fault::model).toList();
    }

    /** The fault that a model of this name has. */
    static Optional<Fault> of(String model) {
        return Arrays.stream(values())
                .filter(fault -> fault.model().equals(model))
                .findFirst();
    }
}
