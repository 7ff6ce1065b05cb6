package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.idempotency.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a generation whose events cannot be written. */
@Timeout(60)
class EventStreamsTest {

    private static final GenerationId ID = new GenerationId("20261122T101530123Z-k3v9q2w8");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RequestLog requestLog = new RequestLog();
    private final EventStreams streams = new EventStreams(
            null, null, new ProblemReport(TestInvocation::anonymous, requestLog), requestLog, EventWriterTest.JSON);
    private final RequestLines log = new RequestLines();

    private volatile boolean ended;

    @AfterEach
    void stop() {
        log.close();
        threads.shutdownNow();
    }

    @Test
    void waitsForTheGenerationOfACallerWhoIsGone() throws Exception {
        write(new IOException("closed"));

        assertEndedAndLogged();
    }

    @Test
    void takesAnyFailureOfAWriteForACallerWhoIsGone() throws Exception {
        write(new IllegalStateException("closed"));

        assertEndedAndLogged();
    }

    @Test
    void waitsForTheGenerationAlsoIfItIsInterrupted() throws Exception {
        GenerationStream stream = start();
        Thread.currentThread().interrupt();

        streams.write(stream, writer(OutputStream.nullOutputStream()), TestInvocation.anonymous());

        assertThat(Thread.interrupted()).isTrue();
        assertEndedAndLogged();
    }

    @Test
    void logsTheOutcomeIfTheLastEventIsNotWritten() throws Exception {
        Answer refused =
                new Answer(422, "{}", Optional.empty(), ID, Optional.empty(), Optional.empty(), true, "model-refused");
        GenerationStream stream = GenerationStream.again(refused, "python");

        streams.write(
                stream,
                writer(new OutputStream() {
                    private int events;

                    @Override
                    public void write(int b) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int start, int length) {
                        if (++events > 1) {
                            throw new IllegalStateException("closed");
                        }
                    }
                }),
                TestInvocation.anonymous());

        assertThat(log.lines()).singleElement().asString().contains("outcome=model-refused");
    }

    private void write(Exception failure) throws InterruptedException {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (failure instanceof IOException closed) {
                    throw closed;
                }
                throw (RuntimeException) failure;
            }
        };
        streams.write(start(), writer(gone), TestInvocation.anonymous());
    }

    /** Starts a generation that ends once the thread that writes waits for it. */
    private GenerationStream start() throws InterruptedException {
        Thread writing = Thread.currentThread();
        CompletableFuture<Void> started = new CompletableFuture<>();
        GenerationStream stream = GenerationStream.start(
                progress -> {
                    GenerationStreamTest.begin(progress);
                    started.join();
                    while (writing.getState() != Thread.State.WAITING && !Thread.interrupted()) {
                        Thread.onSpinWait();
                    }
                    ended = true;
                    throw new CallerException(ProblemCode.MODEL_REFUSED, "No.");
                },
                threads);
        started.complete(null);
        return stream;
    }

    private void assertEndedAndLogged() {
        assertThat(ended).isTrue();
        assertThat(log.lines()).singleElement().asString().contains("outcome=model-refused");
    }

    private static EventWriter writer(OutputStream out) {
        return new EventWriter(out, EventWriterTest.JSON, new WriteTimeout((delay, action) -> () -> {}, () -> {}));
    }
}
