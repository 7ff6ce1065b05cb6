package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.model.CodeModel.Interruption;
import io.codegeneration.generation.model.CodeModel.Reply;
import io.codegeneration.generation.reply.Continuation;
import io.codegeneration.generation.reply.PartialReply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Asks one model for a reply and completes it: continues a reply that reached its limit of tokens, and calls the model once
 * more after a reply broke off. Whatever fails after code was written, that code is the reply. Used once, by one thread.
 */
final class ModelReply {

    private static final Logger LOG = Logger.getLogger(ModelReply.class);

    private final GenerationCalls calls;
    private final Conversation conversation;
    private int continuations;
    private boolean calledOnceMore;

    /** @param continuations the number of further calls for a reply that reached its limit of tokens */
    ModelReply(GenerationCalls calls, Conversation conversation, int continuations) {
        this.calls = calls;
        this.conversation = conversation;
        this.continuations = continuations;
    }

    /** Returns the joined reply. If each call broke off before any code was written, the last failure is the outcome. */
    CallOutcome ask() {
        CallOutcome outcome = calls.ask(conversation);
        if (!(outcome instanceof CallOutcome.Replied latest)) {
            return outcome;
        }
        Reply reply = latest.reply();
        boolean ended = reply.interruption().isEmpty();
        while (reply.interruption().isPresent() ? isRepeatable(latest) : isContinuable(reply)) {
            Optional<Continuation> rest = continuation(reply);
            Conversation next = rest.map(conversation::continuing).orElse(conversation);
            if (reply.interruption().isPresent()) {
                calledOnceMore = true;
                outcome = calls.askOnceMore(next, latest.calls(), failure(reply));
            } else {
                continuations--;
                outcome = calls.ask(next);
            }
            if (outcome instanceof CallOutcome.NotWanted) {
                return outcome;
            }
            if (outcome instanceof CallOutcome.GaveUp failed) {
                return ended || hasCode(reply) ? withoutRest(reply, failed.failure()) : failed;
            }
            latest = (CallOutcome.Replied) outcome;
            Reply joined = join(reply, rest, latest.reply());
            if (joined == reply) {
                break;
            }
            ended |= joined.interruption().isEmpty();
            reply = joined;
        }
        return ended || hasCode(reply)
                ? new CallOutcome.Replied(reply, false, latest.calls())
                : new CallOutcome.GaveUp(failure(reply));
    }

    /** A failure that will not pass, such as a rejected request, is not worth a further call. */
    private boolean isRepeatable(CallOutcome.Replied replied) {
        return !calledOnceMore && replied.repeatable() && failure(replied.reply()) instanceof TransientException;
    }

    private boolean isContinuable(Reply reply) {
        return continuations > 0
                && reply.stopReason().equals(StopReason.MAX_TOKENS)
                && !reply.text().isBlank()
                && calls.fit();
    }

    /** Empty if the reply broke off before any code was written: the next call then starts again. */
    private Optional<Continuation> continuation(Reply reply) {
        return reply.interruption().isEmpty() || hasCode(reply)
                ? Optional.of(Continuation.of(reply.text()))
                : Optional.empty();
    }

    private CallOutcome withoutRest(Reply reply, CodeGenerationException failure) {
        LOG.warnf(
                failure.getCause(),
                "%s: %s; the reply stays truncated",
                ModelName.of(conversation.model()),
                failure.code().code());
        return new CallOutcome.Replied(reply, false, 0);
    }

    /** Returns the text with the most code, or the same reply if the further one adds nothing. */
    private Reply join(Reply reply, Optional<Continuation> rest, Reply further) {
        if (further.stopReason().refused() || further.text().isBlank()) {
            return rest.isPresent() ? reply : further;
        }
        String text =
                rest.map(continuation -> continuation.join(further.text())).orElse(further.text());
        Reply joined = new Reply(text, further.stopReason(), null, further.interruption());
        return further.interruption().isPresent() && codeBytes(joined) < codeBytes(reply) ? reply : joined;
    }

    private boolean hasCode(Reply reply) {
        return codeBytes(reply) > 0;
    }

    /** Text that cannot be judged because of a bug counts as code, so that it is not lost. */
    private long codeBytes(Reply reply) {
        try {
            return new PartialReply(conversation.prompt().language(), reply.text()).codeBytes();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.errorf(e, "%s: a partial reply could not be judged", ModelName.of(conversation.model()));
            return reply.text().getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private static CodeGenerationException failure(Reply reply) {
        return reply.interruption().map(Interruption::failure).orElseThrow();
    }
}
