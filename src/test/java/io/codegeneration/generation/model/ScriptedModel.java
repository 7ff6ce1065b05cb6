package io.codegeneration.generation.model;

import io.codegeneration.generation.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** A model that answers by a script, the last line of which it repeats. Not thread-safe. */
public final class ScriptedModel implements CodeModel {

    private final Deque<Function<Call, Reply>> script = new ArrayDeque<>();
    private final List<Call> calls = new ArrayList<>();

    public ScriptedModel then(Function<Call, Reply> line) {
        script.add(line);
        return this;
    }

    public ScriptedModel thenReplies(String text) {
        return then(call -> reply(text, StopReason.END_TURN));
    }

    public ScriptedModel thenFails(RuntimeException failure) {
        return then(call -> {
            throw failure;
        });
    }

    /** Begins a new script. */
    public ScriptedModel anew() {
        script.clear();
        return this;
    }

    public static Reply reply(String text, StopReason stopReason) {
        return new Reply(text, stopReason, Usage.of(142, 318));
    }

    /** Every call so far. */
    public List<Call> calls() {
        return calls;
    }

    @Override
    public Reply ask(Call call) {
        calls.add(call);
        return (script.size() > 1 ? script.remove() : script.element()).apply(call);
    }
}
