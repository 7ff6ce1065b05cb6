package io.codegeneration.bedrock;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The application inference profiles through which models are called, so that their cost can be told apart by tags. Everything but
 * the call itself knows a model by its own name. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles.html">Inference profiles</a>
 */
@Singleton
class ApplicationProfiles {

    private static final Pattern ARN =
            Pattern.compile("arn:[^:]+:bedrock:[^:]+:[^:]+:application-inference-profile/[^/]+");

    private final Map<String, String> arns = new HashMap<>();

    /** @throws ConfigurationException if an ARN is not that of such a profile, or a model has two */
    ApplicationProfiles(BedrockConfig config) {
        for (BedrockConfig.Profile profile : config.profiles()) {
            if (!ARN.matcher(profile.arn()).matches()) {
                throw new ConfigurationException("CODEGEN_BEDROCK_PROFILES: '" + profile.arn()
                        + "' is not the ARN of an application inference profile");
            }
            if (arns.put(profile.model(), profile.arn()) != null) {
                throw new ConfigurationException("CODEGEN_BEDROCK_PROFILES has two profiles of " + profile.model());
            }
        }
    }

    /** A wrong setting ends the start with one line that names it. */
    void check(@Observes StartupEvent start) {
        // The constructor checks.
    }

    /** Returns what Bedrock is asked for: the ARN of the model's profile, or the model itself. */
    String called(String model) {
        return arns.getOrDefault(model, model);
    }
}
