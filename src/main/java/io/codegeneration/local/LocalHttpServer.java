package io.codegeneration.local;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.ShutdownContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.shutdown.ShutdownConfig;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.VertxHttpBuildTimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.quarkus.vertx.http.runtime.management.ManagementInterfaceBuildTimeConfig;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Serves the API over HTTP in dev mode and in tests, on {@code quarkus.http.port} or {@code quarkus.http.test-port}. The
 * Lambda extension starts no such server: it sends every request through its mock of Lambda's event server, one at a time
 * and as a whole.
 */
@ApplicationScoped
class LocalHttpServer {

    /** After every other observer of the start, so that the first request finds a program that is ready. */
    private static final int LAST = Integer.MAX_VALUE;

    private static final int BEFORE_READERS_OF_HEADERS = 10_000;

    private static final int EVENT_LOOPS = 2 * Runtime.getRuntime().availableProcessors();

    private final Vertx vertx;
    private final SmallRyeConfig config;
    private final ValueRegistry values;
    private final LaunchMode mode;
    private final Deque<Runnable> atShutdown = new ArrayDeque<>();

    LocalHttpServer(Vertx vertx, SmallRyeConfig config, ValueRegistry values, LaunchMode mode) {
        this.vertx = vertx;
        this.config = config;
        this.values = values;
        this.mode = mode;
    }

    void register(@Observes Filters filters) {
        filters.register(LocalHttpServer::joinHeaders, BEFORE_READERS_OF_HEADERS);
    }

    /** Joins the values of a repeated header, as API Gateway and Function URLs do for their events. */
    private static void joinHeaders(RoutingContext routing) {
        MultiMap headers = routing.request().headers();
        boolean plain = !(headers instanceof QuarkusHttpHeaders);
        for (String name : headers.names()) {
            List<String> values = headers.getAll(name);
            if (plain && values.size() > 1) {
                headers.set(
                        name, String.join(name.equalsIgnoreCase(HttpHeaders.COOKIE.toString()) ? "; " : ",", values));
            }
        }
        routing.next();
    }

    void start(@Observes @Priority(LAST) StartupEvent event) throws IOException {
        VertxHttpRecorder recorder = new VertxHttpRecorder(
                config.getConfigMapping(VertxHttpBuildTimeConfig.class),
                config.getConfigMapping(ManagementInterfaceBuildTimeConfig.class),
                value(VertxHttpConfig.class),
                value(ManagementConfig.class),
                value(ShutdownConfig.class),
                new RuntimeValue<>(values));
        boolean virtual = false;
        boolean socket = true;
        boolean auxiliary = false;
        boolean withoutWebSockets = true;
        recorder.startServer(
                () -> vertx,
                shutdown(),
                mode,
                virtual,
                socket,
                () -> EVENT_LOOPS,
                List.of(),
                auxiliary,
                withoutWebSockets);
    }

    void stop(@Observes ShutdownEvent event) {
        atShutdown.forEach(Runnable::run);
    }

    private <T> RuntimeValue<T> value(Class<T> mapping) {
        return new RuntimeValue<>(config.getConfigMapping(mapping));
    }

    private ShutdownContext shutdown() {
        return new ShutdownContext() {
            @Override
            public void addShutdownTask(Runnable task) {
                atShutdown.addFirst(task);
            }

            @Override
            public void addLastShutdownTask(Runnable task) {
                atShutdown.addLast(task);
            }
        };
    }
}
