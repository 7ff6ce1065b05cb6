package io.codegeneration.generation.model;

import io.codegeneration.generation.reply.Continuation;
import java.util.List;

/**
 * The messages that a model gets.
 *
 * @param model model id, inference profile id or ARN
 * @param prompt the prompt
 * @param followUps the conversation after the prompt
 * @param maxTokens the limit that the caller or the configuration sets
 * @param kept the text that the reply continues; empty for a new text
 */
record Conversation(String model, Prompt prompt, List<CodeModel.FollowUp> followUps, int maxTokens, String kept) {

    /** The first message. */
    Conversation(String model, Prompt prompt, int maxTokens) {
        this(model, prompt, List.of(), maxTokens, "");
    }

    /** The same with a limit that is not higher than this one. */
    Conversation within(int limit) {
        return new Conversation(model, prompt, followUps, Math.min(maxTokens, limit), kept);
    }

    /** Asks the same model for the rest of a text. */
    Conversation continuing(Continuation continuation) {
        CodeModel.FollowUp rest = new CodeModel.FollowUp(continuation.kept(), continuation.request());
        return new Conversation(model, prompt, List.of(rest), maxTokens, continuation.kept());
    }
}
