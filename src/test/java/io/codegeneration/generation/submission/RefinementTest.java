package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRecord.RequestedFile;
import io.codegeneration.generation.GenerationRecord.StoredFile;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that change an earlier generation or the caller's own files. */
class RefinementTest {

    private static final String KEY = "7f3b1c";

    private final World world = World.writing(World.THREE_FILES);

    @Test
    void givesTheModelTheEarlierInstructionAndAllFiles() {
        String first = made();

        refine(first, "```python b.py\n22\n```\n");

        CodeContext context = lastCall().prompt().context();
        assertThat(context.instruction()).isEqualTo("x");
        assertThat(context.truncated()).isFalse();
        assertThat(context.files())
                .containsExactly(
                        new SourceFile("a.py", "1\n"),
                        new SourceFile("b.py", "2\n"),
                        new SourceFile("lib/c.py", "3\n"));
    }

    @Test
    void storesTheEarlierFilesWithTheChangesOverThem() {
        String first = made();

        GenerationRecord changed = refine(first, "Done.\n\n```python b.py\n22\n```\n```python d.py\n4\n```\n");

        assertThat(contents(changed))
                .containsExactly(
                        Map.entry("b.py", "22\n"),
                        Map.entry("a.py", "1\n"),
                        Map.entry("lib/c.py", "3\n"),
                        Map.entry("d.py", "4\n"));
        assertThat(changed.code()).isEqualTo("22\n");
        assertThat(changed.previous()).isEqualTo(first);
        assertThat(changed.request().previous()).isEqualTo(first);
        assertThat(changed.explanation()).isEqualTo("Done.");
        assertThat(contents(world.record(first))).hasSize(3).containsEntry("b.py", "2\n");
    }

    @Test
    void keepsTheNameOfASingleFile() {
        world.model.anew().thenReplies(World.REPLY);
        GenerationRecord first = world.record(made());

        GenerationRecord changed = refine(first.id(), "```python\nnew\n```\n");

        assertThat(changed.files())
                .containsExactly(new StoredFile(
                        first.files().get(0).name(), "code-output/" + changed.id() + "-change_it/x.py", 4));
    }

    @Test
    void changesNothingIfTheReplyIsProse() {
        String first = made();

        GenerationRecord explained = refine(first, "It counts.");

        assertThat(explained.code()).isNull();
        assertThat(explained.explanation()).isEqualTo("It counts.");
        assertThat(contents(explained)).isEqualTo(contents(world.record(first)));
    }

    @Test
    void givesTheExplanationAsPlainTextIfNoCodeChanged() {
        String first = made();
        world.model.anew().thenReplies("It counts.");

        Answer answer = world.post(change(first), KEY);

        assertThat(answer.text()).contains("It counts.");
        assertThat(world.post(change(first), KEY).text()).isEqualTo(answer.text());
    }

    @Test
    void keepsTheContentOfASingleFileThatProseDidNotChange() {
        world.model.anew().thenReplies(World.REPLY);
        GenerationRecord explained = refine(made(), "It returns 1.");
        world.codeKeys().forEach(key -> world.store.delete(new ObjectKey(key), world.invocation.deadline()));

        assertThat(new String(
                        world.core
                                .generations
                                .file(explained.id(), "x.py", world.invocation)
                                .content(),
                        StandardCharsets.UTF_8))
                .isEqualTo(World.CODE);
        assertThat(contentsOf(refine(explained.id(), "Again prose."))).isEqualTo(List.of(World.CODE));
    }

    @Test
    void passesOnThatTheEarlierReplyWasTruncated() {
        world.model.anew().then(call -> ScriptedModel.reply("```python\nx = [1,", StopReason.MAX_TOKENS));
        String first = made();

        refine(first, "```python\nx = [1, 2]\n```\n");

        assertThat(lastCall().prompt().context().truncated()).isTrue();
    }

    @Test
    void writesInTheLanguageOfTheEarlierGenerationUnlessAnotherIsNamed() {
        String first = made();

        assertThat(refine(first, "```python b.py\n22\n```\n").language()).isEqualTo("python");
        assertThat(world.post(change(first).in(Languages.standard().find("java").orElseThrow()), null)
                        .id())
                .satisfies(id -> assertThat(world.record(id.value()).language()).isEqualTo("java"));
    }

    @Test
    void prefersTheFilesOfTheRequest() {
        String first = made();
        world.model.anew().thenReplies("Fine.");

        Answer answer = world.post(
                new GenerationRequest(
                        null,
                        "change it",
                        null,
                        null,
                        new GenerationId(first),
                        List.of(new SourceFile("b.py", "mine\n"), new SourceFile("own.css", "css\n"))),
                null);

        GenerationRecord changed = world.record(answer.id().value());
        assertThat(contents(changed))
                .containsEntry("b.py", "mine\n")
                .containsEntry("own.css", "css\n")
                .hasSize(4);
        assertThat(changed.request().files())
                .containsExactly(new RequestedFile("b.py", 5), new RequestedFile("own.css", 4));
    }

