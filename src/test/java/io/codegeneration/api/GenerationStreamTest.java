package io.codegeneration.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.idempotency.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationStreamTest {

    private static final GenerationId ID = new GenerationId("20261122T101530123Z-k3v9q2w8");
    private static final Answer ANSWER =
            new Answer(200, "{}", Optional.empty(), ID, Optional.empty(), Optional.empty(), false, "succeeded");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch made = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void startsWhenTheGenerationHasBegun() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        GenerationStream stream = start(progress -> {
            begin(progress);
            await(written);
            return ANSWER;
        });

        assertThat(stream.started()).map(StreamEvent.Started::id).contains(ID.value());
        written.countDown();
        assertThat(stream.answer()).isSameAs(ANSWER);
    }

    @Test
    void givesAnAnswerThatNeededNoGeneration() throws Exception {
        GenerationStream stream = start(progress -> ANSWER);

        assertThat(stream.started()).isEmpty();
        assertThat(stream.answer()).isSameAs(ANSWER);
    }

    @Test
    void throwsWhatWentWrongBeforeTheGenerationBegan() {
        CallerException failure = new CallerException(ProblemCode.IN_PROGRESS, "Try again.");

        assertThatThrownBy(() -> start(progress -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void tellsOfAFailureOnlyAtTheEnd() throws Exception {
        CallerException failure = new CallerException(ProblemCode.MODEL_REFUSED, "No.");
        GenerationStream stream = start(progress -> {
            begin(progress);
            progress.text("a");
            throw failure;
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(stream.writeTo(writer(out))).isTrue();
        assertThat(types(out)).containsExactly("started", "attempt", "text");
        assertThatThrownBy(stream::answer).isSameAs(failure);
    }

    @Test
    void aSlowReaderHoldsUpNobodyAndMissesNothing() throws Exception {
        GenerationStream stream = start(progress -> {
            begin(progress);
            for (int i = 0; i < 10_000; i++) {
                progress.text("piece ");
            }
            made.countDown();
            return ANSWER;
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int start, int length) {
                // The first write ends when the whole reply is made.
                await(made);
                super.write(bytes, start, length);
            }
        };

        assertThat(stream.writeTo(writer(out))).isTrue();
        assertThat(types(out).subList(0, 3)).containsExactly("started", "attempt", "text");
        assertThat(types(out)).hasSizeLessThan(10);
        assertThat(out.toString(UTF_8).split("piece ", -1)).hasSize(10_001);
    }

    @Test
    void aReaderWhoIsGoneStopsNothing() throws Exception {
        GenerationStream stream = start(progress -> {
            begin(progress);
            progress.text("a");
            progress.text("b");
            made.countDown();
            return ANSWER;
        });
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("closed");
            }
        };

        assertThat(stream.writeTo(writer(gone))).isFalse();
        assertThat(made.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(stream.answer()).isSameAs(ANSWER);
    }

    @Test
    void repeatsAnAnswerAsFirstAndLastEvent() throws Exception {
        GenerationStream stream = GenerationStream.again(ANSWER, "python");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(stream.writeTo(writer(out))).isTrue();
        assertThat(types(out)).containsExactly("started");
        assertThat(stream.answer()).isSameAs(ANSWER);
    }

    private GenerationStream start(GenerationStream.Maker maker) throws InterruptedException {
        return GenerationStream.start(maker, threads);
    }

    static void begin(ProgressListener progress) {
        progress.started(new GenerationRecord(
                ID.value(),
                GenerationRecord.Status.RUNNING,
                "python",
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                ID.createdAt(),
                null,
                null,
                null));
        progress.attempt(1, new ModelName("model"), 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventWriter writer(OutputStream out) {
        return new EventWriter(out, EventWriterTest.JSON, new WriteTimeout((delay, action) -> () -> {}, () -> {}));
    }

    private static List<String> types(ByteArrayOutputStream out) {
        return out.toString(UTF_8)
                .lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length()))
                .toList();
    }
}
