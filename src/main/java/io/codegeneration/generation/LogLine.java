package io.codegeneration.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The one line that a request or a job leaves: never instruction, code or credentials. Every field stands in the line
 * and, for a log in JSON, beside it. Not thread-safe.
 */
public final class LogLine {

    private static final String OUTCOME = "outcome";
    private static final String SUCCEEDED = "succeeded";

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private long start = System.nanoTime();

    /** What the line is about begins now, and not when the line was made. */
    public void begin() {
        start = System.nanoTime();
    }

    /** A generation, well or badly ended. */
    public LogLine generated(GenerationRecord generation) {
        List<Attempt> attempts = generation.attempts();
        Usage usage = generation.usage();
        with("id", generation.id());
        with("language", generation.language());
        with(
                "model",
                generation.model() != null || attempts.isEmpty()
                        ? generation.model()
                        : attempts.get(attempts.size() - 1).model());
        if (usage != null) {
            with("inputTokens", usage.inputTokens());
            with("outputTokens", usage.outputTokens());
            with("cacheReadTokens", usage.cacheReadTokens());
            with("cacheWriteTokens", usage.cacheWriteTokens());
            with("costUsd", usage.costUsd());
        }
        with(
                "attempts",
                attempts.isEmpty()
                        ? null
                        : attempts.stream()
                                .map(attempt ->
                                        attempt.model() + ":" + attempt.outcome() + ":" + attempt.milliseconds())
                                .collect(Collectors.joining(",")));
        return outcome(
                generation.problem() == null ? SUCCEEDED : generation.problem().code());
    }

    /** How it ended, a problem's code for example; {@code succeeded} unless told. */
    public LogLine outcome(String outcome) {
        return with(OUTCOME, outcome);
    }

    /** A field more, or another value of one; null leaves it out. */
    public LogLine with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /**
     * Writes the line at INFO.
     *
     * @param what its first word
     * @param requestId Lambda's id of the invocation, or null
     */
    public void write(Logger log, String what, String requestId) {
        write(log, Logger.Level.INFO, what, requestId);
    }

    /** Writes the line at another level. */
    public void write(Logger log, Logger.Level level, String what, String requestId) {
        fields.putIfAbsent(OUTCOME, SUCCEEDED);
        with("milliseconds", (System.nanoTime() - start) / 1_000_000);
        with("requestId", requestId);
        StringBuilder line = new StringBuilder(what);
        fields.forEach((name, value) -> {
            if (value != null) {
                line.append(' ').append(name).append('=').append(value);
                MDC.put(name, value.toString());
            }
        });
        log.log(level, line);
        fields.keySet().forEach(MDC::remove);
    }
}
