package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Sha256;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.TestArchive;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Processes that send requests with the same keys over one store. Half of the requests queue jobs, and every process runs
 * every job. All get the same answers, and the model is called once for each key.
 */
public final class Rivals {

    private static final int KEYS = 24;
    private static final int THREADS = 4;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Invocation CALLER = TestInvocation.anonymous();

    private final AtomicInteger calls = new AtomicInteger();
    private final Core core;

    private Rivals(ObjectStore store, ExecutorService executor) {
        core = new Core(
                TestConfig.standard(), this::ask, store, executor, Clock.systemUTC(), time -> {}, new SecureRandom());
    }

    /** What one process does; prints what it was told. */
    public static void run(ObjectStore store) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            Rivals rival = new Rivals(store, executor);
            List<Integer> keys = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                keys.add(key);
            }
            Collections.shuffle(keys);
            List<Future<String>> answers = keys.stream()
                    .map(key -> threads.submit(() -> rival.ask(key)))
                    .toList();
            for (Future<String> answer : answers) {
                System.out.println(answer.get());
            }
            System.out.println("calls " + rival.calls);
        } finally {
            threads.shutdownNow();
            executor.shutdownNow();
        }
    }

    /** What all of them together must have been told, and left in a store that was empty before. */
    public static void assertAgreed(List<List<String>> outputs, ObjectStore store) {
        Map<String, Set<String>> answers = new HashMap<>();
        int calls = 0;
        for (String line : outputs.stream().flatMap(List::stream).toList()) {
            String[] words = line.split(" ");
            if (words[0].equals("key")) {
                answers.computeIfAbsent(words[1], key -> new HashSet<>()).add(words[2]);
            } else if (words[0].equals("calls")) {
                calls += Integer.parseInt(words[1]);
            }
        }
        assertThat(answers).hasSize(KEYS).allSatisfy((key, given) -> assertThat(given)
                .hasSize(1));
        assertThat(calls).isEqualTo(KEYS);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            Listing.Query all = new Listing.Query(Optional.empty(), Optional.empty(), 100, Optional.empty());
            assertThat(new Rivals(store, executor)
                            .core
                            .listing
                            .list(all, CALLER)
                            .items())
                    .hasSize(KEYS)
                    .allMatch(record -> record.status() == GenerationRecord.Status.SUCCEEDED);
            assertThat(store.list(TestArchive.CODE, null, 1_000, Deadline.NONE)).hasSize(KEYS);
            assertThat(store.list(TestArchive.CLAIMS, null, 1_000, Deadline.NONE))
                    .hasSize(KEYS);
        } finally {
            executor.shutdownNow();
        }
    }

    private String ask(int key) {
        while (true) {
            try {
                Answer answer = core.submit(World.request("x"), "key-" + key, key % 2 == 1, CALLER);
                if (answer.accepted()) {
                    core.jobRunner.run(new Job(CALLER.owner(), answer.id()), Deadline.NONE, null);
                }
                return "key " + key + " " + answer.id() + Sha256.hex(answer.body());
            } catch (TransientException e) {
                assertThat(e.code()).isEqualTo(ProblemCode.IN_PROGRESS);
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private CodeModel.Reply ask(CodeModel.Call call, Consumer<String> pieces) {
        calls.incrementAndGet();
        LockSupport.parkNanos(PAUSE);
        return ScriptedModel.reply(World.REPLY, StopReason.END_TURN);
    }
}
