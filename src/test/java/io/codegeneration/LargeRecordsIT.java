package io.codegeneration;

import io.codegeneration.testing.Backend;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With a heap that holds fewer records than there are. */
class LargeRecordsIT extends LargeRecords {

    private static NativeFunction function;

    @BeforeAll
    static void start() {
        function = new NativeFunction(Backend.start(), Map.of(), runtime -> Map.of(), "-Xmx100m");
    }

    @AfterAll
    static void stop() {
        function.close();
    }

    @Override
    String address() {
        return function.runtime.frontUrl();
    }

    @Override
    Backend backend() {
        return function.backend;
    }
}
