package io.codegeneration.api;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Usage;
import jakarta.enterprise.context.RequestScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Gathers what the one line of a request says: never instruction, code or credentials. */
@RequestScoped
class RequestLog {

    private static final Logger LOG = Logger.getLogger("io.codegeneration.request");

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private long start;

    /** The request begins now. */
    void begin() {
        start = System.nanoTime();
    }

    /** A generation, well or badly ended. */
    void generated(GenerationRecord generation) {
        fields.put("id", generation.id());
        fields.put("language", generation.language());
        List<Attempt> attempts = generation.attempts();
        fields.put(
                "model",
                generation.model() != null || attempts.isEmpty()
                        ? generation.model()
                        : attempts.get(attempts.size() - 1).model());
        Usage usage = generation.usage();
        if (usage != null) {
            fields.put("inputTokens", usage.inputTokens());
            fields.put("outputTokens", usage.outputTokens());
            fields.put("cacheReadTokens", usage.cacheReadTokens());
            fields.put("cacheWriteTokens", usage.cacheWriteTokens());
            fields.put("costUsd", usage.costUsd());
        }
        fields.put(
                "attempts",
                attempts.stream()
                        .map(attempt -> attempt.model() + ":" + attempt.outcome() + ":" + attempt.milliseconds())
                        .collect(Collectors.joining(",")));
        outcome(
                generation.problem() == null
                        ? "succeeded"
                        : generation.problem().code());
    }

    /** The code of a problem, where there was no generation. */
    void outcome(String outcome) {
        fields.put("outcome", outcome);
    }

    /** Writes the line. */
    void write(String requestId, String method, int status) {
        fields.putIfAbsent("outcome", "succeeded");
        fields.put("method", method);
        fields.put("status", status);
        fields.put("milliseconds", (System.nanoTime() - start) / 1_000_000);
        if (requestId != null) {
            fields.put("requestId", requestId);
        }
        StringBuilder line = new StringBuilder("request");
        fields.forEach((name, value) -> {
            if (value != null) {
                line.append(' ').append(name).append('=').append(value);
                MDC.put(name, value.toString());
            }
        });
        LOG.info(line);
        fields.keySet().forEach(MDC::remove);
    }
}
