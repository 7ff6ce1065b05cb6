package io.codegeneration.generation.submission;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.job.JobQueue;
import io.codegeneration.generation.making.RequestReader;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ModelCatalog;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Connects the core with the adapters that the configuration chooses, and refuses to start if the configuration is wrong. */
@ApplicationScoped
class Wiring {

    private static final Duration LONGEST_MAX_AGE = Duration.ofHours(6);
    private static final Duration LONGEST_RETENTION = Duration.ofHours(48);

    private final GenerationConfig config;

    Wiring(GenerationConfig config) {
        this.config = config;
    }

    /** If a setting is wrong, stops the start with one line that names its variable. */
    void check(@Observes StartupEvent start, CodeModel model, ObjectStore store, JobQueue jobs, ModelCatalog catalog) {
        catalog.check();
        if (config.model().maxTokens() < RequestReader.MIN_MAX_TOKENS) {
            throw new ConfigurationException("CODEGEN_MODEL_MAX_TOKENS is "
                    + config.model().maxTokens()
                    + ", but must be at least "
                    + RequestReader.MIN_MAX_TOKENS);
        }
        if (config.model().continuations() < 0) {
            throw new ConfigurationException("CODEGEN_MODEL_CONTINUATIONS must be 0 or more");
        }
        if (config.model().id().isBlank()) {
            throw new ConfigurationException("CODEGEN_MODEL_ID is empty: set it to a model id, profile id or ARN");
        }
        check("CODEGEN_JOBS_MAX_AGE", config.jobs().maxAge(), LONGEST_MAX_AGE, "6h, as Lambda keeps events");
        check(
                "CODEGEN_IDEMPOTENCY_RETENTION",
                config.idempotency().retention(),
                LONGEST_RETENTION,
                "48h, when the bucket removes claims");
    }

    private static void check(String variable, Duration value, Duration most, String mostAndWhy) {
        if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
            throw new ConfigurationException(variable + " must be more than 0 and at most " + mostAndWhy);
        }
    }

    @Produces
    @Singleton
    CodeModel model(@Any Instance<CodeModel> models) {
        return choose(models, config.model().provider(), "CODEGEN_MODEL_PROVIDER");
    }

    @Produces
    @Singleton
    ObjectStore store(@Any Instance<ObjectStore> stores) {
        return choose(stores, config.store().provider(), "CODEGEN_STORE_PROVIDER");
    }

    @Produces
    @Singleton
    JobQueue jobs(@Any Instance<JobQueue> queues) {
        return choose(queues, config.jobs().provider(), "CODEGEN_JOBS_PROVIDER");
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Sleeper sleeper() {
        return time -> Thread.sleep(time.toMillis());
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }

    private static <T> T choose(Instance<T> adapters, String name, String variable) {
        Instance<T> chosen = adapters.select(new Provider.Literal(name));
        if (chosen.isUnsatisfied()) {
            throw new ConfigurationException(variable + " is '" + name + "', which is not available in this build");
        }
        return chosen.get();
    }
}
