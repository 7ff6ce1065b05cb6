package io.codegeneration.generation.archive;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the program has to know of a generation besides its record: kept as the record's metadata, since no caller is to
 * see it.
 *
 * @param claim digest of the idempotency key under which it was asked for, or null
 * @param holder the random name of the job that runs, or null
 * @param deadline when that job is lost, or null
 * @param prefix what the door put before the path of the request, for the locations in answers
 * @param removed whether it was deleted, and only the rest of its record is still there
 */
public record Tracking(String claim, String holder, Instant deadline, String prefix, boolean removed) {

    private static final String CLAIM = "claim";
    private static final String HOLDER = "holder";
    private static final String DEADLINE = "deadline";
    private static final String PREFIX = "prefix";
    private static final String REMOVED = "removed";

    /** S3 keeps 2 KB of metadata; a longer prefix is no stage or mapping. */
    private static final int LONGEST_PREFIX = 512;

    /** For a generation that nobody works at yet. */
    public static Tracking of(String claim, String prefix) {
        return new Tracking(claim, null, null, prefix.length() > LONGEST_PREFIX ? "" : prefix, false);
    }

    /** A job with this name begins. */
    public Tracking startedBy(String name, Instant until) {
        return new Tracking(claim, name, until, prefix, false);
    }

    /** No job may write any more. */
    Tracking settled() {
        return new Tracking(claim, null, null, prefix, false);
    }

    Tracking deleted() {
        return new Tracking(claim, null, null, prefix, true);
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