    @Test
    void costsAChainWhatItsLastFilesCost() {
        String id = made();
        long size = 0;
        for (int step = 0; step < 20; step++) {
            id = refine(id, "```python b.py\n22\n```\n").id();
            // From the second change on, the earlier instruction is the same.
            size = step == 1 ? promptLength() : size;
        }

        assertThat(promptLength()).isEqualTo(size);
    }

    @Test
    void readsOnlyTheRecordOfTheEarlierGeneration() {
        String first = made();
        world.faults.steps();

        refine(first, "Fine.");

        assertThat(world.faults.steps())
                .containsExactly("get record", "ask", "put code", "put code", "put code", "put record");
    }

    @Test
    void refusesAGenerationThatIsUnknown() {
        assertPreviousRefused(new GenerationId("20261122T101530123Z-00000000").value());
    }

    @Test
    void refusesAGenerationOfAnotherCaller() {
        String first = made();
        world.invocation = TestInvocation.by("iam:somebody", world.invocation);

        assertPreviousRefused(first);
    }

    @Test
    void refusesAGenerationThatFailed() {
        world.model.anew().thenReplies("");
        world.failure(null);

        assertPreviousRefused(world.records().get(0).id());
    }

    @Test
    void refusesAGenerationThatWasDeleted() {
        String first = made();
        world.delete(first);

        assertPreviousRefused(first);
    }

    @Test
    void asksToWaitForAGenerationThatIsNotFinished() {
        String queued = world.postAsJob(null).id().value();

        Failure failure = Failure.of(() -> world.post(change(queued), KEY));

        assertThat(failure.code()).isEqualTo(ProblemCode.IN_PROGRESS);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(world.calls()).isZero();
        world.deliver();
        assertThat(world.post(change(queued), KEY).status()).isEqualTo(200);
    }

    @Test
    void leavesTheKeyFreeAfterARefusedGeneration() {
        assertThat(Failure.of(() -> world.post(change("20261122T101530123Z-00000000"), KEY))
                        .code())
                .isEqualTo(ProblemCode.INVALID_REQUEST);

        assertThat(world.post(KEY).replayed()).isFalse();
    }

    @Test
    void repeatsItsAnswerWithoutReadingTheEarlierGeneration() {
        String first = made();
        Answer answer = world.post(change(first), KEY);
        world.delete(first);
        world.faults.steps();

        Answer repeated = world.post(change(first), KEY);

        assertThat(repeated.replayed()).isTrue();
        assertThat(repeated.body()).isEqualTo(answer.body());
        assertThat(world.faults.steps()).containsExactly("put claim", "get claim");
    }

    @Test
    void takesAnotherContextForAnotherRequest() {
        String first = made();
        String second = made();
        world.post(change(first), KEY);

        assertThat(List.of(
                        change(second),
                        World.request("change it"),
                        change(first).in(Languages.standard().find("python").orElseThrow()),
                        new GenerationRequest(
                                null,
                                "change it",
                                null,
                                null,
                                new GenerationId(first),
                                List.of(new SourceFile("a", "")))))
                .allSatisfy(other -> assertThatThrownBy(() -> world.post(other, KEY))
                        .isInstanceOfSatisfying(CallerException.class, e -> assertThat(e.code())
                                .isEqualTo(ProblemCode.IDEMPOTENCY_MISMATCH)));
    }

