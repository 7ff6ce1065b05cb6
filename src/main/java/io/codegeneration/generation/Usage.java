package io.codegeneration.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;

/**
 * What was billed.
 *
 * @param inputTokens tokens read, those of caches not counted
 * @param outputTokens tokens written, reasoning included
 * @param cacheReadTokens tokens read from a prompt cache, or null where not reported
 * @param cacheWriteTokens tokens written to a prompt cache, or null where not reported
 * @param costUsd price in US dollars, or null where no prices are configured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Usage(
        long inputTokens, long outputTokens, Long cacheReadTokens, Long cacheWriteTokens, BigDecimal costUsd) {

    /** Usage of a model that reports neither caches nor prices. */
    public static Usage of(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, outputTokens, null, null, null);
    }

    /** Both together; the price only where both have one. */
    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                sum(cacheReadTokens, other.cacheReadTokens),
                sum(cacheWriteTokens, other.cacheWriteTokens),
                costUsd == null || other.costUsd == null ? null : costUsd.add(other.costUsd));
    }

    /** The same with its price in US dollars. */
    public Usage costing(BigDecimal usd) {
        return new Usage(inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, usd);
    }

    private static Long sum(Long one, Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one + other;
    }
}
