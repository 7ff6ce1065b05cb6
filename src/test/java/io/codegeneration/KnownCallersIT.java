package io.codegeneration;

import io.codegeneration.testing.Backend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class KnownCallersIT extends KnownCallers {

    private static NativeFunction function;

    @BeforeAll
    static void start() {
        function = new NativeFunction();
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
