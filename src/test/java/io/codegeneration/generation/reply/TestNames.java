package io.codegeneration.generation.reply;

import java.util.Optional;

/** Names of files as this package would store them. */
public final class TestNames {

    private TestNames() {}

    public static Optional<String> clean(String name) {
        return FileName.clean(name).map(FileName::value);
    }
}
