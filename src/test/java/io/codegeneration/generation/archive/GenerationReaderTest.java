package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.submission.Core;
import io.codegeneration.json.TestJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationReaderTest {

    private static final String REPLY = "```python src/main.py\nx = '字'\n```\n```markdown README.md\nRead.\n```\n";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:15:30.123Z"));
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final ScriptedModel model = new ScriptedModel().thenReplies(REPLY);
    private final Core core = Core.of(TestConfig.standard(), model, store, executor, clock, new Random(1));
    private final GenerationReader generations = core.generations;
    private final Invocation alice = TestInvocation.by("jwt:https://issuer.example#alice", TestInvocation.anonymous());
    private final Invocation bob = TestInvocation.by("jwt:https://issuer.example#bob", TestInvocation.anonymous());

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void findsWhatTheCallerGenerated() {
        GenerationRecord generation = generate(alice);

        assertThat(generations.find(generation.id(), alice)).isEqualTo(generation);
    }

    @Test
    void findsWhatAnonymousCallersGenerated() {
        GenerationRecord generation = generate(TestInvocation.anonymous());

        assertThat(generations.find(generation.id(), TestInvocation.anonymous()))
                .isEqualTo(generation);
    }

    @Test
    void hidesWhatAnotherCallerGenerated() {
        GenerationRecord generation = generate(alice);

        assertNotFound(() -> generations.find(generation.id(), bob));
        assertNotFound(() -> generations.find(generation.id(), TestInvocation.anonymous()));
        assertNotFound(() -> generations.file(generation.id(), "src/main.py", bob));
        assertThat(store.gets()).noneMatch(key -> key.contains(alice.owner().value()));
    }

    @Test
    void doesNotFindWhatNeverWas() {
        generate(alice);

        assertNotFound(() -> generations.find("20261122T101530123Z-00000000", alice));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "x",
                "../anonymous",
                "20261322T101530123Z-k3v9q2w8",
                "20261122T101530123Z-k3v9q2w8.json",
                "\u0000"
            })
    void doesNotAskTheStoreForNonsense(String id) {
        assertNotFound(() -> generations.find(id, alice));
        assertNotFound(() -> generations.file(id, "src/main.py", alice));
        assertThat(store.gets()).isEmpty();
    }

    @Test
    void givesAFileByItsPath() {
        GenerationRecord generation = generate(alice);

        GenerationReader.File file = generations.file(generation.id(), "src/main.py", alice);

        assertThat(file.name()).isEqualTo("main.py");
        assertThat(file.contentType()).isEqualTo("text/x-python; charset=UTF-8");
        assertThat(file.content()).asString(StandardCharsets.UTF_8).isEqualTo("x = '字'\n");
        assertThat(generations.file(generation.id(), "README.md", alice).contentType())
                .isEqualTo("text/markdown; charset=UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main.py",
                "SRC/main.py",
                "/src/main.py",
                "src/../src/main.py",
                "src",
                "../x",
                "src%2Fmain.py"
            })
    void givesNoFileByAnyOtherName(String name) {
        GenerationRecord generation = generate(alice);

        assertNotFound(() -> generations.file(generation.id(), name, alice));
        assertThat(store.gets()).hasSize(1);
    }

    @Test
    void givesFilesThatAreGoneFromTheRecord() {
        GenerationRecord generation = generate(alice);
        generation.files().forEach(file -> store.remove(file.key()));

        assertThat(generations.file(generation.id(), "src/main.py", alice).content())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("x = '字'\n");
        assertThat(generations.file(generation.id(), "README.md", alice).content())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("Read.\n");
    }

    @Test
    void tellsThatAFileIsGoneWhichTheRecordDoesNotHold() {
        GenerationRecord generation = generate(alice);
        ObjectKey key = ObjectKey.ofRecord(alice.owner(), new GenerationId(generation.id()));
        RecordFormat format = TestJson.records();
        store.put(
                key,
                new ObjectStore.StoredObject(format.write(generation, Contents.NONE), format.contentType(), Map.of()),
                Deadline.NONE);
        store.remove(generation.files().get(1).key());

        assertNotFound(() -> generations.file(generation.id(), "README.md", alice));
    }

    @Test
    void passesOnThatTheStoreFailed() {
        GenerationRecord generation = generate(alice);
        store.failFor(key -> true);

        TransientException failure =
                catchThrowableOfType(TransientException.class, () -> generations.find(generation.id(), alice));

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
    }

    private GenerationRecord generate(Invocation invocation) {
        return core.generate(
                new GenerationRequest(Languages.standard().find("python").orElseThrow(), "x", null, null), invocation);
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThat(catchThrowableOfType(CallerException.class, call).code()).isEqualTo(ProblemCode.NOT_FOUND);
    }
}
