package io.codegeneration.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** A server that speaks OpenAI's protocol, such as Ollama, LM Studio or llama.cpp. */
@ConfigMapping(prefix = "codegen.openai")
interface OpenAiConfig {

    /** Up to and including the version: {@code /chat/completions} is added. */
    @WithDefault("http://localhost:11434/v1")
    URI baseUrl();

    /** The model's name at that server; required for the provider {@code openai}. */
    Optional<String> model();

    /** Sent as a bearer token, where the server wants one. */
    Optional<String> apiKey();
}
