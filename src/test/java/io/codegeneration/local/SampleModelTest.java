package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.CodeModel.Interruption.Cause;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.model.TestModels;
import io.codegeneration.generation.model.WritingOutcome;
import io.codegeneration.generation.model.WritingTask;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleModelTest {

    private static final Language PYTHON = Languages.standard().find("python").orElseThrow();

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> pieces = new ArrayList<>();
    private final SampleModel model =
            new SampleModel(new LocalConfig(Path.of("target"), Duration.ofSeconds(10)), pauses::add);

    @Test
    void repliesAtOnceIfNobodyWatches() {
        CodeModel.Reply reply = ask("sample", false, Duration.ofMinutes(1));

        assertThat(pieces).containsExactly(reply.text());
        assertThat(pauses).isEmpty();
    }

    @Test
    void writesAFewWordsAtATimeIfSomebodyWatches() {
        CodeModel.Reply reply = ask("sample", true, Duration.ofMinutes(1));

        assertThat(String.join("", pieces)).isEqualTo(reply.text());
        assertThat(pieces)
                .hasSizeGreaterThan(20)
                .allSatisfy(piece -> assertThat(piece.strip().split("\\s+")).hasSizeLessThanOrEqualTo(3));
        assertThat(pauses).hasSameSizeAs(pieces);
    }

    @Test
    void breaksOffWhenTheTimeIsUp() {
        CodeModel.Reply reply = ask("sample", true, Duration.ofMillis(400));

        assertThat(reply.interruption()).hasValueSatisfying(interruption -> assertThat(interruption.cause())
                .isEqualTo(Cause.TIME));
        assertThat(String.join("", pieces)).isEqualTo(reply.text());
        assertThat(pauses).hasSize(10);
    }

    @Test
    void breaksOffInTheMiddleOnPurpose() {
        CodeModel.Reply whole = ask("sample", false, Duration.ofMinutes(1));
        CodeModel.Reply reply = ask("fault-interrupt", false, Duration.ofMinutes(1));

        assertThat(whole.text()).startsWith(reply.text()).isNotEqualTo(reply.text());
        assertThat(reply.text()).contains("```python");
        assertThat(reply.interruption()).hasValueSatisfying(interruption -> assertThat(interruption.cause())
                .isEqualTo(Cause.CONNECTION));
    }

    @Test
    void continuesATextWhereItStopped() {
        CodeModel.Reply whole = ask("sample", false, Duration.ofMinutes(1));
        String kept = whole.text().substring(0, 400);

        CodeModel.Reply rest = model.ask(
                call(PYTHON, "sample", false, Duration.ofMinutes(1), List.of(new CodeModel.FollowUp(kept, "Go on."))),
                pieces::add);

        assertThat(kept + rest.text()).isEqualTo(whole.text());
    }

    static List<Language> languages() {
        return Languages.standard().all();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void keepsTheCodeBeforeAnInterruptionInEveryLanguage(Language language) {
        GenerationRequest request = new GenerationRequest(language, "sum", "fault-interrupt", null);

        WritingOutcome outcome = TestModels.writer(TestConfig.standard(), model, clock, clock::advance, new Random(1))
                .write(new WritingTask(
                        request,
                        CodeContext.NONE,
                        new Deadline(clock.instant().plusSeconds(60)),
                        () -> true,
                        ProgressListener.NONE));

        WritingOutcome.Written written = (WritingOutcome.Written) outcome;
        String whole = ask(language, "sample", false, Duration.ofMinutes(1)).text();
        String once =
                ask(language, "fault-interrupt", false, Duration.ofMinutes(1)).text();
        assertThat(written.stopReason().value()).isEqualTo("stream_interrupted");
        assertThat(whole).startsWith(written.text()).isNotEqualTo(written.text());
        assertThat(written.text()).startsWith(once).isNotEqualTo(once);
        assertThat(outcome.receipt().attempts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault-truncate", "fault-interrupt"})
    void breaksOffInTheMiddleOfAChangeToo(String name) {
        CodeContext context = CodeContext.of(List.of(new SourceFile("a.py", "x = 1\n".repeat(50))));
        CodeModel.Reply whole = change("sample", context);

        CodeModel.Reply reply = change(name, context);

        assertThat(whole.text()).startsWith(reply.text()).isNotEqualTo(reply.text());
        assertThat(reply.text()).contains("```python a.py\nx = 1\n");
    }

    @Test
    void changesCodeInTheTimeThatThereIs() {
        CodeContext context = CodeContext.of(List.of(new SourceFile("a.py", "x = 1\n")));

        assertThat(change("fault-slow", context).text())
                .isEqualTo(change("sample", context).text())
                .contains("```python a.py\nx = 1\n# A built-in sample added this line for: sum\n```");
    }

    private CodeModel.Reply change(String name, CodeContext context) {
        CodeModel.Options options = new CodeModel.Options(null, null, true, true, Map.of());
        return model.ask(
                new CodeModel.Call(
                        name,
                        new Prompt(PYTHON, "sum", context),
                        List.of(),
                        256,
                        options,
                        false,
                        Duration.ofMinutes(1)),
                pieces::add);
    }

    private CodeModel.Reply ask(String name, boolean watched, Duration timeLimit) {
        return ask(PYTHON, name, watched, timeLimit);
    }

    private CodeModel.Reply ask(Language language, String name, boolean watched, Duration timeLimit) {
        return model.ask(call(language, name, watched, timeLimit, List.of()), pieces::add);
    }

    private static CodeModel.Call call(
            Language language, String name, boolean watched, Duration timeLimit, List<CodeModel.FollowUp> followUps) {
        CodeModel.Options options = new CodeModel.Options(null, null, true, true, Map.of());
        return new CodeModel.Call(name, new Prompt(language, "sum"), followUps, 256, options, watched, timeLimit);
    }
}
