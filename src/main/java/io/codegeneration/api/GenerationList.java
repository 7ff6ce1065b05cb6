package io.codegeneration.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.archive.Listing;
import java.time.Instant;
import java.util.List;

/**
 * The answer to {@code GET /code-generation}.
 *
 * @param nextCursor where the next page begins, or null at the end
 */
record GenerationList(List<Item> items, String nextCursor) {

    /** A file without its key. */
    record File(String name, long bytes) {}

    /**
     * What a list shows of a generation.
     *
     * @param message the first 200 characters of the instruction
     */
    record Item(
            String id,
            GenerationRecord.Status status,
            String language,
            String message,
            String model,
            List<File> files,
            boolean truncated,
            @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                    Instant createdAt,
            @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                    Instant completedAt) {

        static Item of(Listing.Item item) {
            return new Item(
                    item.id(),
                    item.status(),
                    item.language(),
                    item.message(),
                    item.model(),
                    item.files().stream()
                            .map(file -> new File(file.name(), file.bytes()))
                            .toList(),
                    item.truncated(),
                    item.createdAt(),
                    item.completedAt());
        }
    }

    static GenerationList of(Listing.Page page) {
        return new GenerationList(
                page.items().stream().map(Item::of).toList(), page.next().orElse(null));
    }
}
