package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.TestArchive;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Generations that are deleted, twice at once, as soon as somebody can see them: while their files are written. */
public final class DeletionRace {

    private static final int DELETERS = 2;
    private static final Invocation CALLER = TestInvocation.anonymous();

    private DeletionRace() {}

    /** Makes so many generations, and finds no content that no record names. */
    public static void over(ObjectStore store, int generations) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Core core = new Core(
                    TestConfig.standard(),
                    (call, pieces) -> ScriptedModel.reply(World.THREE_FILES, StopReason.END_TURN),
                    store,
                    threads,
                    Clock.systemUTC(),
                    time -> {},
                    new SecureRandom());
            AtomicBoolean made = new AtomicBoolean();
            List<Future<Boolean>> deleters = new ArrayList<>();
            for (int i = 0; i < DELETERS; i++) {
                deleters.add(threads.submit(() -> deleteAll(core, made)));
            }
            for (int i = 0; i < generations; i++) {
                assertThat(core.submit(World.request("x"), null, false, CALLER).status())
                        .isEqualTo(200);
            }
            made.set(true);
            for (Future<Boolean> deleter : deleters) {
                assertThat(deleter.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        Set<String> recorded = store.list(TestArchive.recordsOf(CALLER.owner()), null, 1_000, Deadline.NONE).stream()
                .map(key -> TestArchive.idOfRecord(key, CALLER.owner())
                        .orElseThrow()
                        .value())
                .collect(Collectors.toSet());
        // An empty object may stay: the tombstone of a deletion that came after the last file.
        assertThat(store.list(TestArchive.CODE, null, 1_000, Deadline.NONE))
                .allMatch(key -> recorded.stream().anyMatch(id -> key.value().contains(id)) || isEmpty(store, key));
    }

    private static boolean isEmpty(ObjectStore store, ObjectKey key) {
        return store.get(key, Deadline.NONE).orElseThrow().object().content().length == 0;
    }

    private static boolean deleteAll(Core core, AtomicBoolean made) {
        Listing.Query all = new Listing.Query(Optional.empty(), Optional.empty(), 20, Optional.empty());
        while (!made.get()) {
            for (Listing.Item item : core.listing.list(all, CALLER).items()) {
                try {
                    core.deletion.delete(item.id(), CALLER);
                } catch (CallerException e) {
                    assertThat(e.code()).isEqualTo(ProblemCode.NOT_FOUND);
                }
            }
        }
        return true;
    }
}
