package io.codegeneration.generation.submission;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.FaultyObjectStore;
import io.codegeneration.generation.archive.InMemoryObjectStore;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.RecordFormat;
import io.codegeneration.generation.archive.TestArchive;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.idempotency.ClaimFormat;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.json.TestJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A core with a store, a model and a queue whose steps can go wrong, at a time that moves when told. Everything happens on
 * the caller's thread: of what is done side by side, files come before their record.
 */
public final class World {

    public static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
    public static final String CODE = "def f():\n    return 1\n";
    public static final String REPLY = "Here:\n\n```python\n" + CODE + "```\n";
    public static final String THREE_FILES =
            "All:\n\n```python a.py\n1\n```\n```python b.py\n2\n```\n```python lib/c.py\n3\n```\nDone.\n";
    public static final Duration LONG = Duration.ofHours(1);

    public final ManualClock clock = new ManualClock(NOW);
    public final Faults faults = new Faults(clock);
    public final InMemoryObjectStore memory = new InMemoryObjectStore();
    public final ObjectStore store = new FaultyObjectStore(memory, faults);
    public final ScriptedModel model = new ScriptedModel();
    public final RecordFormat format = TestJson.records();
    public final ClaimFormat claimFormat = TestJson.claims();
    public final List<Job> queued = new ArrayList<>();
    private final Random random = new Random(1);
    private final List<Runnable> held = new ArrayList<>();
    private final TestConfig config;
    private boolean recordFirst;
    public Invocation invocation = TestInvocation.anonymous();
    public Core core;

    public World() {
        this(TestConfig.standard());
    }

    public World(TestConfig config) {
        this.config = config;
        restart();
    }

    /** A world in which the model always writes the same. */
    public static World writing(String reply) {
        World world = new World();
        world.model.thenReplies(reply);
        return world;
    }

    /** Another process goes on from what is stored. */
    public void restart() {
        restart(config);
    }

    public void restart(TestConfig changed) {
        faults.revive();
        recordFirst = false;
        held.clear();
        core = Core.of(changed, this::ask, store, new SameThread(), clock, random);
        core.queue = (job, invocation, timeLimit) -> faults.step(
                "submit",
                timeLimit,
                () -> queued.add(job),
                hung -> new TransientException(ProblemCode.JOB_REFUSED, "The job was refused.", null));
    }

    /** Of the next that is done side by side, the record comes before the files. */
    public void recordFirst() {
        recordFirst = true;
        faults.afterEach(step -> {
            if (recordFirst && step.equals("put record")) {
                recordFirst = false;
                held.forEach(Runnable::run);
                held.clear();
            }
        });
    }

    private CodeModel.Reply ask(CodeModel.Call call, Consumer<String> pieces) {
        return faults.step(
                "ask",
                call.timeLimit(),
                () -> model.ask(call, pieces),
                hung -> hung
                        ? TransientException.deadlineExceeded(null)
                        : new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "No access.", null, null));
    }

    public static GenerationRequest request(String message) {
        return new GenerationRequest(Languages.standard().find("python").orElseThrow(), message, null, null);
    }

    public Answer post(String key) {
        return post(request("x"), key);
    }

    public Answer post(GenerationRequest request, String key) {
        return core.submit(request, key, false, invocation);
    }

    /** Posts for a caller who watches. */
    public Answer postAsStream(String key) {
        return core.submit(request("x"), key, false, new ProgressListener() {}, invocation);
    }

    public Answer postAsJob(String key) {
        return core.submit(request("x"), key, true, invocation);
    }

    /** A request to change a generation, in its language. */
    public static GenerationRequest change(String previous, String message) {
        return new GenerationRequest(null, message, null, null, new GenerationId(previous), List.of());
    }

    /** How a request fails. */
    public Failure failure(String key) {
        return Failure.of(() -> post(key));
    }

    public Failure failureAsJob(String key) {
        return Failure.of(() -> postAsJob(key));
    }

    /** Delivers the job that was queued last. */
    public Optional<GenerationRecord> deliver() {
        return deliver(queued.get(queued.size() - 1));
    }

    public Optional<GenerationRecord> deliver(Job job) {
        return core.jobRunner.run(job, new Deadline(clock.instant().plus(Duration.ofMinutes(5))), "delivery");
    }

    public GenerationRecord find(String id) {
        return core.generations.find(id, invocation);
    }

    public List<Listing.Item> list() {
        return core.listing
                .list(new Listing.Query(Optional.empty(), Optional.empty(), 100, Optional.empty()), invocation)
                .items();
    }

    public void delete(String id) {
        core.deletion.delete(id, invocation);
    }

    /** How many calls the model got. */
    public int calls() {
        return model.calls().size();
    }

    public Claim claim(String key) {
        return claimFormat.read(memory.objects().get(claimKey(key)).content());
    }

    /** Returns all objects except freed claims, which say no more than that their key is free. */
    public Map<String, StoredObject> left() {
        Map<String, StoredObject> left = memory.objects();
        left.entrySet()
                .removeIf(entry -> entry.getKey().startsWith(TestArchive.CLAIMS)
                        && claimFormat.read(entry.getValue().content()).state() == Claim.State.FREE);
        return left;
    }

    public String claimKey(String key) {
        return ObjectKey.ofClaim(invocation.owner(), new IdempotencyKey(key).digest())
                .value();
    }

    /** The records as they stand in the store, newest first. */
    public List<GenerationRecord> records() {
        return memory.objects().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(TestArchive.RECORDS))
                .map(entry -> format.read(entry.getValue().content()))
                .toList();
    }

    public GenerationRecord record(String id) {
        return records().stream()
                .filter(generation -> generation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public List<String> codeKeys() {
        return keys(key -> key.startsWith(TestArchive.CODE));
    }

    public List<String> keys(Predicate<String> which) {
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
