package io.codegeneration.api;

import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.LogLine;
import io.codegeneration.generation.idempotency.Answer;
import jakarta.enterprise.context.RequestScoped;
import org.jboss.logging.Logger;

/** Collects and writes the one log line of a request, which holds neither instruction nor code nor credentials. */
@RequestScoped
class RequestLog {

    private static final Logger LOG = Logger.getLogger("io.codegeneration.request");

    private final LogLine line = new LogLine();
    private Logger.Level level = Logger.Level.INFO;
    private String requestId;
    private boolean streamed;

    /** Starts the clock. */
    void begin() {
        line.begin();
    }

    /** Adds a generation that has ended. */
    void generated(GenerationRecord generation) {
        line.generated(generation);
    }

    /** Adds an answer, new or given again. */
    void answered(Answer answer) {
        line.with("id", answer.id());
        answer.generation().ifPresent(line::generated);
        line.with("replayed", answer.replayed() ? true : null).outcome(answer.outcome());
    }

    /** Adds the code of a problem without a generation. */
    void outcome(String outcome) {
        line.outcome(outcome);
    }

    /** Leaves the line to {@link #streamEnded}, as the answer goes on after its headers. */
    void streams() {
        streamed = true;
    }

    /** Writes the line, unless the answer streams. */
    void responded(Logger.Level at, String request, String method, int status) {
        level = at;
        requestId = request;
        line.with("method", method).with("status", status);
        if (!streamed) {
            write();
        }
    }

    /** Writes the line of an answer that streamed. */
    void streamEnded() {
        write();
    }

    private void write() {
        line.write(LOG, level, "request", requestId);
    }
}
