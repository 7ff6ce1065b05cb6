package io.codegeneration.generation.model;

import io.codegeneration.generation.Backoff;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Pauser;
import io.codegeneration.generation.Usage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** What the calls of all generations share: the model, its rules, the time that a call gets, and the pauses. Thread-safe. */
@ApplicationScoped
class ModelCalls {

    /** No call is made with less time than this. */
    private static final Duration SHORTEST_CALL = Duration.ofSeconds(1);

    /** Reserved for storing after the call, so that nothing that was generated is lost. */
    private static final Duration STORAGE_RESERVE = Duration.ofSeconds(1);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));

    private final CodeModel model;
    private final ModelCatalog catalog;
    private final RejectedParameters rejected;
    private final Clock clock;
    private final Pauser pauser;

    ModelCalls(CodeModel model, ModelCatalog catalog, RejectedParameters rejected, Clock clock, Pauser pauser) {
        this.model = model;
        this.catalog = catalog;
        this.rejected = rejected;
        this.clock = clock;
        this.pauser = pauser;
    }

    GenerationCalls begin(WritingTask task) {
        return new GenerationCalls(this, rejected, task, clock);
    }

    CodeModel.Reply ask(CodeModel.Call call, Consumer<String> pieces) {
        return model.ask(call, pieces);
    }

    CodeModel.Call call(Conversation conversation, WritingTask task) {
        String name = conversation.model();
        return new CodeModel.Call(
                name,
                conversation.prompt(),
                conversation.followUps(),
                rejected.limit(name, catalog.maxTokens(name, conversation.maxTokens())),
                catalog.options(name, conversation.prompt()).without(rejected.parameters(name)),
                task.watched(),
                task.deadline().remaining(clock).minus(STORAGE_RESERVE));
    }

    /** The parameters that the rules of the model's family name for a prompt, and that the model has rejected. */
    Set<String> ignored(Conversation conversation) {
        String name = conversation.model();
        Set<String> names = catalog.options(name, conversation.prompt()).names();
        names.retainAll(rejected.parameters(name));
        return names;
    }

    /** Adds what the tokens cost, if prices are configured. */
    Usage priced(String name, Usage usage) {
        return catalog.prices(name)
                .map(prices -> usage.costing(prices.cost(usage)))
                .orElse(usage);
    }

    /** Returns whether there is time for a further call. */
    boolean fits(Deadline deadline) {
        return !spare(deadline).isNegative();
    }

    /**
     * Waits before a further call.
     *
     * @param calls the number of calls so far
     * @return false if no call would fit after the pause, or the thread was interrupted
     */
    boolean pause(int calls, Deadline deadline) {
        return pauser.pause(BACKOFF, calls, spare(deadline));
    }

    /** The time that is left besides a further call and the storing. */
    private Duration spare(Deadline deadline) {
        return deadline.remaining(clock).minus(SHORTEST_CALL).minus(STORAGE_RESERVE);
    }
}