    @Test
    void tellsFilesApartByNameAndContent() {
        GenerationRequest request = files(new SourceFile("a", "b"), new SourceFile("c", ""));

        assertThat(List.of(
                        files(new SourceFile("a", "b")),
                        files(new SourceFile("a", "b"), new SourceFile("c", "d")),
                        files(new SourceFile("a", "bc"), new SourceFile("c", "")),
                        files(new SourceFile("c", ""), new SourceFile("a", "b"))))
                .extracting(GenerationRequest::fingerprint)
                .doesNotContain(request.fingerprint())
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsTheFingerprintOfARequestForNewCode() {
        assertThat(World.request("x").fingerprint())
                .isEqualTo("32e09b3eb32d7c388034cea3ca317eceaee1a89868bf792b88b7c050fcffead8");
    }

    @Test
    void runsAJobAfterItsEarlierGenerationWasDeleted() {
        String first = made();
        Answer accepted = world.core.submit(change(first), KEY, true, world.invocation);
        world.delete(first);
        world.model.anew().thenReplies("```python b.py\n22\n```\n");

        GenerationRecord changed = world.deliver().orElseThrow();

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(changed.status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertThat(changed.previous()).isEqualTo(first);
        assertThat(contents(changed))
                .containsEntry("a.py", "1\n")
                .containsEntry("b.py", "22\n")
                .hasSize(3);
    }

    @Test
    void recordsTheFilesThatAJobWasGiven() {
        GenerationRequest request = files(new SourceFile("own.py", "own\n"));
        world.core.submit(request, null, true, world.invocation);
        world.model.anew().thenReplies("Fine.");

        GenerationRecord changed = world.deliver().orElseThrow();

        assertThat(changed.request().files()).containsExactly(new RequestedFile("own.py", 4));
        assertThat(contents(changed)).containsExactly(Map.entry("own.py", "own\n"));
    }

    @Test
    void forgetsTheContextOfAJobOnceItRuns() {
        world.core.submit(files(new SourceFile("own.py", "secret\n")), null, true, world.invocation);
        world.model.anew().then(call -> {
            assertThat(recordText()).doesNotContain("secret");
            return ScriptedModel.reply("Fine.", StopReason.END_TURN);
        });
        assertThat(recordText()).contains("secret");

        assertThat(world.deliver()).isPresent();
    }

    @Test
    void leavesAJobToTheVersionThatQueuedIt() {
        world.postAsJob(null);
        String key = world.keys(name -> name.startsWith("generations/")).get(0);
        ObjectStore.StoredObject record = world.memory.objects().get(key);
        Map<String, String> metadata = new HashMap<>(record.metadata());
        metadata.put("format", "3");
        world.store.put(
                new ObjectKey(key),
                new ObjectStore.StoredObject(record.content(), record.contentType(), metadata),
                world.invocation.deadline());

        assertThatThrownBy(world::deliver).isInstanceOfSatisfying(OperatorException.class, e -> assertThat(e.code())
                .isEqualTo(ProblemCode.JOB_REFUSED));
        assertThat(world.records().get(0).status()).isEqualTo(GenerationRecord.Status.QUEUED);
        assertThat(world.calls()).isZero();
    }

    @Test
    void storesAKeptChangeWithoutTheEarlierGeneration() {
        String first = made();
        world.model.anew().thenReplies("```python b.py\n22\n```\n");
        world.faults.at("put code", Faults.StepFault.FAILS);
        assertThat(Failure.of(() -> world.post(change(first), KEY)).code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        world.delete(first);
        int calls = world.calls();

        Answer answer = world.post(change(first), KEY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(world.calls()).isEqualTo(calls);
        assertThat(contents(world.record(answer.id().value())))
                .containsEntry("b.py", "22\n")
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {47, 48})
    void countsTheFilesOfBoth(int own) {
        String first = made();
        GenerationRequest request = new GenerationRequest(
                null,
                "x",
                null,
                null,
                new GenerationId(first),
                IntStream.range(0, own)
                        .mapToObj(i -> new SourceFile("f" + i, ""))
                        .toList());
        world.model.anew().thenReplies("Fine.");

        if (own == 47) {
            assertThat(world.post(request, null).status()).isEqualTo(200);
        } else {
            assertThat(faults(request)).containsExactly("files");
        }
    }

    @Test
    void refusesAReplyThatMakesTheGenerationTooLarge() {
        GenerationRequest request = files(IntStream.range(0, 50)
                .mapToObj(i -> new SourceFile("f" + i + ".py", ""))
                .toArray(SourceFile[]::new));
        world.model.anew().thenReplies("```python new.py\n1\n```\n");

        assertThat(Failure.of(() -> world.post(request, null)).code()).isEqualTo(ProblemCode.GENERATION_TOO_LARGE);
    }

    private String made() {
        return world.post(null).id().value();
    }

    private GenerationRecord refine(String previous, String reply) {
        world.model.anew().thenReplies(reply);
        return world.record(world.post(change(previous), null).id().value());
    }

    private static GenerationRequest change(String previous) {
        return new GenerationRequest(null, "change it", null, null, new GenerationId(previous), List.of());
    }

    private static GenerationRequest files(SourceFile... files) {
        return new GenerationRequest(
                Languages.standard().find("python").orElseThrow(), "change it", null, null, null, List.of(files));
    }

    private void assertPreviousRefused(String id) {
        int calls = world.calls();
        assertThat(faults(change(id))).containsExactly("previous");
        assertThat(world.calls()).isEqualTo(calls);
    }

    private List<String> faults(GenerationRequest request) {
        return catchThrowableOfType(CallerException.class, () -> world.post(request, null)).errors().stream()
                .map(Problem.FieldError::field)
                .toList();
    }

    private CodeModel.Call lastCall() {
        return world.model.calls().get(world.calls() - 1);
    }

    private int promptLength() {
        return lastCall().prompt().whole().length();
    }

    private String recordText() {
        return world.memory.objects().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("generations/"))
                .map(entry -> new String(entry.getValue().content(), StandardCharsets.UTF_8))
                .reduce("", String::concat);
    }

    private Map<String, String> contents(GenerationRecord generation) {
        Map<String, String> contents = new LinkedHashMap<>();
        generation
                .files()
                .forEach(file -> contents.put(
                        file.name(),
                        new String(world.memory.objects().get(file.key()).content(), StandardCharsets.UTF_8)));
        return contents;
    }

    private List<String> contentsOf(GenerationRecord generation) {
        return List.copyOf(contents(generation).values());
    }
}
