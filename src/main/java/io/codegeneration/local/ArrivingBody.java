package io.codegeneration.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A response body whose lines one thread reads while they arrive, and waits for each no longer than it wants. The JDK's own
 * streams wait without a limit.
 */
final class ArrivingBody implements BodySubscriber<ArrivingBody> {

    /** What arrived, or how the body ended. */
    private record Part(List<ByteBuffer> content, boolean last, Throwable failure) {}

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Flow.Subscription subscription;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private List<ByteBuffer> following = List.of();
    private boolean ended;

    @Override
    public CompletionStage<ArrivingBody> getBody() {
        // At once: the head of the response is known.
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        begun.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> content) {
        parts.add(new Part(content, false, null));
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        parts.add(new Part(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        parts.add(new Part(List.of(), true, null));
    }

    /** Closes the connection if the body has not ended. */
    void cancel() {
        if (!ended && subscription != null) {
            subscription.cancel();
        }
    }

    /**
     * Returns the next line without its end, or null at the end of the body.
     *
     * @param nanos how long to wait for the next bytes
     * @throws TimeoutException if none arrived
     * @throws IOException if the connection broke
     */
    String readLine(long nanos) throws IOException, TimeoutException, InterruptedException {
        while (true) {
            while (current.hasRemaining()) {
                byte next = current.get();
                if (next == '\n') {
                    return takeLine();
                }
                line.write(next);
            }
            if (!following.isEmpty()) {
                current = following.get(0);
                following = following.subList(1, following.size());
            } else if (ended) {
                return line.size() == 0 ? null : takeLine();
            } else {
                await(nanos);
            }
        }
    }

    private void await(long nanos) throws IOException, TimeoutException, InterruptedException {
        Part part = parts.poll(nanos, TimeUnit.NANOSECONDS);
        if (part == null) {
            throw new TimeoutException("nothing arrived");
        }
        ended = part.last();
        following = part.content();
        if (part.failure() != null) {
            throw new IOException(part.failure());
        }
    }

    private String takeLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
