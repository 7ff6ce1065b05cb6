package io.codegeneration.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.archive.Listing;
import java.time.Instant;
import java.util.List;

/**
 * The answer to {@code GET /code-generation}.
 *
 * @param nextCursor the cursor of the next page, or null at the end of the list
 */
record GenerationList(List<ListedGeneration> items, String nextCursor) {

    /** A file in the list, without its key. */
    record ListedFile(String name, long bytes) {}

    /**
     * A generation in the list.
     *
     * @param message the first 200 characters of the instruction
     */
    record ListedGeneration(
            String id,
            GenerationRecord.Status status,
            String language,
            String message,
            String model,
            List<ListedFile> files,
            boolean truncated,
            String previous,
            @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                    Instant createdAt,
            @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                    Instant completedAt) {

        static ListedGeneration of(Listing.Item item) {
            return new ListedGeneration(
                    item.id(),
                    item.status(),
                    item.language(),
                    item.message(),
                    item.model(),
                    item.files().stream()
                            .map(file -> new ListedFile(file.name(), file.bytes()))
                            .toList(),
                    item.truncated(),
                    item.previous(),
                    item.createdAt(),
                    item.completedAt());
        }
    }

    static GenerationList of(Listing.Page page) {
        return new GenerationList(
                page.items().stream().map(ListedGeneration::of).toList(),
                page.next().orElse(null));
    }
}
