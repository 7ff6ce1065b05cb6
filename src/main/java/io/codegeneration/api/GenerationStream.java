package io.codegeneration.api;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.idempotency.Answer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * One generation that is made on a thread of its own while its events are written on the caller's thread. The generation goes
 * on whether anybody reads the events or not.
 */
final class GenerationStream {

    private static final Logger LOG = Logger.getLogger(GenerationStream.class);

    /** Makes a generation and reports its progress. */
    @FunctionalInterface
    interface Maker {

        Answer make(ProgressListener listener);
    }

    private final EventQueue events;
    private final CompletableFuture<Answer> answer;
    private final Optional<StreamEvent.Started> started;

    private GenerationStream(
            EventQueue events, CompletableFuture<Answer> answer, Optional<StreamEvent.Started> started) {
        this.events = events;
        this.answer = answer;
        this.started = started;
    }

    /**
     * Starts a generation, and returns when it has begun or was answered without being made.
     *
     * @throws CodeGenerationException if the request failed before the generation began
     */
    static GenerationStream start(Maker maker, Executor threads) throws InterruptedException {
        EventQueue events = new EventQueue();
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> maker.make(events), threads).whenComplete((a, e) -> events.close());
        GenerationStream stream = new GenerationStream(events, answer, events.awaitStart());
        if (stream.started.isEmpty()) {
            stream.answer();
        }
        return stream;
    }

    /** Returns the stream of a generation that was answered before: only the first and the last event. */
    static GenerationStream again(Answer answer, String language) {
        EventQueue events = new EventQueue();
        StreamEvent.Started started = StreamEvent.Started.of(answer.id(), language);
        events.started(started);
        events.close();
        return new GenerationStream(events, CompletableFuture.completedFuture(answer), Optional.of(started));
    }

    /** Returns the first event, or empty if the request was answered without a generation: again, or with a job. */
    Optional<StreamEvent.Started> started() {
        return started;
    }

    /**
     * Writes all events except the last. If a write fails or the thread is interrupted, the remaining events are dropped, and
     * the generation may still run when this method returns.
     *
     * @return whether every event was written
     */
    boolean writeTo(EventWriter writer) {
        try {
            writer.writeAll(events);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("The caller left before the last event", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.abandon();
        return false;
    }

    /**
     * Waits for the answer, also on an interrupted thread.
     *
     * @throws CodeGenerationException if the generation failed without an answer
     */
    Answer answer() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
