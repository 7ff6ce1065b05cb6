package io.codegeneration.generation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A language model that writes code. Implementations are thread-safe. */
public interface CodeModel {

    /**
     * Asks once; nothing is repeated, since every repetition may cost.
     *
     * @throws TransientException where the same call may succeed later
     * @throws OperatorException where somebody must change something first: access, model, region
     * @throws CallerException where the caller named a model that is not there
     */
    Reply ask(Call call);

    /** The only model there is, where configuration has no say in it. */
    default Optional<String> fixedModel() {
        return Optional.empty();
    }

    /**
     * One call of a model.
     *
     * @param model model id, inference profile id or ARN
     * @param prompt what is asked
     * @param maxTokens most tokens that the reply may have; at least 1
     * @param options what else the model is sent
     * @param timeLimit how long the call may take; positive
     */
    record Call(String model, Prompt prompt, int maxTokens, Options options, Duration timeLimit) {}

    /**
     * Parameters that not every model takes.
     *
     * @param temperature 0 to 1, or null to leave it out
     * @param topP 0 to 1, or null to leave it out
     * @param systemPrompt whether the rules go into a system prompt; else they stand in the user's message
     * @param more further fields of the model's own request, as maps, lists, texts, numbers and booleans
     */
    record Options(Double temperature, Double topP, boolean systemPrompt, Map<String, Object> more) {}

    /**
     * What a model answered.
     *
     * @param text the text, without any reasoning; may be empty
     * @param stopReason why the model stopped, by Bedrock's names
     * @param usage what the call cost, or null where the model did not say
     * @param ignoredParameters names of parameters that were left out because the model refused them
     */
    record Reply(String text, StopReason stopReason, Usage usage, List<String> ignoredParameters) {

        public Reply {
            ignoredParameters = List.copyOf(ignoredParameters);
        }
    }
}
