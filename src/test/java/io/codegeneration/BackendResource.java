package io.codegeneration;

import io.codegeneration.testing.Backend;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Gives a test on the JVM the adapters of production, pointed at servers of its own. */
public class BackendResource implements QuarkusTestResourceLifecycleManager {

    private Backend backend;

    @Override
    public Map<String, String> start() {
        backend = Backend.start();
        Map<String, String> settings = new HashMap<>();
        backend.variables().forEach((variable, value) -> settings.put(property(variable), value));
        settings.put("codegen.model.provider", "bedrock");
        settings.put("codegen.store.provider", "s3");
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(backend, new TestInjector.MatchesType(Backend.class));
    }

    @Override
    public void stop() {
        if (backend != null) {
            backend.close();
        }
    }

    final Backend backend() {
        return backend;
    }

    /** Only the environment's own variables are found under the names of properties. */
    private static String property(String variable) {
        return variable.startsWith("CODEGEN_")
                ? variable.toLowerCase(Locale.ROOT)
                        .replaceAll("_(\\d+)__", "[$1].")
                        .replace("_price", "-price")
                        .replace('_', '.')
                : variable;
    }
}
