package io.codegeneration.generation.model;

import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.reply.Reasoning;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A language model that writes code. Implementations are thread-safe. */
public interface CodeModel {

    /**
     * Asks once; nothing is repeated, since every repetition may cost.
     *
     * @throws TransientException where the same call may succeed later
     * @throws OperatorException where somebody must change something first: access, model, region
     */
    Reply ask(Call call);

    /** The models that this adapter offers by itself, the default first; empty where configuration names them. */
    default List<String> models() {
        return List.of();
    }

    /**
     * One call of a model.
     *
     * @param model model id, inference profile id or ARN
     * @param prompt what is asked
     * @param turns what was said since, oldest first; empty for the first call
     * @param maxTokens most tokens that the reply may have; at least 1
     * @param options what else the model is sent
     * @param timeLimit how long the call may take; positive
     */
    record Call(String model, Prompt prompt, List<Turn> turns, int maxTokens, Options options, Duration timeLimit) {

        public Call {
            turns = List.copyOf(turns);
        }

        /** The first call for a prompt. */
        public Call(String model, Prompt prompt, int maxTokens, Options options, Duration timeLimit) {
            this(model, prompt, List.of(), maxTokens, options, timeLimit);
        }
    }

    /**
     * A step of the conversation after the prompt.
     *
     * @param said what the model answered
     * @param asked what it is asked next
     */
    record Turn(String said, String asked) {}

    /**
     * Parameters that not every model takes.
     *
     * @param temperature 0 to 1, or null to leave it out
     * @param topP 0 to 1, or null to leave it out
     * @param systemPrompt whether the rules go into a system prompt; else they stand in the user's message
     * @param more further fields of the model's own request, as maps, lists, texts, numbers and booleans
     */
    record Options(Double temperature, Double topP, boolean systemPrompt, Map<String, Object> more) {

        /** The name of the system prompt among parameters. */
        public static final String SYSTEM = "system";

        public static final String TEMPERATURE = "temperature";
        public static final String TOP_P = "topP";

        /** The names of all that is sent. */
        public Set<String> names() {
            Set<String> names = new LinkedHashSet<>(more.keySet());
            if (temperature != null) {
                names.add(TEMPERATURE);
            }
            if (topP != null) {
                names.add(TOP_P);
            }
            if (systemPrompt) {
                names.add(SYSTEM);
            }
            return names;
        }

        /** The same without some parameters. */
        public Options without(Set<String> names) {
            Map<String, Object> rest = new LinkedHashMap<>(more);
            rest.keySet().removeAll(names);
            return new Options(
                    names.contains(TEMPERATURE) ? null : temperature,
                    names.contains(TOP_P) ? null : topP,
                    systemPrompt && !names.contains(SYSTEM),
                    rest);
        }
    }

    /**
     * What a model answered.
     *
     * @param text the text; reasoning that the model wrote at its beginning is taken off, and half a character is replaced;
     *     may be empty
     * @param stopReason why the model stopped, by Bedrock's names
     * @param usage what the call cost, or null where the model did not say
     */
    record Reply(String text, StopReason stopReason, Usage usage) {

        public Reply {
            text = Reasoning.strip(wellFormed(text));
        }

        /** What is stored as UTF-8 can then be shown as it is stored. */
        private static String wellFormed(String text) {
            return text.codePoints()
                            .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                    ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                    : text;
        }
    }
}
