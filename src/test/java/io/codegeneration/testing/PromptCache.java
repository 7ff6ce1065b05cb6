package io.codegeneration.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the tokens of Converse requests and caches their beginnings as Bedrock does for Claude. A cache point stores everything
 * before it, if that has enough tokens. A request reads the longest beginning up to one of its own cache points that is stored and
 * was used within five minutes; what lies between that and its last cache point is written. A token is four bytes. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html">Prompt caching</a>
 */
public final class PromptCache {

    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final int MOST_POINTS = 4;
    private static final int BYTES_OF_A_TOKEN = 4;

    private final Clock clock;
    private final int minimum;
    private final Map<String, Instant> used = new HashMap<>();

    /** @param minimum tokens before a cache point; {@link Integer#MAX_VALUE} caches nothing */
    public PromptCache(Clock clock, int minimum) {
        this.clock = clock;
        this.minimum = minimum;
    }

    /**
     * How the tokens of a prompt are billed.
     *
     * @param input neither read from the cache nor written to it
     */
    public record Tokens(int input, int read, int write) {

        public int all() {
            return input + read + write;
        }
    }

    /** The beginning of a request up to a cache point. */
    private record Beginning(String text, int tokens) {}

    /** Takes a request. */
    public synchronized Tokens take(BedrockServer.Recorded request) {
        StringBuilder text = new StringBuilder(request.modelId());
        List<Beginning> points = new ArrayList<>();
        int bytes = add(request.json().path("system"), text, points, 0);
        for (JsonNode message : request.json().path("messages")) {
            text.append('\0').append(message.path("role").asText());
            bytes = add(message.path("content"), text, points, bytes);
        }
        if (points.size() > MOST_POINTS) {
            throw new IllegalArgumentException("A maximum of 4 blocks with cache_control may be provided.");
        }
        List<Beginning> stored =
                points.stream().filter(point -> point.tokens() >= minimum).toList();
        int read = 0;
        for (Beginning point : stored) {
            Instant last = used.get(point.text());
            if (last != null && !last.plus(LIFETIME).isBefore(clock.instant())) {
                read = point.tokens();
            }
        }
        stored.forEach(point -> used.put(point.text(), clock.instant()));
        int cached = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).tokens();
        return new Tokens(tokens(bytes) - cached, read, cached - read);
    }

    private static int add(JsonNode blocks, StringBuilder text, List<Beginning> points, int before) {
        int bytes = before;
        for (JsonNode block : blocks) {
            if (block.has("cachePoint")) {
                points.add(new Beginning(text.toString(), tokens(bytes)));
            } else {
                String content = block.path("text").asText();
                text.append('\0').append(content);
                bytes += content.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return bytes;
    }

    private static int tokens(int bytes) {
        return bytes / BYTES_OF_A_TOKEN;
    }
}
