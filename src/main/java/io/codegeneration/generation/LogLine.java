package io.codegeneration.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The log line of a request or a job. It never contains instruction, code or credentials. Each field is part of the line
 * and, in a JSON log, also a member of the object. Not thread-safe.
 */
public final class LogLine {

    private static final String OUTCOME = "outcome";
    private static final String SUCCEEDED = "succeeded";

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private long start = System.nanoTime();

    /** Measures the time from now on. */
    public void begin() {
        start = System.nanoTime();
    }

    /** Adds the fields of a generation. */
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

    /** Sets how it ended, for example a problem's code; the default is {@code succeeded}. */
    public LogLine outcome(String outcome) {
        return with(OUTCOME, outcome);
    }

    /** Sets a field; null leaves it out. */
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
