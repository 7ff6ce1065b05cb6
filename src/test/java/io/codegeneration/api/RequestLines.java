package io.codegeneration.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.MDC;
import org.jboss.logmanager.Logger;

/** Collects the log lines of requests until it is closed. */
final class RequestLines extends Handler {

    private static final Logger LOG = Logger.getLogger("io.codegeneration.request");

    /** One line, with its fields as a JSON log has them. */
    record Line(String text, Map<String, Object> fields) {}

    private final List<Line> lines = new CopyOnWriteArrayList<>();

    RequestLines() {
        LOG.addHandler(this);
    }

    List<Line> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(new Line(line.getMessage(), Map.copyOf(MDC.getMap())));
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        LOG.removeHandler(this);
    }
}
