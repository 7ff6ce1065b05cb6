package io.codegeneration.bedrock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * The guardrail for instructions and replies.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html">Guardrails</a>
 */
@ConfigMapping(prefix = "codegen.guardrail")
interface GuardrailConfig {

    /** Id or ARN of the guardrail; the default is none. */
    Optional<String> id();

    /** Version of the guardrail: a number, or {@code DRAFT}. */
    @WithDefault("DRAFT")
    String version();
}
