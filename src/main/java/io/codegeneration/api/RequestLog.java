package io.codegeneration.api;

import io.codegeneration.generation.Answer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.LogLine;
import jakarta.enterprise.context.RequestScoped;
import org.jboss.logging.Logger;

/** Gathers what the one line of a request says: never instruction, code or credentials. */
@RequestScoped
class RequestLog {

    private static final Logger LOG = Logger.getLogger("io.codegeneration.request");

    private final LogLine line = new LogLine();

    /** The request begins now. */
    void begin() {
        line.begin();
    }

    /** A generation, well or badly ended. */
    void generated(GenerationRecord generation) {
        line.generated(generation);
    }

    /** A request that was answered, now or before. */
    void answered(Answer answer) {
        line.with("id", answer.id());
        answer.generation().ifPresent(line::generated);
        line.with("replayed", answer.replayed() ? true : null).outcome(answer.outcome());
    }

    /** The code of a problem, where there was no generation. */
    void outcome(String outcome) {
        line.outcome(outcome);
    }

    /** Writes the line. */
    void write(Logger.Level level, String requestId, String method, int status) {
        line.with("method", method).with("status", status).write(LOG, level, "request", requestId);
    }
}
