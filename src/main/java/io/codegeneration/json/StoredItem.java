package io.codegeneration.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.archive.Listing;
import java.time.Instant;
import java.util.List;

/**
 * What a list shows of a record, as the record's JSON holds it. Without the annotation the parser would keep what it does
 * not know until it has read the whole object, code and all.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StoredItem(
        String id,
        GenerationRecord.Status status,
        String language,
        String model,
        List<GenerationRecord.StoredFile> files,
        boolean truncated,
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
                createdAt,
                completedAt);
    }
}
