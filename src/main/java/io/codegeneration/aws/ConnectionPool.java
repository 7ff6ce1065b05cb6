package io.codegeneration.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps idle connections. The most recently used one is taken first, so that unneeded connections become old. Each use of the
 * pool closes the old ones. Thread-safe.
 */
final class ConnectionPool {

    /**
     * Maximum idle time of a connection that is used again. A NAT gateway forgets a connection after 350 s without telling either
     * side.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html">NAT gateways</a>
     */
    static final Duration MAX_IDLE_TIME = Duration.ofSeconds(300);

    /** Maximum number of idle connections; further ones are closed after use. */
    static final int MAX_IDLE_CONNECTIONS = 10;

    /** A time on both clocks: the monotonic clock may stop while a function is frozen, and the wall clock may be set. */
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

    ConnectionPool(Supplier<Moment> clock) {
        this.clock = clock;
    }

    /** Takes a connection that the peer has not closed, or returns null. Closes unusable connections on the way. */
    Connection take(Route route) {
        for (Connection connection = next(route); connection != null; connection = next(route)) {
            if (connection.isUsable()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Keeps a connection whose last response was read completely. */
    void give(Connection connection) {
        List<Connection> superfluous = expired();
        synchronized (this) {
            if (closed) {
                superfluous.add(connection);
            } else {
                idle.addFirst(new Idle(connection, clock.get()));
            }
            while (idle.size() > MAX_IDLE_CONNECTIONS) {
                superfluous.add(idle.removeLast().connection());
            }
        }
        superfluous.forEach(Connection::close);
    }

    /** Reads what has arrived on idle connections, such as TLS session tickets, and closes the unusable ones. */
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
        while (!idle.isEmpty() && now.since(idle.getLast().since()).compareTo(MAX_IDLE_TIME) > 0) {
            old.add(idle.removeLast().connection());
        }
        return old;
    }
}
