package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeGenerationException;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A language model that writes code. Implementations are thread-safe. */
public interface CodeModel {

    /**
     * Longest silence after the first text of a reply. Between two pieces, models pause for a few seconds at most; a connection
     * that was dropped on the way stays silent for ever.
     */
    Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    /** Longest wait for the token counts, which follow the end of the text at once. A reply is complete without them. */
    Duration LONGEST_WAIT_FOR_USAGE = Duration.ofSeconds(2);

    /**
     * Calls the model once. Never repeats a call, because each call may be billed.
     *
     * @param pieces receives the text of the reply while it arrives, on the calling thread: all pieces together are the text
     *     as the model wrote it, reasoning in it included. A piece may end in the middle of a character
     * @return the whole reply or, if it broke off after some text had arrived, that text with its {@link Interruption}
     * @throws TransientException if no text arrived and the same call may succeed later
     * @throws OperatorException if no text arrived and somebody must change something first: access, model, region
     */
    Reply ask(Call call, Consumer<String> pieces);

    /** The models that this adapter offers by itself, the default first; empty if configuration names them. */
    default List<String> models() {
        return List.of();
    }

    /**
     * One call of a model.
     *
     * @param model model id, inference profile id or ARN
     * @param prompt the prompt
     * @param followUps the conversation after the prompt, oldest first; empty for the first call
     * @param maxTokens limit for the tokens of the reply; at least 1
     * @param options the parameters that the model accepts
     * @param watched whether a caller watches the reply arrive; if not, an adapter does not pace it
     * @param timeLimit time limit of the call; positive
     */
    record Call(
            String model,
            Prompt prompt,
            List<FollowUp> followUps,
            int maxTokens,
            Options options,
            boolean watched,
            Duration timeLimit) {

        public Call {
            followUps = List.copyOf(followUps);
        }
    }

    /**
     * A reply of the model, and the message that followed it.
     *
     * @param reply what the model wrote
     * @param message the next message of the user
     */
    record FollowUp(String reply, String message) {}

    /**
     * Parameters that not every model accepts.
     *
     * @param temperature 0 to 1, or null to leave it out
     * @param topP 0 to 1, or null to leave it out
     * @param systemPrompt whether the rules go into a system prompt; otherwise they are part of the user's message
     * @param streaming whether the model can stream its reply
     * @param cachePoint whether the prompt's context is put into the model's prompt cache, if it has one
     * @param more further fields of the model's own request, as maps, lists, texts, numbers and booleans
     */
    record Options(
            Double temperature,
            Double topP,
            boolean systemPrompt,
            boolean streaming,
            boolean cachePoint,
            Map<String, Object> more) {

        /** The name of the system prompt among parameters. */
        public static final String SYSTEM = "system";

        public static final String TEMPERATURE = "temperature";
        public static final String TOP_P = "topP";
        public static final String CACHE_POINT = "cachePoint";

        /** Parameters of a call that caches nothing. */
        public Options(
                Double temperature, Double topP, boolean systemPrompt, boolean streaming, Map<String, Object> more) {
            this(temperature, topP, systemPrompt, streaming, false, more);
        }

        /** A copy with a cache point. */
        Options withCachePoint() {
            return new Options(temperature, topP, systemPrompt, streaming, true, more);
        }

        /** The names of the parameters that are sent. */
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
            if (cachePoint) {
                names.add(CACHE_POINT);
            }
            return names;
        }

        /** A copy without some parameters. */
        public Options without(Set<String> names) {
            Map<String, Object> rest = new LinkedHashMap<>(more);
            rest.keySet().removeAll(names);
            return new Options(
                    names.contains(TEMPERATURE) ? null : temperature,
                    names.contains(TOP_P) ? null : topP,
                    systemPrompt && !names.contains(SYSTEM),
                    streaming,
                    cachePoint && !names.contains(CACHE_POINT),
                    rest);
        }
    }

    /**
     * A model's reply.
     *
     * @param text the text without the reasoning at its beginning, well-formed; may be empty
     * @param stopReason why the model stopped, by Bedrock's names
     * @param usage the tokens of the call, or null if they were not reported
     * @param interruption why the reply broke off, or empty if the model ended it
     */
    record Reply(String text, StopReason stopReason, Usage usage, Optional<Interruption> interruption) {

        public Reply {
            text = Reasoning.strip(wellFormed(text));
        }

        /** A reply that the model ended. */
        public Reply(String text, StopReason stopReason, Usage usage) {
            this(text, stopReason, usage, Optional.empty());
        }

        /** The text that had arrived when the reply broke off; its tokens were not reported. */
        public static Reply interrupted(String text, Interruption interruption) {
            return new Reply(text, interruption.stopReason(), null, Optional.of(interruption));
        }

        /** Text that is stored as UTF-8 must read the same afterwards. */
        private static String wellFormed(String text) {
            return text.codePoints()
                            .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                    ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                    : text;
        }
    }

    /**
     * Why a reply broke off after some of its text had arrived.
     *
     * @param failure the problem of the call if its text is worth nothing
     */
    record Interruption(Cause cause, CodeGenerationException failure) {

        /** What ended the reply. */
        public enum Cause {
            /** The call's time limit. */
            TIME,
            /** The connection: it was closed, or nothing arrived for too long. */
            CONNECTION,
            /** An exception that the model's service sent in the stream. */
            EXCEPTION
        }

        StopReason stopReason() {
            return cause == Cause.TIME ? StopReason.DEADLINE_EXCEEDED : StopReason.STREAM_INTERRUPTED;
        }
    }
}
