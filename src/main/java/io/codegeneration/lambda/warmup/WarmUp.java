package io.codegeneration.lambda.warmup;

import io.codegeneration.aws.ServiceConnections;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Opens connections beside the rest of the start, and sends a request through the program before the first event. Both are
 * limited in time. If anything fails, the start continues.
 */
@Singleton
class WarmUp {

    /** The priority of this observer of the start; the default is 2500. */
    private static final int BEFORE_OTHERS = 1;

    private record Step(String name, FutureTask<String> outcome) {}

    private static final Logger LOG = Logger.getLogger(WarmUp.class);

    private final WarmUpConfig config;
    private final WarmUpRequest request;
    private final Iterable<ServiceConnections> services;
    private final Optional<String> runtime;
    private final List<Step> steps = new ArrayList<>();
    private long begun;

    @Inject
    WarmUp(
            WarmUpConfig config,
            WarmUpRequest request,
            @Any Instance<ServiceConnections> services,
            @ConfigProperty(name = "aws.lambda.runtime.api") Optional<String> runtime) {
        this(config, request, (Iterable<ServiceConnections>) services, runtime);
    }

    WarmUp(
            WarmUpConfig config,
            WarmUpRequest request,
            Iterable<ServiceConnections> services,
            Optional<String> runtime) {
        this.config = config;
        this.request = request;
        this.services = services;
        this.runtime = runtime;
    }

    void begin(@Observes @Priority(BEFORE_OTHERS) StartupEvent event) {
        if (wanted()) {
            try {
                begin();
                FirstEvent.before(this::finish);
            } catch (RuntimeException e) {
                LOG.debug("The warm-up failed", e);
            }
        }
    }

    private boolean wanted() {
        return config.enabled() && runtime.isPresent() && LaunchMode.current() == LaunchMode.NORMAL;
    }

    /** Starts to create clients and to open connections. */
    void begin() {
        begun = System.nanoTime();
        for (ServiceConnections service : services) {
            step(service.name(), () -> {
                service.connect();
                return "connected";
            });
            step(service.name() + " client", () -> {
                service.createClient();
                return "created";
            });
        }
    }

    /** Sends the request, and waits for everything within the limit. */
    void finish() {
        step("request", () -> request.run() ? "done" : "failed");
        StringBuilder line = new StringBuilder();
        for (Step step : steps) {
            line.append(", ").append(step.name()).append(' ').append(outcome(step));
        }
        services.forEach(ServiceConnections::readPending);
        LOG.debugf(
                "Warmed up in %d ms%s",
                Duration.ofNanos(System.nanoTime() - begun).toMillis(), line);
    }

    private void step(String name, Callable<String> work) {
        FutureTask<String> outcome = new FutureTask<>(() -> {
            String result = work.call();
            return result + " after "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis();
        });
        Thread thread = new Thread(outcome, "warm-up " + name);
        thread.setDaemon(true);
        thread.start();
        steps.add(new Step(name, outcome));
    }

    private String outcome(Step step) {
        long left = config.limit().toNanos() - (System.nanoTime() - begun);
        try {
            return step.outcome().get(Math.max(left, 0), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return "failed: " + e.getCause();
        } catch (TimeoutException e) {
            return "not ready";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
