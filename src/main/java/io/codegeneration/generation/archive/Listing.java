package io.codegeneration.generation.archive;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists a caller's generations, newest first, page by page. */
@ApplicationScoped
public class Listing {

    /** The most records that a page has. */
    public static final int MAX_LIMIT = 100;

    /** The most records that one call reads to find those that a filter selects. */
    private static final int MAX_READS = 500;

    /** How many records are read side by side. */
    private static final int BATCH = 10;

    private final Archive archive;
    private final GenerationReader generations;
    private final ParallelCalls calls;

    Listing(Archive archive, GenerationReader generations, ParallelCalls calls) {
        this.archive = archive;
        this.generations = generations;
        this.calls = calls;
    }

    /**
     * Selects records.
     *
     * @param language only records in this language, or empty for all
     * @param status only records with this status, or empty for all
     * @param limit at most so many records, 1 to {@link #MAX_LIMIT}
     * @param cursor {@code nextCursor} of the page before, or empty for the first page
     */
    public record Query(
            Optional<Language> language, Optional<GenerationRecord.Status> status, int limit, Optional<String> cursor) {

        private boolean selects(Item item) {
            return language.map(wanted -> wanted.name().equals(item.language())).orElse(true)
                    && status.map(wanted -> wanted == item.status()).orElse(true);
        }

        private boolean filters() {
            return language.isPresent() || status.isPresent();
        }
    }

    /**
     * What a list shows of a generation.
     *
     * @param message the first 200 characters of the instruction; empty if there is none
     * @param files all files, the main one first
     */
    public record Item(
            String id,
            GenerationRecord.Status status,
            String language,
            String message,
            String model,
            List<GenerationRecord.StoredFile> files,
            boolean truncated,
            String previous,
            Instant createdAt,
            Instant completedAt) {

        private static final int SHOWN = 200;

        public Item {
            message = message == null ? "" : beginning(message);
            files = files == null ? List.of() : List.copyOf(files);
        }

        static Item of(GenerationRecord generation) {
            return new Item(
                    generation.id(),
                    generation.status(),
                    generation.language(),
                    generation.request() == null ? null : generation.request().message(),
                    generation.model(),
                    generation.files(),
                    generation.truncated(),
                    generation.previous(),
                    generation.createdAt(),
                    generation.completedAt());
        }

        private static String beginning(String message) {
            return message.codePointCount(0, message.length()) <= SHOWN
                    ? message
                    : message.substring(0, message.offsetByCodePoints(0, SHOWN));
        }
    }

    /**
     * A page of a list.
     *
     * @param next the cursor of the next page, or empty for the last page. With a filter a page may be short or empty without
     *     being the last
     */
    public record Page(List<Item> items, Optional<String> next) {}

    /**
     * Returns a page of a caller's records. A record that is added or deleted between two pages neither repeats nor hides
     * another. Reads few records at a time and keeps only what the page shows.
     *
     * @throws CallerException {@link ProblemCode#INVALID_REQUEST} if the cursor does not belong to this list
     */
    public Page list(Query query, Invocation invocation) {
        Owner owner = invocation.owner();
        Deadline deadline = invocation.deadline();
        Cursor cursor = new Cursor(owner, query.language(), query.status());
        GenerationId last = query.cursor().map(cursor::read).orElse(null);
        List<Item> found = new ArrayList<>();
        int reads = 0;
        while (true) {
            int wanted = query.limit() - found.size();
            int most = query.filters() ? Math.min(MAX_LIMIT, MAX_READS - reads) : wanted;
            // One id more tells whether there is another page.
            List<GenerationId> ids = archive.list(owner, last, most + 1, deadline);
            int end = Math.min(most, ids.size());
            for (int begin = 0; begin < end; begin += BATCH) {
                List<GenerationId> some = ids.subList(begin, Math.min(begin + BATCH, end));
                List<Optional<Item>> items = calls.map(some, id -> generations.findItem(id, owner, deadline));
                for (int i = 0; i < some.size(); i++) {
                    last = some.get(i);
                    items.get(i).filter(query::selects).ifPresent(found::add);
                    boolean more = begin + i + 1 < ids.size();
                    if (found.size() == query.limit() && more) {
                        return new Page(found, Optional.of(cursor.write(last)));
                    }
                }
            }
            reads += end;
            if (ids.size() <= end) {
                return new Page(found, Optional.empty());
            }
            if (!query.filters() || reads >= MAX_READS) {
                return new Page(found, Optional.of(cursor.write(last)));
            }
        }
    }
}
