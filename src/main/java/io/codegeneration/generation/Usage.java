package io.codegeneration.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;

/**
 * The tokens of all model calls that reported them.
 *
 * @param inputTokens tokens read, those of prompt caches not counted
 * @param outputTokens tokens written, reasoning included
 * @param cacheReadTokens tokens read from a prompt cache, or null if not reported
 * @param cacheWriteTokens tokens written to a prompt cache, or null if not reported
 * @param costUsd price in US dollars, or null if no prices are configured
 * @param complete whether every call that may be billed reported its tokens; false in records that do not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Usage(
        long inputTokens,
        long outputTokens,
        Long cacheReadTokens,
        Long cacheWriteTokens,
        BigDecimal costUsd,
        boolean complete) {

    /** Usage of a model that reports neither caches nor prices. */
    public static Usage of(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, outputTokens, null, null, null, true);
    }

    /** The sum of both; with a price only if both have one. */
    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                sum(cacheReadTokens, other.cacheReadTokens),
                sum(cacheWriteTokens, other.cacheWriteTokens),
                costUsd == null || other.costUsd == null ? null : costUsd.add(other.costUsd),
                complete && other.complete);
    }

    /** A copy with a price in US dollars. */
    public Usage costing(BigDecimal usd) {
        return new Usage(inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, usd, complete);
    }

    /** A copy that says whether every call that may be billed reported its tokens. */
    public Usage complete(boolean every) {
        return new Usage(inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd, every);
    }

    private static Long sum(Long one, Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one + other;
    }
}
