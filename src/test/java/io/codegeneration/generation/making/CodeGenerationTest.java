package io.codegeneration.generation.making;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.archive.InMemoryObjectStore;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.RecordFormat;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import io.codegeneration.generation.submission.Core;
import io.codegeneration.generation.submission.Failure;
import io.codegeneration.json.TestJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeGenerationTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
    private static final String SHOWN_MODEL = "us.anthropic.claude-haiku-5-5";
    private static final String MESSAGE = "implement binary search";
    private static final String CODE = "def f():\n    return 1\n";
    private static final String REPLY = "Here:\n\n```python\n" + CODE + "```\n";
    private static final Predicate<String> CODE_KEYS = key -> key.startsWith("code-output/");
    private static final Predicate<String> RECORD_KEYS = key -> key.startsWith("generations/");

    private final ManualClock clock = new ManualClock(NOW);
    private final ScriptedModel model = new ScriptedModel();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final RecordFormat format = TestJson.records();
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private Invocation invocation = TestInvocation.anonymous();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void answersWithWhatTheModelWrote() {
        model.then(call -> {
            clock.advance(Duration.ofMillis(3_702));
            return ScriptedModel.reply(REPLY, StopReason.END_TURN);
        });

        GenerationRecord generation = generate();

        assertThat(generation.id()).startsWith("20261122T101530123Z-");
        assertThat(generation.status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertThat(generation.language()).isEqualTo("python");
        assertThat(generation.code()).isEqualTo(CODE);
        assertThat(generation.explanation()).isEqualTo("Here:");
        assertThat(generation.files())
                .containsExactly(new GenerationRecord.StoredFile(
                        "implement_binary_search.py",
                        "code-output/" + generation.id() + "-implement_binary_search.py",
                        CODE.length()));
        assertThat(generation.bucket()).isEqualTo(InMemoryObjectStore.BUCKET);
        assertThat(generation.truncated()).isFalse();
        assertThat(generation.model()).isEqualTo(SHOWN_MODEL);
        assertThat(generation.stopReason()).isEqualTo("end_turn");
        assertThat(generation.usage()).isEqualTo(Usage.of(142, 318));
        assertThat(generation.ignoredParameters()).isEmpty();
        assertThat(generation.attempts()).containsExactly(new Attempt(SHOWN_MODEL, "succeeded", 3_702, 3_702L));
        assertThat(generation.createdAt()).isEqualTo(NOW);
        assertThat(generation.completedAt()).isEqualTo(NOW.plusMillis(3_702));
        assertThat(generation.request()).isEqualTo(new GenerationRecord.Request("python", MESSAGE, null, null));
        assertThat(generation.problem()).isNull();
    }

    @Test
    void saysWhatEveryCallerOfTheFirstVersionCompares() {
        model.thenReplies(REPLY);

        assertThat(GenerationAnswer.of(generate()).message()).isEqualTo("Code generation complete");
    }

    @Test
    void writesTheCodeAndItsRecordAndNothingElse() {
        model.thenReplies(REPLY);
        invocation = TestInvocation.by("iam:arn:aws:iam::123456789012:user/alice", invocation);

        GenerationRecord generation = generate();

        String code = "code-output/" + generation.id() + "-implement_binary_search.py";
        String owner = "1d7344df2e1b8d3c27dfa4fb7e4b2949";
        String record = "generations/" + owner + "/" + new GenerationId(generation.id()).reversedTimestamp() + "-"
                + generation.id() + ".json";
        assertThat(store.objects()).containsOnlyKeys(code, record);
        assertThat(store.puts()).containsExactlyInAnyOrder(code, record);
        ObjectStore.StoredObject file = store.objects().get(code);
        assertThat(file.content()).asString(StandardCharsets.UTF_8).isEqualTo(CODE);
        assertThat(file.contentType()).isEqualTo("text/x-python; charset=UTF-8");
        assertThat(file.metadata())
                .isEqualTo(Map.of("language", "python", "model", SHOWN_MODEL, "id", generation.id(), "owner", owner));
        assertThat(store.objects().get(record).contentType()).isEqualTo("application/json");
        assertThat(record()).isEqualTo(generation);
    }

    @Test
    void writesSeveralFilesUnderOnePrefixWithTheirOwnTypes() {
        model.thenReplies(
                "```json package.json\n{}\n```\n```ts src/größe.ts\nlet a = 1\n```\n```text LICENSE\nFree.\n```\n");

        GenerationRecord generation = generate("typescript", null, null);

        String prefix = "code-output/" + generation.id() + "-implement_binary_search/";
        assertThat(generation.code()).isEqualTo("let a = 1\n");
        assertThat(generation.files())
                .containsExactly(
                        new GenerationRecord.StoredFile("src/größe.ts", prefix + "src/größe.ts", 10),
                        new GenerationRecord.StoredFile("package.json", prefix + "package.json", 3),
                        new GenerationRecord.StoredFile("LICENSE", prefix + "LICENSE", 6));
        assertThat(store.objects())
                .hasSize(4)
                .containsKeys(prefix + "src/größe.ts", prefix + "package.json", prefix + "LICENSE");
        assertThat(store.objects().get(prefix + "package.json").contentType()).isEqualTo("application/json");
        assertThat(store.objects().get(prefix + "src/größe.ts").metadata()).containsEntry("language", "typescript");
    }

    @Test
    void countsBytesNotCharacters() {
        model.thenReplies("```python\nx = '字💥'\n```\n");

        assertThat(generate().files().get(0).bytes()).isEqualTo("x = '字💥'\n".getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void asksTheModelThatTheCallerNamed() {
        model.thenReplies(REPLY);

        GenerationRecord generation = generate("python", TestConfig.OTHER_MODEL, 300);

        assertThat(model.calls()).extracting(CodeModel.Call::model).containsExactly(TestConfig.OTHER_MODEL);
        assertThat(model.calls()).extracting(CodeModel.Call::maxTokens).containsExactly(300);
        assertThat(generation.model()).isEqualTo(TestConfig.OTHER_MODEL);
        assertThat(generation.request())
                .isEqualTo(new GenerationRecord.Request("python", MESSAGE, TestConfig.OTHER_MODEL, 300));
    }

    @Test
    void asksTheDefaultModelForTheMostTokensWhereTheCallerNamesNeither() {
        model.thenReplies(REPLY);

        generate();

        assertThat(model.calls()).extracting(CodeModel.Call::model).containsExactly(TestConfig.MODEL_ARN);
        assertThat(model.calls()).extracting(CodeModel.Call::maxTokens).containsExactly(8_192);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "model_context_window_exceeded"})
    void keepsTheCodeOfACutReply(String stopReason) {
        model.then(call -> ScriptedModel.reply("```python\ndef f():\n    ret", new StopReason(stopReason)));

        GenerationRecord generation = generate();

        assertThat(generation.truncated()).isTrue();
        assertThat(generation.status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertThat(generation.code()).isEqualTo("def f():\n    ret\n");
        assertThat(record()).isEqualTo(generation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed_model_output", "tool_use", "stop_sequence", "something_new"})
    void takesAnyOtherStopForAnEnd(String stopReason) {
        model.then(call -> ScriptedModel.reply(REPLY, new StopReason(stopReason)));

        GenerationRecord generation = generate();

        assertThat(generation.code()).isEqualTo(CODE);
        assertThat(generation.truncated()).isFalse();
        assertThat(generation.stopReason()).isEqualTo(stopReason);
    }

    @Test
    void tellsWhichParametersTheModelIgnored() {
        model.thenFails(OperatorException.rejecting(List.of("temperature", "thinking"), "no", null))
                .then(call -> new CodeModel.Reply(REPLY, StopReason.END_TURN, null));

        GenerationRecord generation = generate();

        assertThat(generation.ignoredParameters()).containsExactly("thinking");
        assertThat(generation.usage()).isNull();
        assertThat(record()).isEqualTo(generation);
    }

    @Test
    void losesNothingWhereTheCodeCannotBeWritten() {
        model.thenReplies(REPLY);
        store.failFor(CODE_KEYS);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertAnswered(failure, true);
        assertThat(record().status()).isEqualTo(GenerationRecord.Status.FAILED);
        assertThat(record().code()).isEqualTo(CODE);
        assertThat(record().explanation()).isEqualTo("Here:");
        assertThat(record().usage()).isEqualTo(Usage.of(142, 318));
        assertThat(record().problem().code()).isEqualTo("storage-failed");
        assertThat(record().problem().generation()).isNull();
        assertThat(record()).isEqualTo(failure.generation().orElseThrow());
    }

    @Test
    void losesNothingWhereTheRecordCannotBeWritten() {
        model.thenReplies(REPLY);
        store.failFor(RECORD_KEYS);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertAnswered(failure, false);
        assertThat(store.objects()).hasSize(1).allSatisfy((key, object) -> {
            assertThat(key).startsWith("code-output/");
            assertThat(object.content()).asString(StandardCharsets.UTF_8).isEqualTo(CODE);
        });
    }

    @Test
    void losesNothingWhereNothingCanBeWritten() {
        model.thenReplies(REPLY);
        store.failFor(key -> true);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertAnswered(failure, false);
        assertThat(store.objects()).isEmpty();
    }

    @Test
    void goesOnWritingTheOthersWhereOneFileFails() {
        model.thenReplies("```python a.py\n1\n```\n```python b.py\n2\n```\n```python c.py\n3\n```\n");
        store.failFor(key -> key.endsWith("b.py"));

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(store.objects().keySet()).filteredOn(CODE_KEYS).hasSize(2).noneMatch(key -> key.endsWith("b.py"));
        GenerationAnswer answer = failure.shown();
        assertThat(answer.files()).hasSize(3);
        assertThat(answer.explanation()).contains("a.py", "b.py", "c.py");
        assertThat(answer.bucket()).isNull();
    }

    @Test
    void givesEveryWriteTimeEvenAfterTheDeadline() {
        invocation = TestInvocation.until(new Deadline(NOW.plusSeconds(28)), invocation);
        model.then(call -> {
            clock.advance(Duration.ofSeconds(60));
            return ScriptedModel.reply(REPLY, StopReason.END_TURN);
        });

        generate();

        assertThat(store.deadlines()).hasSize(2).allSatisfy(deadline -> assertThat(deadline.forWrites(clock))
                .isEqualTo(Duration.ofMillis(500)));
    }

    @Test
    void givesWritesWhatIsLeft() {
        invocation = TestInvocation.until(new Deadline(NOW.plusSeconds(28)), invocation);
        model.then(call -> {
            clock.advance(Duration.ofSeconds(20));
            return ScriptedModel.reply(REPLY, StopReason.END_TURN);
        });

        generate();

        assertThat(store.deadlines()).hasSize(2).allSatisfy(deadline -> assertThat(deadline.forWrites(clock))
                .isEqualTo(Duration.ofSeconds(8)));
    }

    @Test
    void keepsARecordOfAFailureOfTheModel() {
        invocation = TestInvocation.behind("/dev", invocation);
        model.thenFails(new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "Access is denied.", "Grant it.", null));

        Failure failure = failure();

        GenerationRecord kept = record();
        Problem problem = failure.problem().orElseThrow();
        assertThat(problem.instance()).isEqualTo("/dev/code-generation/" + kept.id());
        assertThat(problem.requestId()).isEqualTo(TestInvocation.REQUEST_ID);
        assertThat(problem.fix()).isEqualTo("Grant it.");
        assertThat(problem.generation()).isNull();
        assertThat(kept.status()).isEqualTo(GenerationRecord.Status.FAILED);
        assertThat(kept.problem()).isEqualTo(problem);
        assertThat(kept.attempts()).containsExactly(new Attempt(SHOWN_MODEL, "model-access-denied", 0, null));
        assertThat(kept.code()).isNull();
        assertThat(kept.files()).isEmpty();
        assertThat(kept.completedAt()).isEqualTo(NOW);
        assertThat(store.objects()).hasSize(1);
    }

    @Test
    void listsEveryAttemptInTheRecordOfAFailure() {
        model.thenFails(TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "It failed.", null));

        assertThat(failure().retryAfter()).isPresent();
        assertThat(record().attempts())
                .extracting(Attempt::outcome)
                .containsExactly("model-unavailable", "model-unavailable");
    }

    @Test
    void answersForAFailureOfTheModelEvenWithoutAStore() {
        store.failFor(key -> true);
        model.thenFails(new OperatorException(ProblemCode.MODEL_NOT_FOUND, "Not found.", null, null));

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.MODEL_NOT_FOUND);
        assertThat(failure.problem().orElseThrow().instance()).isEqualTo("/code-generation");
    }

    @Test
    void keepsARecordWhereThereWasNoTimeToAsk() {
        invocation = TestInvocation.until(new Deadline(NOW), invocation);

        assertThat(failure().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(record().status()).isEqualTo(GenerationRecord.Status.FAILED);
        assertThat(record().attempts()).isEmpty();
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refusal", "content_filtered", "guardrail_intervened"})
    void tellsOfARefusal(String stopReason) {
        model.then(call -> ScriptedModel.reply("I would rather not.", new StopReason(stopReason)));

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.MODEL_REFUSED);
        assertThat(record().stopReason()).isEqualTo(stopReason);
        assertThat(record().usage()).isEqualTo(Usage.of(142, 318));
        assertThat(record().attempts()).containsExactly(new Attempt(SHOWN_MODEL, "model-refused", 0, 0L));
        assertThat(store.objects()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "```python\n```"})
    void tellsOfAReplyWithoutCode(String reply) {
        model.thenReplies(reply);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.EMPTY_GENERATION);
        assertThat(model.calls()).hasSize(1);
        assertThat(record().code()).isNull();
        assertThat(record().explanation()).isEqualTo(reply.isBlank() ? null : reply);
        assertThat(store.objects()).hasSize(1);
    }

    @Test
    void keepsFiftyFiles() {
        model.thenReplies(files(50));

        assertThat(generate().files()).hasSize(50);
        assertThat(store.objects()).hasSize(51);
    }

    @Test
    void keepsNoMoreThanFiftyFilesButShowsTheText() {
        assertTooLarge(files(51));
    }

    @Test
    void keepsAMebibyte() {
        model.thenReplies("```python\n" + "x".repeat(1024 * 1024 - 1) + "\n```\n");

        assertThat(generate().files().get(0).bytes()).isEqualTo(1024 * 1024);
    }

    @Test
    void keepsNoMoreThanAMebibyteButShowsTheText() {
        assertTooLarge("```python\n" + "x".repeat(1024 * 1024) + "\n```\n");
    }

    @Test
    void countsTheBytesOfAllFiles() {
        String half = "字".repeat(180_000) + "\n";

        assertTooLarge("```python a.py\n" + half + "```\n```python b.py\n" + half + "```\n");
    }

    @Test
    void tellsNothingOfABugButKeepsARecord() {
        model.thenFails(new IllegalStateException("secret of the adapter"));

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.INTERNAL);
        assertThat(failure.detail()).isEqualTo("An internal error occurred.");
        assertThat(failure.problem().orElseThrow().toString()).doesNotContain("secret");
        assertThat(record().status()).isEqualTo(GenerationRecord.Status.FAILED);
        assertThat(record().problem().code()).isEqualTo("internal");
        assertThat(record().attempts()).containsExactly(new Attempt(SHOWN_MODEL, "internal", 0, null));
    }

    @Test
    void repeatsNothingOfTheInstructionInItsMessages() {
        List<Runnable> ways = List.of(
                () -> model.anew().thenReplies(""),
                () -> model.anew().thenReplies(files(51)),
                () -> model.anew().then(call -> ScriptedModel.reply("", StopReason.REFUSAL)),
                () -> model.anew().thenFails(new IllegalStateException(MESSAGE)),
                () -> store.failFor(key -> true));
        for (Runnable way : ways) {
            way.run();
            assertThat(failure().detail()).doesNotContain("binary", "search");
        }
    }

    @Test
    void givesEveryGenerationItsOwnId() {
        model.thenReplies(REPLY);

        List<String> ids = IntStream.range(0, 50).mapToObj(i -> generate().id()).toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(store.objects()).hasSize(100);
    }

    private void assertTooLarge(String reply) {
        model.thenReplies(reply);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(ProblemCode.GENERATION_TOO_LARGE);
        GenerationAnswer answer = failure.shown();
        assertThat(answer.explanation()).isEqualTo(reply);
        assertThat(answer.code()).isNull();
        assertThat(answer.files()).isEmpty();
        assertThat(store.objects()).hasSize(1);
        assertThat(record().explanation()).isEqualTo(reply);
    }

    /** That nothing which was paid for is lost. */
    private void assertAnswered(Failure failure, boolean kept) {
        Problem problem = failure.problem().orElseThrow();
        GenerationRecord generation = failure.generation().orElseThrow();
        assertThat(problem.code()).isEqualTo("storage-failed");
        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.retryable()).isTrue();
        assertThat(problem.instance()).isEqualTo(kept ? "/code-generation/" + generation.id() : "/code-generation");
        GenerationAnswer answer = failure.shown();
        assertThat(answer.message()).isEqualTo("Code generation complete");
        assertThat(answer.id()).isEqualTo(generation.id());
        assertThat(answer.status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertThat(answer.code()).isEqualTo(CODE);
        assertThat(answer.files())
                .extracting(GenerationRecord.StoredFile::name)
                .containsExactly("implement_binary_search.py");
        assertThat(answer.usage()).isEqualTo(Usage.of(142, 318));
        assertThat(answer.attempts()).hasSize(1);
    }

    private GenerationRecord generate() {
        return generate("python", null, null);
    }

    private GenerationRecord generate(String language, String modelName, Integer maxTokens) {
        return submit(language, modelName, maxTokens).generation().orElseThrow();
    }

    private Answer submit(String language, String modelName, Integer maxTokens) {
        Random random = new Random(store.puts().size());
        Language written = Languages.standard().find(language).orElseThrow();
        return Core.of(TestConfig.standard(), model, store, executor, clock, random)
                .submit(new GenerationRequest(written, MESSAGE, modelName, maxTokens), null, false, invocation);
    }

    private Failure failure() {
        return Failure.of(() -> submit("python", null, null));
    }

    /** The only record in the store. */
    private GenerationRecord record() {
        List<GenerationRecord> records = store.objects().entrySet().stream()
                .filter(entry -> RECORD_KEYS.test(entry.getKey()))
                .map(entry -> format.read(entry.getValue().content()))
                .toList();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static String files(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "```python f" + i + ".py\nx = " + i + "\n```\n")
                .collect(Collectors.joining());
    }
}
