package io.codegeneration.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps idle connections. The one that was used last is taken first, so that those which are not needed grow old; old ones
 * are closed whenever the pool is used, before anything is sent. Thread-safe.
 */
final class ConnectionPool {

    /**
     * Longest idle time of a connection that is used again. A NAT gateway forgets a connection after 350 s, and nothing tells
     * its ends.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html">NAT gateways</a>
     */
    static final Duration LONGEST_IDLE = Duration.ofSeconds(300);

    /** Idle connections that are kept; further ones are closed after use. */
    static final int MOST_IDLE = 10;

    /** A moment by both clocks: the monotonic one may stand still while a function is frozen, the other one may be set. */
    record Moment(long nanos, long millis) {

        static Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        Duration since(Moment earlier) {
            long monotonic = nanos - earlier.nanos;
            long wall = Duration.ofMillis(millis - earlier.millis).toNanos();
            return Duration.ofNanos(Math.max(monotonic, wall));
        }
    }

    private record Idle(Connection connection, Moment since) {}

    private final Supplier<Moment> clock;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param clock tells the time; a test has its own */
    ConnectionPool(Supplier<Moment> clock) {
        this.clock = clock;
    }

    /** Takes a connection that the peer has not closed; null if there is none. Closes every dead one that it meets. */
    Connection take(Route route) {
        for (Connection connection = next(route); connection != null; connection = next(route)) {
            if (connection.isUsable()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Keeps a connection whose last response was read to its end. */
    void give(Connection connection) {
        List<Connection> superfluous = expired();
        synchronized (this) {
            if (closed) {
                superfluous.add(connection);
            } else {
                idle.addFirst(new Idle(connection, clock.get()));
            }
            while (idle.size() > MOST_IDLE) {
                superfluous.add(idle.removeLast().connection());
            }
        }
        superfluous.forEach(Connection::close);
    }

    /** Takes in what has arrived on idle connections, such as session tickets, and closes those that are dead. */
    void readPending() {
        for (Idle each : removeAll()) {
            if (each.connection().isUsable()) {
                give(each.connection());
            } else {
                each.connection().close();
            }
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        removeAll().forEach(each -> each.connection().close());
    }

    private synchronized List<Idle> removeAll() {
        List<Idle> all = new ArrayList<>(idle);
        idle.clear();
        return all;
    }

    private Connection next(Route route) {
        expired().forEach(Connection::close);
        synchronized (this) {
            for (Iterator<Idle> all = idle.iterator(); all.hasNext(); ) {
                Connection connection = all.next().connection();
                if (connection.route().equals(route)) {
                    all.remove();
                    return connection;
                }
            }
            return null;
        }
    }

    private synchronized List<Connection> expired() {
        Moment now = clock.get();
        List<Connection> old = new ArrayList<>();
        while (!idle.isEmpty() && now.since(idle.getLast().since()).compareTo(LONGEST_IDLE) > 0) {
            old.add(idle.removeLast().connection());
        }
        return old;
    }
}
