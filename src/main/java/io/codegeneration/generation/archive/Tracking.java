package io.codegeneration.generation.archive;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the program needs to know of a generation besides its record. It is the record's metadata, so callers do not see it.
 *
 * @param claim digest of the request's idempotency key, or null
 * @param holder random name of the process that alone may write the record, or null
 * @param deadline from when on that process counts as dead, or null
 * @param prefix what the event source put before the path of the request, for the locations in answers
 * @param removed whether its deletion has begun
 */
public record Tracking(String claim, String holder, Instant deadline, String prefix, boolean removed) {

    private static final String CLAIM = "claim";
    private static final String HOLDER = "holder";
    private static final String DEADLINE = "deadline";
    private static final String PREFIX = "prefix";
    private static final String REMOVED = "removed";

    /** S3 keeps 2 KB of metadata. A longer prefix is no stage or mapping. */
    private static final int LONGEST_PREFIX = 512;

    /** For a generation that no process has begun. */
    public static Tracking of(String claim, String prefix) {
        return new Tracking(claim, null, null, prefix.length() > LONGEST_PREFIX ? "" : prefix, false);
    }

    /** For a generation that this process makes. */
    public Tracking startedBy(String name, Instant until) {
        return new Tracking(claim, name, until, prefix, false);
    }

    /** For a generation that no process makes any more. */
    Tracking settled() {
        return new Tracking(claim, null, null, prefix, false);
    }

    /** For a generation that this deletion removes. */
    Tracking deletedBy(String deletion) {
        return new Tracking(claim, deletion, null, prefix, true);
    }

    Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        if (claim != null) {
            metadata.put(CLAIM, claim);
        }
        if (holder != null) {
            metadata.put(HOLDER, holder);
        }
        if (deadline != null) {
            metadata.put(DEADLINE, deadline.toString());
        }
        if (!prefix.isEmpty()) {
            metadata.put(PREFIX, prefix);
        }
        if (removed) {
            metadata.put(REMOVED, "true");
        }
        return metadata;
    }

    static Tracking of(Map<String, String> metadata) {
        String deadline = metadata.get(DEADLINE);
        return new Tracking(
                metadata.get(CLAIM),
                metadata.get(HOLDER),
                deadline == null ? null : Instant.parse(deadline),
                metadata.getOrDefault(PREFIX, ""),
                metadata.containsKey(REMOVED));
    }
}
