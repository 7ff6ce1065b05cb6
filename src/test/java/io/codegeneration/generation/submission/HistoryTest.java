package io.codegeneration.generation.submission;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Random histories of requests, repetitions, deliveries, deletions, crashes and waiting, each followed by a look at all
 * that a caller can see, against {@link History}, which knows what must be true of it.
 */
class HistoryTest {

    @Property(tries = 250)
    void isWhatItsCallersWereTold(@ForAll("histories") ActionChain<History> chain) {
        chain.withInvariant("consistent", History::assertConsistent).run().assertEnded();
    }

    @Provide
    Arbitrary<ActionChain<History>> histories() {
        return ActionChain.startWith(History::new)
                .withAction(8, action("post", key(), History::post))
                .withAction(6, action("post as job", key(), History::postAsJob))
                .withAction(3, action("post another", key(), History::postAnother))
                .withAction(
                        6,
                        action(
                                "change",
                                changes(),
                                (history, change) -> history.change(change.which(), change.key(), change.asJob())))
                .withAction(8, action("deliver", Arbitraries.integers().between(0, 5), History::deliver))
                .withAction(3, action("find", Arbitraries.integers().between(0, 8), History::find))
                .withAction(3, action("list", Arbitraries.integers().between(1, 4), History::list))
                .withAction(4, action("delete", Arbitraries.integers().between(0, 8), History::delete))
                .withAction(10, action("crash at step", Arbitraries.integers().between(0, 7), History::crashAt))
                .withAction(5, action("fail at step", Arbitraries.integers().between(0, 9), History::failAt))
                .withAction(4, action("wait", Arbitraries.of(1, 60, 700, 100_000), History::waits))
                .withMaxTransformations(30);
    }

    /** Few enough that most are used again; null for none. */
    private static Arbitrary<String> key() {
        return Arbitraries.of("a", "b").injectNull(0.25);
    }

    /**
     * A change of a generation.
     *
     * @param which 0 for the latest one
     */
    private record Change(int which, String key, boolean asJob) {}

    private static Arbitrary<Change> changes() {
        return Combinators.combine(Arbitraries.integers().between(0, 4), key(), Arbitraries.of(true, false))
                .as(Change::new);
    }

    private interface Deed<T> {
        void on(History history, T argument);
    }

    private static <T> Action.Independent<History> action(String name, Arbitrary<T> arguments, Deed<T> deed) {
        return () -> arguments.map(
                argument -> Transformer.mutate(name + " " + argument, history -> deed.on(history, argument)));
    }
}
