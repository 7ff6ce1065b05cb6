package io.codegeneration.local;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.model.Models;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Tells a developer at start which model answers, where files go, and how to get another. */
@ApplicationScoped
class Greeting {

    private static final Logger LOG = Logger.getLogger(Greeting.class);

    void greet(
            @Observes StartupEvent start,
            LaunchMode mode,
            GenerationConfig config,
            LocalConfig local,
            Models models,
            ObjectStore store) {
        if (mode != LaunchMode.DEVELOPMENT) {
            return;
        }
        boolean folder = config.store().provider().equals("folder");
        LOG.infof(
                "Model: %s (%s). Files go to %s. For another model: -Dcodegen.model.provider=openai"
                        + " -Dcodegen.openai.model=NAME (Ollama, LM Studio, llama.cpp),"
                        + " or -Dquarkus.profile=aws -Dcodegen.bucket=NAME (Bedrock and S3)",
                models.offers().get(0).id(),
                config.model().provider(),
                folder ? local.directory().toAbsolutePath() : "bucket " + store.bucket());
    }
}
