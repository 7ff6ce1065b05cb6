package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.InMemoryObjectStore;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many at once. */
class RaceTest {

    private static final int THREADS = 200;
    private static final String KEY = "7f3b1c";

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        executor.shutdownNow();
    }

    @RepeatedTest(5)
    void asksTheModelOnceForTwoHundredRequestsWithOneKey() throws Exception {
        Core core = core((call, pieces) -> reply());

        List<Answer> answers = postAtOnce(core, false);

        assertThat(calls).hasValue(1);
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
        assertThat(core.submit(World.request("x"), KEY, false, TestInvocation.anonymous())
                        .body())
                .isEqualTo(answers.get(0).body());
        assertThat(store.objects()).hasSize(3);
    }

    @Test
    void refusesAllOthersWhileTheFirstIsAtWork() throws Exception {
        CountDownLatch refused = new CountDownLatch(THREADS - 1);
        Core core = core((call, pieces) -> {
            await(refused);
            return reply();
        });

        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> future : submitAll(() -> {
            Answer answer = post(core, false);
            if (answer == null) {
                refused.countDown();
            }
            return answer;
        })) {
            Answer answer = future.get(30, TimeUnit.SECONDS);
            if (answer != null) {
                answers.add(answer);
            }
        }

        assertThat(answers).hasSize(1);
        assertThat(calls).hasValue(1);
    }

    @RepeatedTest(5)
    void queuesOneJobForTwoHundredRequestsWithOneKey() throws Exception {
        Core core = core((call, pieces) -> reply());
        Set<Job> queued = ConcurrentHashMap.newKeySet();
        core.queue = (job, invocation, timeLimit) -> assertThat(queued.add(job)).isTrue();

        List<Answer> answers = postAtOnce(core, true);

        assertThat(queued).hasSize(1);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
    }

    @RepeatedTest(5)
    void runsAJobOnceThatIsDeliveredTwoHundredTimesAtOnce() throws Exception {
        Core core = core((call, pieces) -> reply());
        Set<Job> queued = new HashSet<>();
        core.queue = (job, invocation, timeLimit) -> queued.add(job);
        core.submit(World.request("x"), null, true, TestInvocation.anonymous());
        Job job = queued.iterator().next();

        int made = 0;
        for (Future<Boolean> future :
                submitAll(() -> core.jobRunner.run(job, Deadline.NONE, null).isPresent())) {
            made += future.get(30, TimeUnit.SECONDS) ? 1 : 0;
        }

        assertThat(made).isEqualTo(1);
        assertThat(calls).hasValue(1);
        assertThat(store.objects()).hasSize(2);
    }

    /** The holder of the key died. Its successors meet the deletion of the generation that they change. */
    @RepeatedTest(10)
    void changesOnceOrNotAtAllWhereThePreviousIsDeletedDuringATakeover() throws Exception {
        Core dying = core((call, pieces) -> {
            if (call.prompt().instruction().equals("y")) {
                throw new Faults.Death();
            }
            return reply();
        });
        String previous = dying.submit(World.request("x"), null, false, TestInvocation.anonymous())
                .id()
                .value();
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(() -> change(dying, previous));
        calls.set(0);
        Core core = core((call, pieces) -> reply(), Clock.offset(Clock.systemUTC(), World.LONG));
        AtomicInteger deletions = new AtomicInteger();

        Map<Object, List<Object>> answers = new HashMap<>();
        for (Future<Object> future : submitAll(() -> {
            if (deletions.getAndIncrement() == THREADS / 2) {
                core.deletion.delete(previous, TestInvocation.anonymous());
                return "deleted";
            }
            return change(core, previous);
        })) {
            Object answer = future.get(30, TimeUnit.SECONDS);
            answers.computeIfAbsent(answer instanceof ProblemCode ? answer : "ok", any -> new ArrayList<>())
                    .add(answer);
        }

        List<Object> made = answers.remove("ok");
        made.remove("deleted");
        assertThat(answers.keySet()).isSubsetOf(ProblemCode.IN_PROGRESS, ProblemCode.INVALID_REQUEST);
        assertThat(calls).hasValue(made.isEmpty() ? 0 : 1);
        assertThat(made.stream().distinct()).hasSizeLessThanOrEqualTo(1);
        Object later = change(core, previous);
        assertThat(later).isEqualTo(made.isEmpty() ? ProblemCode.INVALID_REQUEST : made.get(0));
        assertThat(store.objects().keySet()).noneMatch(key -> key.contains(previous));
    }

    /** The body of the answer to a change, or the code of its problem. */
    private static Object change(Core core, String previous) {
        try {
            return core.submit(World.change(previous, "y"), KEY, false, TestInvocation.anonymous())
                    .body();
        } catch (CodeGenerationException e) {
            return e.code();
        }
    }

    @Test
    void keepsItsWordInAStorm() throws Exception {
        Storm.over(store);
    }

    @Test
    void leavesNoFileOfWhatIsDeletedWhileItIsWritten() throws Exception {
        DeletionRace.over(store, 2_000);
    }

    private Core core(CodeModel model) {
        return core(model, Clock.systemUTC());
    }

    private Core core(CodeModel model, Clock clock) {
        return new Core(TestConfig.standard(), model, store, executor, clock, time -> {}, new SecureRandom());
    }

    private CodeModel.Reply reply() {
        calls.incrementAndGet();
        return ScriptedModel.reply(World.REPLY, StopReason.END_TURN);
    }

    /** The answers of those that were not told to come again. */
    private List<Answer> postAtOnce(Core core, boolean asJob) throws Exception {
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> future : submitAll(() -> post(core, asJob))) {
            Answer answer = future.get(30, TimeUnit.SECONDS);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers;
    }

    private static Answer post(Core core, boolean asJob) {
        try {
            return core.submit(World.request("x"), KEY, asJob, TestInvocation.anonymous());
        } catch (TransientException e) {
            assertThat(e.code()).isEqualTo(ProblemCode.IN_PROGRESS);
            return null;
        }
    }

    private <T> List<Future<T>> submitAll(Callable<T> task) {
        CountDownLatch all = new CountDownLatch(THREADS);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            futures.add(threads.submit(() -> {
                all.countDown();
                await(all);
                return task.call();
            }));
        }
        return futures;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
