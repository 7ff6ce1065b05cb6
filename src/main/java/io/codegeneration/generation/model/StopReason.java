package io.codegeneration.generation.model;

import java.util.Set;

/**
 * Why a model stopped. Names this program does not know are kept as they come and treated as an ordinary end.
 *
 * @param value as in Bedrock's Converse, for example {@code end_turn}
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 */
public record StopReason(String value) {

    public static final StopReason END_TURN = new StopReason("end_turn");
    public static final StopReason MAX_TOKENS = new StopReason("max_tokens");
    public static final StopReason CONTENT_FILTERED = new StopReason("content_filtered");
    public static final StopReason REFUSAL = new StopReason("refusal");

    private static final Set<String> CUT = Set.of("max_tokens", "model_context_window_exceeded");
    private static final Set<String> REFUSED = Set.of("refusal", "content_filtered", "guardrail_intervened");

    /** Whether the reply ends before its end. */
    public boolean cut() {
        return CUT.contains(value);
    }

    /** Whether the model, its provider's filter or a guardrail declined to answer. */
    public boolean refused() {
        return REFUSED.contains(value);
    }
}
