package io.codegeneration.blackbox;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Relay;
import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import io.quarkus.bootstrap.app.RunningQuarkusApplication;
import io.quarkus.bootstrap.app.StartupAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program on this JVM, with the adapters of production, in class loaders of its own: a suite shares no class with it.
 * One program serves all suites, because it takes seconds to start and because the mock of Lambda's event server serves only
 * the program that was started last.
 */
final class JvmProgram implements Program {

    private static final String PORT = "quarkus.lambda.mock-event-server.test-port";

    private final List<AutoCloseable> parts;
    private final Backend backend;
    private final List<Relay> relays;
    private final String url;
    private final ApiClient api;

    private JvmProgram(List<AutoCloseable> parts, Backend backend, List<Relay> relays, String url, ApiClient api) {
        this.parts = parts;
        this.backend = backend;
        this.relays = relays;
        this.url = url;
        this.api = api;
    }

    static JvmProgram start() throws Exception {
        Backend backend = Backend.start();
        List<Relay> relays = List.of(
                Relay.before(backend.bedrock().url(), null),
                Relay.before(backend.proxy().url(), null));
        Map<String, String> settings = new HashMap<>(backend.properties());
        settings.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", relays.get(0).url());
        settings.put("AWS_ENDPOINT_URL_S3", relays.get(1).url());
        List<AutoCloseable> parts = new ArrayList<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            CuratedApplication built = build();
            StartupAction startup = built.createAugmentor().createInitialRuntimeApplication();
            Thread.currentThread().setContextClassLoader(startup.getClassLoader());
            startup.getOrInitialiseDevServicesProperties();
            startup.overrideConfig(settings);
            RunningQuarkusApplication running = startup.run();
            int port = running.getConfigValue(PORT, Integer.class).orElseThrow();
            parts.add(running);
            parts.add(built);
            parts.addAll(relays);
            parts.add(backend);
            String url = "http://localhost:" + port;
            return new JvmProgram(parts, backend, relays, url, new ApiClient(url));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static CuratedApplication build() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        Path target = root.resolve("target");
        return QuarkusBootstrap.builder()
                .setBaseName("black box")
                .setFlatClassPath(true)
                .setIsolateDeployment(true)
                .setMode(QuarkusBootstrap.Mode.TEST)
                .setTest(true)
                .setProjectRoot(root)
                .setTargetDirectory(target)
                .setApplicationRoot(target.resolve("classes"))
                .build()
                .bootstrap();
    }

    /** The same program, called by plain HTTP only. */
    Program overHttp() {
        return new JvmProgram(List.of(), backend, relays, url, ApiClient.withoutEvents(url));
    }

    @Override
    public ApiClient api() {
        return api;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public List<Relay> relays() {
        return relays;
    }

    @Override
    public void whileIdle(Interruption interruption) throws Exception {
        interruption.happen();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }
}
