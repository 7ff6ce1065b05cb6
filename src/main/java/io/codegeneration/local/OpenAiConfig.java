package io.codegeneration.local;

import java.net.URI;
import java.util.Optional;

/**
 * A server that speaks OpenAI's protocol, such as Ollama, LM Studio or llama.cpp.
 *
 * @param baseUrl up to and including the version ({@code codegen.openai.base-url}): {@code /chat/completions} is added
 * @param model the model's name at that server ({@code codegen.openai.model}); required for the provider {@code openai}
 * @param apiKey sent as a bearer token, if the server requires one ({@code codegen.openai.api-key})
 */
record OpenAiConfig(URI baseUrl, Optional<String> model, Optional<String> apiKey) {}
