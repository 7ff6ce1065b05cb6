package io.codegeneration.blackbox;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.LambdaRuntime;
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
 * One program of a kind serves all suites, because it takes seconds to start. It takes events from an emulator of Lambda, and
 * plain HTTP by its own server.
 */
final class JvmProgram implements Program {

    private static final String RUNTIME_API = "quarkus-internal.aws-lambda.test-api";
    private static final String HTTP_PORT = "quarkus.http.test-port";

    private final List<AutoCloseable> parts;
    private final Backend backend;
    private final List<Relay> relays;
    private final ApiClient api;
    private final ApiClient http;

    private JvmProgram(List<AutoCloseable> parts, Backend backend, List<Relay> relays, ApiClient api, ApiClient http) {
        this.parts = parts;
        this.backend = backend;
        this.relays = relays;
        this.api = api;
        this.http = http;
    }

    /** The servers that the programs call. All programs of a JVM share them, because they share the S3 client. */
    record Services(Backend backend, List<Relay> relays) implements AutoCloseable {

        static Services start() {
            Backend backend = Backend.start();
            return new Services(
                    backend,
                    List.of(
                            Relay.before(backend.bedrock().url(), null),
                            Relay.before(backend.proxy().url(), null)));
        }

        @Override
        public void close() throws Exception {
            for (Relay relay : relays) {
                relay.close();
            }
            backend.close();
        }
    }

    static JvmProgram start(Services services) throws Exception {
        Backend backend = services.backend();
        List<Relay> relays = services.relays();
        LambdaRuntime runtime = LambdaRuntime.start();
        Map<String, String> settings = new HashMap<>(backend.properties());
        settings.put(RUNTIME_API, runtime.address());
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
            int port = running.getConfigValue(HTTP_PORT, Integer.class).orElseThrow();
            parts.add(running);
            parts.add(built);
            parts.add(runtime);
            return new JvmProgram(
                    parts,
                    backend,
                    relays,
                    new ApiClient(runtime.frontUrl()),
                    ApiClient.withoutEvents("http://localhost:" + port));
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

    /** The same program, called through its own HTTP server. */
    Program overHttp() {
        return new JvmProgram(List.of(), backend, relays, http, http);
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
    public void whileIdle(IdleAction action) throws Exception {
        action.happen();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }
}
