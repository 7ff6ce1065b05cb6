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
 * Reads the settings of this package. Not by a mapping: mappings are registered in every build, even where the beans that
 * use them are left out, and a production build is to know nothing of these.
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
