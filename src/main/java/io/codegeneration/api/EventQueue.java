package io.codegeneration.api;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.ProgressListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events between the thread that makes a generation and the thread that writes to the caller. Adding never blocks: pieces
 * of text that wait become one piece, and text that a later call replaces is dropped. So at most one reply waits. Thread-safe.
 */
final class EventQueue implements ProgressListener, EventWriter.Source {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<StreamEvent> waiting = new ArrayDeque<>();

    /** Text behind {@link #waiting}. Its last character may be the first half of a pair whose second half is still to come. */
    private final StringBuilder text = new StringBuilder();

    /** The valid code points in front of {@link #text}, waiting or taken. */
    private int position;

    private StreamEvent.Started begun;
    private boolean closed;
    private boolean abandoned;

    @Override
    public void started(GenerationRecord generation) {
        started(StreamEvent.Started.of(new GenerationId(generation.id()), generation.language()));
    }

    void started(StreamEvent.Started event) {
        change(() -> {
            begun = event;
            waiting.add(event);
        });
    }

    @Override
    public void attempt(int number, ModelName model, int keep) {
        change(() -> {
            int kept = Math.min(keep, position + codePoints(text));
            dropAfter(kept);
            completeText(text.length());
            waiting.add(new StreamEvent.ModelCall(number, model.value(), kept));
        });
    }

    @Override
    public void text(String piece) {
        change(() -> text.append(piece));
    }

    /** No further event will come. */
    void close() {
        change(() -> completeText(text.length()));
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops all events, also those to come: the caller is gone. */
    void abandon() {
        change(() -> {
            abandoned = true;
            waiting.clear();
            text.setLength(0);
        });
    }

    /**
     * Waits until the generation has begun or no event will come.
     *
     * @return the first event, or empty if no event will come
     */
    Optional<StreamEvent.Started> awaitStart() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (begun == null && !closed) {
                changed.await();
            }
            return Optional.ofNullable(begun);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean ended() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<StreamEvent> next(Duration silence) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = silence.toNanos();
            while (waiting.isEmpty() && wholeCharacters() == 0 && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                completeText(wholeCharacters());
            }
            return Optional.ofNullable(waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            if (!abandoned) {
                change.run();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what waits behind the first {@code keep} code points of the text. */
    private void dropAfter(int keep) {
        if (keep >= position) {
            text.setLength(text.offsetByCodePoints(0, keep - position));
            return;
        }
        text.setLength(0);
        Deque<StreamEvent> kept = new ArrayDeque<>();
        int end = position;
        for (Iterator<StreamEvent> last = waiting.descendingIterator(); last.hasNext(); ) {
            StreamEvent event = last.next();
            if (event instanceof StreamEvent.Text piece) {
                int start = end - codePoints(piece.text());
                if (end <= keep) {
                    kept.addFirst(piece);
                } else if (start < keep) {
                    kept.addFirst(new StreamEvent.Text(
                            piece.text().substring(0, piece.text().offsetByCodePoints(0, keep - start))));
                }
                end = start;
            } else if (event instanceof StreamEvent.ModelCall call) {
                end = call.keep();
                kept.addFirst(new StreamEvent.ModelCall(call.number(), call.model(), Math.min(call.keep(), keep)));
            } else {
                kept.addFirst(event);
            }
        }
        waiting.clear();
        waiting.addAll(kept);
        position = keep;
    }

    private void completeText(int length) {
        if (length > 0) {
            // JSON in UTF-8 has no halves of pairs.
            String piece = text.substring(0, length).replaceAll("\\p{Cs}", "\uFFFD");
            waiting.add(new StreamEvent.Text(piece));
            position += codePoints(piece);
            text.delete(0, length);
        }
    }

    /** Returns the length of the text without a half pair at its end. */
    private int wholeCharacters() {
        int length = text.length();
        return length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    }

    private static int codePoints(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
