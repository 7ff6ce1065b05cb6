package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A core with a store, a model and a queue whose steps can go wrong, at a time that moves when told. Everything happens on
 * the caller's thread: of what is done side by side, files come before their record.
 */
final class World {

    static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
    static final String CODE = "def f():\n    return 1\n";
    static final String REPLY = "Here:\n\n```python\n" + CODE + "```\n";
    static final String THREE_FILES =
            "All:\n\n```python a.py\n1\n```\n```python b.py\n2\n```\n```python lib/c.py\n3\n```\nDone.\n";
    static final Duration LONG = Duration.ofHours(1);

    final ManualClock clock = new ManualClock(NOW);
    final Faults faults = new Faults(clock);
    final InMemoryObjectStore memory = new InMemoryObjectStore();
    final ObjectStore store = new FaultyObjectStore(memory, faults);
    final ScriptedModel model = new ScriptedModel();
    final JacksonRecordFormat format = new JacksonRecordFormat();
    final List<Job> queued = new ArrayList<>();
    private final Random random = new Random(1);
    private final List<Runnable> held = new ArrayList<>();
    private final TestConfig config;
    private boolean recordFirst;
    TestInvocation invocation = TestInvocation.anonymous();
    Core core;

    World() {
        this(TestConfig.standard());
    }

    World(TestConfig config) {
        this.config = config;
        restart();
    }

    /** A world in which the model always writes the same. */
    static World writing(String reply) {
        World world = new World();
        world.model.thenReplies(reply);
        return world;
    }

    /** Another process goes on from what is stored. */
    void restart() {
        restart(config);
    }

    void restart(TestConfig changed) {
        faults.revive();
        recordFirst = false;
        held.clear();
        core = Core.of(changed, this::ask, store, new SameThread(), clock, random);
        core.queue = (job, timeLimit) -> faults.step(
                "submit",
                timeLimit,
                () -> queued.add(job),
                hung -> new TransientException(ProblemCode.JOB_REFUSED, "The job was refused.", null));
    }

    /** Of the next that is done side by side, the record comes before the files. */
    void recordFirst() {
        recordFirst = true;
        faults.afterEach(step -> {
            if (recordFirst && step.equals("put record")) {
                recordFirst = false;
                held.forEach(Runnable::run);
                held.clear();
            }
        });
    }

    private CodeModel.Reply ask(CodeModel.Call call) {
        return faults.step(
                "ask",
                call.timeLimit(),
                () -> model.ask(call),
                hung -> hung
                        ? TransientException.deadlineExceeded(null)
                        : new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "No access.", null, null));
    }

    static GenerationRequest request(String message) {
        return new GenerationRequest(Languages.standard().find("python").orElseThrow(), message, null, null);
    }

    Answer post(String key) {
        return post(request("x"), key);
    }

    Answer post(GenerationRequest request, String key) {
        return core.submit(request, key, false, invocation);
    }

    Answer postAsJob(String key) {
        return core.submit(request("x"), key, true, invocation);
    }

    /** How a request fails. */
    CodeGenerationException failure(String key) {
        return catchThrowableOfType(CodeGenerationException.class, () -> post(key));
    }

    CodeGenerationException failureAsJob(String key) {
        return catchThrowableOfType(CodeGenerationException.class, () -> postAsJob(key));
    }

    /** Delivers the job that was queued last. */
    Optional<GenerationRecord> deliver() {
        return deliver(queued.get(queued.size() - 1));
    }

    Optional<GenerationRecord> deliver(Job job) {
        return core.jobRunner.run(job, new Deadline(clock.instant().plus(Duration.ofMinutes(5))), "delivery");
    }

    GenerationRecord find(String id) {
        return core.generations.find(id, invocation);
    }

    List<Listing.Item> list() {
        return core.listing
                .list(new Listing.Query(Optional.empty(), Optional.empty(), 100, Optional.empty()), invocation)
                .items();
    }

    void delete(String id) {
        core.removal.delete(id, invocation);
    }

    /** How many calls the model got. */
    int calls() {
        return model.calls().size();
    }

    Claim claim(String key) {
        return format.readClaim(memory.objects().get(claimKey(key)).content());
    }

    String claimKey(String key) {
        return ObjectKey.ofClaim(invocation.owner(), new IdempotencyKey(key).digest())
                .value();
    }

    /** The records as they stand in the store, newest first. */
    List<GenerationRecord> records() {
        return memory.objects().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(ObjectKey.RECORD_PREFIX))
                .map(entry -> format.read(entry.getValue().content()))
                .toList();
    }

    GenerationRecord record(String id) {
        return records().stream()
                .filter(generation -> generation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<String> codeKeys() {
        return keys(key -> key.startsWith(ObjectKey.CODE_PREFIX));
    }

    List<String> keys(Predicate<String> which) {
        return memory.objects().keySet().stream().filter(which).toList();
    }

    /** Does everything at once, in the order in which it is told, unless the record comes first. */
    private final class SameThread extends AbstractExecutorService {

        @Override
        public void execute(Runnable command) {
            if (recordFirst) {
                held.add(command);
            } else {
                command.run();
            }
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
