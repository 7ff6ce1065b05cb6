package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.TestArchive;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import io.codegeneration.json.TestJson;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Many threads that post, deliver, list, find and delete at random on one store, and what each of them may see. It takes
 * three seconds, or as many as {@code -Dcodegen.test.storm=60} says.
 */
public final class Storm {

    private static final int THREADS = 64;
    private static final int KEYS = 6;
    private static final List<Invocation> CALLERS = List.of(
            TestInvocation.anonymous(),
            TestInvocation.by("jwt:https://issuer.example#alice", TestInvocation.anonymous()),
            TestInvocation.by("jwt:https://issuer.example#bob", TestInvocation.anonymous()));

    /** Of one caller. */
    private static final class Known {
        final Map<String, Set<String>> idsOfKeys = new ConcurrentHashMap<>();
        final Map<String, String> messages = new ConcurrentHashMap<>();
        final Set<String> deletionBegun = ConcurrentHashMap.newKeySet();
        final Map<String, Integer> deletions = new ConcurrentHashMap<>();
        final Set<String> deleted = ConcurrentHashMap.newKeySet();

        String anyId(ThreadLocalRandom random) {
            List<String> ids = List.copyOf(messages.keySet());
            return ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
        }
    }

    private final ObjectStore store;
    private final Duration duration;
    private final Core core;
    private final ExecutorService executor = Executors.newFixedThreadPool(16);
    private final ThreadLocal<AtomicInteger> calls = ThreadLocal.withInitial(AtomicInteger::new);
    private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();
    private final Set<GenerationId> done = ConcurrentHashMap.newKeySet();
    private final List<Known> known = List.of(new Known(), new Known(), new Known());
    private final AtomicInteger unkeyed = new AtomicInteger();
    private final AtomicInteger deeds = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    private Storm(ObjectStore store, Duration duration) {
        this.store = store;
        this.duration = duration;
        core = new Core(
                TestConfig.standard(), this::ask, store, executor, Clock.systemUTC(), time -> {}, new SecureRandom());
        core.queue = (job, invocation, timeLimit) -> jobs.add(job);
    }

    /** Lets it rage on an empty store, and throws an {@link AssertionError} where anything is not as it should be. */
    public static void over(ObjectStore store) throws Exception {
        new Storm(store, Duration.ofSeconds(Long.getLong("codegen.test.storm", 3))).run();
    }

