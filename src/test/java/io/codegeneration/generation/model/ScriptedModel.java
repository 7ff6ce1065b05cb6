package io.codegeneration.generation.model;

import io.codegeneration.generation.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** A model that answers by a script and repeats its last line. Not thread-safe. */
public final class ScriptedModel implements CodeModel {

    private final Deque<BiFunction<Call, Consumer<String>, Reply>> script = new ArrayDeque<>();
    private final List<Call> calls = new ArrayList<>();

    /** The next reply, in one piece. */
    public ScriptedModel then(Function<Call, Reply> line) {
        return thenStreams((call, pieces) -> {
            Reply reply = line.apply(call);
            if (!reply.text().isEmpty()) {
                pieces.accept(reply.text());
            }
            return reply;
        });
    }

    /** The next reply, whose pieces the script delivers. */
    public ScriptedModel thenStreams(BiFunction<Call, Consumer<String>, Reply> line) {
        script.add(line);
        return this;
    }

    /** Some text, after which the reply breaks off. */
    public ScriptedModel thenBreaksOff(String text, Interruption interruption) {
        return then(call -> Reply.interrupted(text, interruption));
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
    public Reply ask(Call call, Consumer<String> pieces) {
        calls.add(call);
        return (script.size() > 1 ? script.remove() : script.element()).apply(call, pieces);
    }
}
