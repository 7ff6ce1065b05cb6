package io.codegeneration.bedrock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * The guardrail that instructions and replies have to pass.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html">Guardrails</a>
 */
@ConfigMapping(prefix = "codegen.guardrail")
interface GuardrailConfig {

    /** Id or ARN of the guardrail; none by default. */
    Optional<String> id();

    /** Its version, a number or {@code DRAFT}. */
    @WithDefault("DRAFT")
    String version();
}
