package io.codegeneration.local;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the settings of this package. It uses no configuration mapping, because a mapping is registered in every build, even
 * if the beans that use it are excluded, and the production build must not know these settings.
 */
@ApplicationScoped
class LocalSettings {

    @Produces
    @Singleton
    LocalConfig local(
            @ConfigProperty(name = "codegen.local.directory", defaultValue = "target/code-generation") Path directory,
            @ConfigProperty(name = "codegen.local.slowness", defaultValue = "10s") Duration slowness) {
        return new LocalConfig(directory, slowness);
    }

    @Produces
    @Singleton
    OpenAiConfig openAi(
            @ConfigProperty(name = "codegen.openai.base-url", defaultValue = "http://localhost:11434/v1") URI baseUrl,
            @ConfigProperty(name = "codegen.openai.model") Optional<String> model,
            @ConfigProperty(name = "codegen.openai.api-key") Optional<String> apiKey) {
        return new OpenAiConfig(baseUrl, model, apiKey);
    }
}
