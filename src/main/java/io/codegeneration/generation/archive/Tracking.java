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
 * @param format the format of the record of a job: what its runner must understand
 * @param removed whether its deletion has begun
 */
public record Tracking(String claim, String holder, Instant deadline, String prefix, int format, boolean removed) {

    private static final String CLAIM = "claim";
    private static final String HOLDER = "holder";
    private static final String DEADLINE = "deadline";
    private static final String PREFIX = "prefix";
    private static final String FORMAT = "format";
    private static final String REMOVED = "removed";

    /** S3 keeps 2 KB of metadata. A longer prefix is no stage or mapping. */
    private static final int LONGEST_PREFIX = 512;

    /** The record says everything about the job. */
    private static final int WITHOUT_CONTEXT = 1;

    /** The record keeps the code that the job changes. */
    private static final int WITH_CONTEXT = 2;

    /** The newest format of a job's record that this version understands. */
    private static final int NEWEST = WITH_CONTEXT;

    /** For a generation that no process has begun. */
    public static Tracking of(String claim, String prefix) {
        return new Tracking(claim, null, null, prefix.length() > LONGEST_PREFIX ? "" : prefix, WITHOUT_CONTEXT, false);
    }

    /** For a job that changes code. */
    public Tracking withContext() {
        return new Tracking(claim, holder, deadline, prefix, WITH_CONTEXT, removed);
    }

    /** Whether only a newer version of the program can run the job. */
    public boolean isNewer() {
        return format > NEWEST;
    }

    /** For a generation that this process makes. */
    public Tracking startedBy(String name, Instant until) {
        return new Tracking(claim, name, until, prefix, format, false);
    }

    /** For a generation that no process makes any more. */
    Tracking settled() {
        return new Tracking(claim, null, null, prefix, format, false);
    }

    /** For a generation that this deletion removes. */
    Tracking deletedBy(String deletion) {
        return new Tracking(claim, deletion, null, prefix, format, true);
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
        if (format != WITHOUT_CONTEXT) {
            metadata.put(FORMAT, Integer.toString(format));
        }
        if (removed) {
            metadata.put(REMOVED, "true");
        }
        return metadata;
    }

    static Tracking of(Map<String, String> metadata) {
        String deadline = metadata.get(DEADLINE);
        String format = metadata.get(FORMAT);
        return new Tracking(
                metadata.get(CLAIM),
                metadata.get(HOLDER),
                deadline == null ? null : Instant.parse(deadline),
                metadata.getOrDefault(PREFIX, ""),
                format == null ? WITHOUT_CONTEXT : Integer.parseInt(format),
                metadata.containsKey(REMOVED));
    }
}