    private void run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            long end = System.nanoTime() + duration.toNanos();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        deed(ThreadLocalRandom.current());
                    }
                }));
            }
            for (Future<?> thread : all) {
                thread.get(duration.plusSeconds(60).toMillis(), TimeUnit.MILLISECONDS);
            }
            while (!jobs.isEmpty()) {
                deliver();
            }
            assertCalm();
        } finally {
            threads.shutdownNow();
            executor.shutdownNow();
        }
    }

    private void deed(ThreadLocalRandom random) {
        int who = random.nextInt(CALLERS.size());
        deeds.incrementAndGet();
        switch (random.nextInt(12)) {
            case 0 -> post(who, null, random.nextBoolean());
            case 1, 2, 3 -> post(who, "key-" + random.nextInt(KEYS), random.nextBoolean());
            case 4, 5 -> deliver();
            case 6 -> find(who, random);
            case 7 -> list(who, random);
            case 8, 9 -> change(who, random);
            default -> delete(who, random);
        }
    }

    private void post(int who, String key, boolean asJob) {
        String message = who + ":" + (key == null ? "unkeyed " + unkeyed.incrementAndGet() : key);
        post(who, World.request(message), key, asJob);
    }

    /** Changes a generation that others change, deliver and delete at the same time. */
    private void change(int who, ThreadLocalRandom random) {
        String previous = known.get(who).anyId(random);
        if (previous == null) {
            return;
        }
        boolean keyed = random.nextBoolean();
        String message = who + ":" + (keyed ? "change " + previous : "unkeyed " + unkeyed.incrementAndGet());
        post(who, World.change(previous, message), keyed ? "change-" + previous : null, random.nextBoolean());
    }

    private void post(int who, GenerationRequest request, String key, boolean asJob) {
        Known mine = known.get(who);
        String message = request.message();
        int before = calls.get().get();
        try {
            Answer answer = core.submit(
                    request,
                    key,
                    asJob,
                    ThreadLocalRandom.current().nextBoolean() ? ProgressListener.NONE : new ProgressListener() {},
                    CALLERS.get(who));
            int paid = calls.get().get() - before;
            String id = answer.id().value();
            mine.messages.put(id, message);
            changes.addAndGet(request.previous() == null ? 0 : 1);
            if (key != null) {
                mine.idsOfKeys
                        .computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet())
                        .add(id);
            }
            assertThat(paid).isEqualTo(answer.replayed() || answer.accepted() ? 0 : 1);
            answer.text().ifPresent(code -> assertThat(code).isEqualTo(code(message)));
            if (paid == 1) {
                assertThat(done.add(answer.id())).as("made once").isTrue();
            }
        } catch (CodeGenerationException e) {
            String previous =
                    request.previous() == null ? null : request.previous().value();
            if (e.code() == ProblemCode.INVALID_REQUEST) {
                assertThat(mine.deletionBegun).contains(previous);
            } else {
                assertThat(e.code()).isEqualTo(ProblemCode.IN_PROGRESS);
                assertThat(key != null || previous != null).isTrue();
            }
            assertThat(calls.get().get()).as("nothing was asked").isEqualTo(before);
        }
    }

    /** Sometimes twice, by two threads at once. */
    private void deliver() {
        Job job = jobs.poll();
        if (job == null) {
            return;
        }
        if (ThreadLocalRandom.current().nextInt(3) == 0) {
            jobs.add(job);
        }
        int before = calls.get().get();
        Optional<GenerationRecord> made = core.jobRunner.run(job, Deadline.NONE, null);
        int paid = calls.get().get() - before;
        made.ifPresent(record -> {
            assertThat(done.add(job.id())).as("made once").isTrue();
            assertThat(paid).isEqualTo(1);
            assertThat(record.code()).isEqualTo(code(record.request().message()));
        });
        if (made.isEmpty() && paid > 0) {
            assertThat(known)
                    .as("stopped")
                    .anyMatch(all -> all.deletionBegun.contains(job.id().value()));
        }
    }

    private void find(int who, ThreadLocalRandom random) {
        int whose = random.nextInt(CALLERS.size());
        Known theirs = known.get(whose);
        String id = theirs.anyId(random);
        if (id == null) {
            return;
        }
        boolean gone = theirs.deleted.contains(id);
        try {
            GenerationRecord record = core.generations.find(id, CALLERS.get(who));
            assertThat(whose).isEqualTo(who);
            assertThat(gone).isFalse();
            assertThat(record.request().message()).isEqualTo(theirs.messages.get(id));
        } catch (CodeGenerationException e) {
            assertThat(e.code()).isEqualTo(ProblemCode.NOT_FOUND);
            assertThat(whose != who || theirs.deletionBegun.contains(id)).isTrue();
        }
    }

    private void list(int who, ThreadLocalRandom random) {
        Set<String> gone = Set.copyOf(known.get(who).deleted);
        Optional<GenerationRecord.Status> status =
                random.nextBoolean() ? Optional.empty() : Optional.of(GenerationRecord.Status.SUCCEEDED);
        core.listing
                .list(
                        new Listing.Query(Optional.empty(), status, 1 + random.nextInt(20), Optional.empty()),
                        CALLERS.get(who))
                .items()
                .forEach(record -> {
                    assertThat(record.message()).startsWith(who + ":");
                    assertThat(gone).doesNotContain(record.id());
                });
    }

    private void delete(int who, ThreadLocalRandom random) {
        Known mine = known.get(who);
        String id = mine.anyId(random);
        if (id == null) {
            return;
        }
        mine.deletionBegun.add(id);
        mine.deletions.merge(id, 1, Integer::sum);
        try {
            core.deletion.delete(id, CALLERS.get(who));
        } catch (CodeGenerationException e) {
            assertThat(e.code()).isEqualTo(ProblemCode.NOT_FOUND);
            // Somebody else was quicker, who may have begun later.
            assertThat(mine.deletions.get(id)).isGreaterThan(1);
        }
        mine.deleted.add(id);
    }

    /** Nothing is lost, nothing is there twice, nothing is left over. */
    private void assertCalm() {
        assertThat(deeds.get()).isGreaterThan(THREADS);
        // A slow machine ends before a generation is there to be changed.
        assertThat(changes.get()).isGreaterThan(deeds.get() > 10 * THREADS ? 0 : -1);
        Set<String> code = new TreeSet<>();
        for (int who = 0; who < CALLERS.size(); who++) {
            Known mine = known.get(who);
            mine.idsOfKeys.forEach((key, ids) -> assertThat(ids.stream().filter(id -> !mine.deletionBegun.contains(id)))
                    .as("one generation a key")
                    .hasSizeLessThanOrEqualTo(1));
            Set<String> there = new TreeSet<>(mine.messages.keySet());
            there.removeAll(mine.deleted);
            Set<String> listed = new TreeSet<>();
            for (GenerationRecord record : all(CALLERS.get(who))) {
                assertThat(listed.add(record.id())).isTrue();
                assertThat(record.status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
                assertThat(record.request().message()).isEqualTo(mine.messages.get(record.id()));
                assertThat(record.files()).as("a change of one file").hasSize(1);
                assertThat(record.code()).isEqualTo(code(record.request().message()));
                record.files().forEach(file -> code.add(file.key()));
            }
            assertThat(listed).isEqualTo(there);
        }
        Set<String> left = new TreeSet<>(keys(TestArchive.CODE));
        left.removeAll(code);
        left.removeIf(key -> store.get(new ObjectKey(key), Deadline.NONE)
                        .orElseThrow()
                        .object()
                        .content()
                        .length
                == 0);
        assertThat(left).as("code without record").isEmpty();
        code.removeAll(keys(TestArchive.CODE));
        assertThat(code).as("record without code").isEmpty();
        for (String key : keys(TestArchive.CLAIMS)) {
            Claim claim = TestJson.claims()
                    .read(store.get(new ObjectKey(key), Deadline.NONE)
                            .orElseThrow()
                            .object()
                            .content());
            assertThat(claim.state()).isNotEqualTo(Claim.State.RUNNING);
        }
    }

    private List<GenerationRecord> all(Invocation caller) {
        List<GenerationRecord> records = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Listing.Page page =
                    core.listing.list(new Listing.Query(Optional.empty(), Optional.empty(), 100, cursor), caller);
            page.items().forEach(item -> records.add(core.generations.find(item.id(), caller)));
            cursor = page.next();
        } while (cursor.isPresent());
        return records;
    }

    private List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        List<ObjectKey> some;
        do {
            String after = keys.isEmpty() ? null : keys.get(keys.size() - 1);
            some = store.list(prefix, after, 1000, Deadline.NONE);
            some.forEach(key -> keys.add(key.value()));
        } while (!some.isEmpty());
        return keys;
    }

    private CodeModel.Reply ask(CodeModel.Call call, Consumer<String> pieces) {
        calls.get().incrementAndGet();
        Thread.yield();
        return ScriptedModel.reply("```python\n" + code(call.prompt().instruction()) + "```\n", StopReason.END_TURN);
    }

    private static String code(String message) {
        return "print('" + message + "')\n";
    }
}
