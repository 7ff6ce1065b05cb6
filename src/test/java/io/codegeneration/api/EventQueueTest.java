package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.ModelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private static final ModelName MODEL = new ModelName("model");
    private static final StreamEvent.Started STARTED =
            StreamEvent.Started.of(new GenerationId("20261122T101530123Z-k3v9q2w8"), "python");

    private final EventQueue queue = new EventQueue();

    @Test
    void givesEventsInOrder() throws InterruptedException {
        queue.started(STARTED);
        queue.attempt(1, MODEL, 0);
        queue.text("a");

        assertThat(waiting()).containsExactly(STARTED, new StreamEvent.ModelCall(1, "model", 0), text("a"));
    }

    @Test
    void joinsTextThatWaits() throws InterruptedException {
        queue.text("def ");
        queue.text("sum");
        queue.text("():\n");

        assertThat(waiting()).containsExactly(text("def sum():\n"));
    }

    @Test
    void givesEachPieceToAReaderThatKeepsUp() throws InterruptedException {
        queue.text("def ");
        assertThat(waiting()).containsExactly(text("def "));
        queue.text("sum");
        assertThat(waiting()).containsExactly(text("sum"));
    }

    @Test
    void dropsTextThatALaterCallReplaces() throws InterruptedException {
        queue.attempt(1, MODEL, 0);
        queue.text("never to be seen");
        queue.attempt(2, MODEL, 0);
        queue.text("seen");

        assertThat(waiting())
                .containsExactly(
                        new StreamEvent.ModelCall(1, "model", 0),
                        new StreamEvent.ModelCall(2, "model", 0),
                        text("seen"));
    }

    @Test
    void keepsWhatALaterCallContinues() throws InterruptedException {
        queue.text("one ");
        assertThat(waiting()).containsExactly(text("one "));
        queue.text("🙂two three");
        queue.attempt(2, MODEL, 9);
        queue.text("four");

        assertThat(waiting()).containsExactly(text("🙂two "), new StreamEvent.ModelCall(2, "model", 9), text("four"));
    }

    @Test
    void tellsTheCallerToDropTextThatWasSent() throws InterruptedException {
        queue.text("one two");
        assertThat(waiting()).containsExactly(text("one two"));
        queue.text(" three");
        queue.attempt(2, MODEL, 4);

        assertThat(waiting()).containsExactly(new StreamEvent.ModelCall(2, "model", 4));
    }

    @Test
    void neverSplitsACharacter() throws InterruptedException {
        queue.text("smile \uD83D");
        assertThat(waiting()).containsExactly(text("smile "));
        assertThat(waiting()).isEmpty();
        queue.text("\uDE42!");

        assertThat(waiting()).containsExactly(text("🙂!"));
    }

    @Test
    void replacesAHalfCharacterWhoseOtherHalfNeverComes() throws InterruptedException {
        queue.text("a\uD83D");
        queue.close();

        assertThat(waiting()).containsExactly(text("a\uFFFD"));
        assertThat(queue.ended()).isTrue();
    }

    @Test
    void endsWhenEveryEventWasTaken() throws InterruptedException {
        queue.text("a");
        queue.close();

        assertThat(queue.ended()).isFalse();
        assertThat(waiting()).containsExactly(text("a"));
        assertThat(queue.ended()).isTrue();
        assertThat(queue.next(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void keepsNothingForACallerWhoIsGone() throws InterruptedException {
        queue.text("a");
        queue.abandon();
        queue.text("b");
        queue.attempt(2, MODEL, 1);

        assertThat(waiting()).isEmpty();
        queue.close();
        assertThat(queue.ended()).isTrue();
    }

    @Test
    void wakesAReaderThatWaits() throws Exception {
        CompletableFuture<StreamEvent> read = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.next(Duration.ofDays(1)).orElseThrow();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        queue.text("a");

        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(text("a"));
    }

    @Test
    void knowsWhetherAGenerationBegan() throws InterruptedException {
        queue.started(STARTED);
        EventQueue other = new EventQueue();
        other.close();

        assertThat(queue.awaitStart()).contains(STARTED);
        assertThat(other.awaitStart()).isEmpty();
    }

    /** Whatever the pace of the reader: who follows the events has the text of the maker, and at most one reply waits. */
    @RepeatedTest(200)
    void givesEveryReaderTheSameText(RepetitionInfo repetition) throws InterruptedException {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder made = new StringBuilder();
        StringBuilder read = new StringBuilder();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    int keep = random.nextInt(made.codePointCount(0, made.length()) + 1);
                    made.setLength(made.offsetByCodePoints(0, keep));
                    queue.attempt(step, MODEL, keep);
                }
                case 1 -> queue.next(Duration.ZERO).ifPresent(event -> follow(event, read));
                default -> {
                    String piece = List.of("a", "bc", "🙂", "e\u0301\n").get(random.nextInt(4));
                    made.append(piece);
                    queue.text(piece);
                }
            }
        }
        List<StreamEvent> left = waiting();
        int waited = left.stream()
                .mapToInt(event ->
                        event instanceof StreamEvent.Text piece ? piece.text().length() : 0)
                .sum();
        left.forEach(event -> follow(event, read));

        assertThat(read).hasToString(made.toString());
        assertThat(waited).isLessThanOrEqualTo(made.length());
    }

    private static void follow(StreamEvent event, StringBuilder read) {
        if (event instanceof StreamEvent.Text piece) {
            read.append(piece.text());
        } else if (event instanceof StreamEvent.ModelCall call) {
            read.setLength(read.offsetByCodePoints(0, call.keep()));
        }
    }

    private List<StreamEvent> waiting() throws InterruptedException {
        List<StreamEvent> events = new ArrayList<>();
        for (var event = queue.next(Duration.ZERO); event.isPresent(); event = queue.next(Duration.ZERO)) {
            events.add(event.get());
        }
        return events;
    }

    private static StreamEvent text(String text) {
        return new StreamEvent.Text(text);
    }
}
