package io.codegeneration.generation.model;

import java.util.Set;

/**
 * Why a reply ended. Unknown names are kept as they are and treated as an ordinary end.
 *
 * @param value as in Bedrock's Converse, for example {@code end_turn}; {@code deadline_exceeded} and {@code
 *     stream_interrupted} are this program's own
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 */
public record StopReason(String value) {

    public static final StopReason END_TURN = new StopReason("end_turn");
    public static final StopReason MAX_TOKENS = new StopReason("max_tokens");
    public static final StopReason CONTENT_FILTERED = new StopReason("content_filtered");
    public static final StopReason REFUSAL = new StopReason("refusal");

    /** The time ran out while the reply arrived. */
    static final StopReason DEADLINE_EXCEEDED = new StopReason("deadline_exceeded");

    /** The connection broke, or the service sent an exception, while the reply arrived. */
    static final StopReason STREAM_INTERRUPTED = new StopReason("stream_interrupted");

    private static final Set<String> TRUNCATED = Set.of(
            MAX_TOKENS.value, "model_context_window_exceeded", DEADLINE_EXCEEDED.value, STREAM_INTERRUPTED.value);
    private static final Set<String> REFUSED = Set.of("refusal", "content_filtered", "guardrail_intervened");

    /** Returns whether the reply was truncated. */
    public boolean truncated() {
        return TRUNCATED.contains(value);
    }

    /** Returns whether the model, its provider's filter or a guardrail declined to answer. */
    public boolean refused() {
        return REFUSED.contains(value);
    }
}
