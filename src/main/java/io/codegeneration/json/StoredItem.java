package io.codegeneration.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.archive.Listing;
import java.time.Instant;
import java.util.List;

/**
 * The part of a record's JSON that a list shows. Without the annotation, the parser would keep unknown members, including the
 * code, until it has read the whole object.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StoredItem(
        String id,
        GenerationRecord.Status status,
        String language,
        String model,
        List<GenerationRecord.StoredFile> files,
        boolean truncated,
        String previous,
        Instant createdAt,
        Instant completedAt,
        StoredRequest request) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record StoredRequest(String message) {}

    Listing.Item item() {
        return new Listing.Item(
                id,
                status,
                language,
                request == null ? null : request.message(),
                model,
                files,
                truncated,
                previous,
                createdAt,
                completedAt);
    }
}
