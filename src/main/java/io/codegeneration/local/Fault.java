package io.codegeneration.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Models of dev mode that fail as their names say, for trying a client. */
enum Fault {
    /** Every call is throttled. */
    THROTTLE,
    /** Every reply is truncated in the middle of its code, as at its limit of tokens. */
    TRUNCATE,
    /** Every reply breaks off in the middle of its code. */
    INTERRUPT,
    /** The model declines. */
    REFUSE,
    /** The reply comes late. */
    SLOW,
    /** Every call fails. */
    UNAVAILABLE,
    /** The reply is empty. */
    EMPTY,
    /** The model replies, but the code cannot be stored. */
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
