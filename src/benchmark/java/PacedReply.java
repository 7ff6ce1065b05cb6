import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The events of one reply, a fixed time apart. Remembers when each was sent. Thread-safe. */
final class PacedReply implements HttpServer.Pieces {

    private final long pause;
    private final List<Long> sent = new ArrayList<>();

    /** @param pause time between two pieces, in milliseconds */
    PacedReply(long pause) {
        this.pause = pause;
    }

    /** The moments before each piece was handed to the connection, by System.nanoTime. */
    synchronized List<Long> sent() {
        return List.copyOf(sent);
    }

    @Override
    public Optional<byte[]> next() throws InterruptedException {
        int number = sent().size();
        if (number == ModelReply.EVENTS.size()) {
            return Optional.empty();
        }
        if (number > 0) {
            // From the first piece on, so that a late piece does not delay the others.
            long due = sent().get(0) + TimeUnit.MILLISECONDS.toNanos(number * pause);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
        synchronized (this) {
            sent.add(System.nanoTime());
        }
        return Optional.of(ModelReply.EVENTS.get(number));
    }
}
