package io.codegeneration.generation.reply;

import java.util.Optional;

/** Returns file names in their stored form. */
public final class TestNames {

    private TestNames() {}

    public static Optional<String> clean(String name) {
        return FileName.clean(name).map(FileName::value);
    }
}
