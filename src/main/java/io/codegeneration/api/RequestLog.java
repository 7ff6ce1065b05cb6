package io.codegeneration.api;

import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.LogLine;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.idempotency.Answer;
import jakarta.enterprise.context.RequestScoped;
import org.jboss.logging.Logger;

/**
 * Collects and writes the one log line of a request, which holds neither instruction nor code nor credentials. The caller is in it
 * only as the owner, a hash.
 */
@RequestScoped
class RequestLog {

    private static final Logger LOG = Logger.getLogger("io.codegeneration.request");

    private static final String PROBLEM_STATUS = "problemStatus";

    private final LogLine line = new LogLine();
    private Logger.Level level = Logger.Level.INFO;
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
        line.with("replayed", answer.replayed() ? true : null)
                .with(PROBLEM_STATUS, answer.problem() ? answer.status() : null)
                .outcome(answer.outcome());
    }

    /** Adds a problem. Its status differs from that of the answer if a stream had begun. */
    void failed(Problem problem) {
        line.with(PROBLEM_STATUS, problem.status()).outcome(problem.code());
    }

    /** Leaves the line to {@link #streamEnded}, as the answer goes on after its headers. */
    void streams() {
        streamed = true;
    }

    /** Writes the line, unless the answer streams. */
    void responded(Logger.Level at, Invocation answered, String method, int status) {
        level = at;
        line.with("method", method).with("status", status);
        if (!streamed) {
            write(answered);
        }
    }

    /** Writes the line of an answer that streamed. */
    void streamEnded(Invocation answered) {
        write(answered);
    }

    private void write(Invocation invocation) {
        line.with("owner", invocation.caller().map(Owner::value).orElse(null))
                .with("functionVersion", invocation.functionVersion().orElse(null))
                .write(LOG, level, "request", invocation.requestId());
    }
}
