package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists a caller's generations, newest first, page by page. */
@ApplicationScoped
public class Listing {

    /** Most records of a page. */
    public static final int MAX_LIMIT = 100;

    /** Most records that one call reads to find those that a filter wants. */
    private static final int MAX_READS = 500;

    private final Archive archive;
    private final Generations generations;

    Listing(Archive archive, Generations generations) {
        this.archive = archive;
        this.generations = generations;
    }

    /**
     * What is wanted.
     *
     * @param language only this one, or nothing for all
     * @param status only this one, or nothing for all
     * @param limit most records, 1 to {@link #MAX_LIMIT}
     * @param cursor a page's {@code nextCursor}, or nothing for the first page
     */
    public record Query(
            Optional<Language> language, Optional<GenerationRecord.Status> status, int limit, Optional<String> cursor) {

        private boolean wants(GenerationRecord generation) {
            return language.map(wanted -> wanted.name().equals(generation.language()))
                            .orElse(true)
                    && status.map(wanted -> wanted == generation.status()).orElse(true);
        }

        private boolean filters() {
            return language.isPresent() || status.isPresent();
        }
    }

    /**
     * A page.
     *
     * @param next where to go on, or nothing at the end; with a filter a page may be short, or empty, and not the last
     */
    public record Page(List<GenerationRecord> generations, Optional<String> next) {}

    /**
     * A page of a caller's records. One that is added or deleted between two pages neither repeats nor hides another.
     *
     * @throws CallerException {@link ProblemCode#INVALID_REQUEST} where the cursor is not one of this very list
     */
    public Page list(Query query, Invocation invocation) {
        // Read here: other threads know nothing of the request at hand.
        Owner owner = invocation.owner();
        Deadline deadline = invocation.deadline();
        Cursor cursor = new Cursor(owner, query.language(), query.status());
        GenerationId last = query.cursor().map(cursor::read).orElse(null);
        List<GenerationRecord> found = new ArrayList<>();
        int reads = 0;
        while (true) {
            int wanted = query.limit() - found.size();
            int most = query.filters() ? Math.min(MAX_LIMIT, MAX_READS - reads) : wanted;
            // One more than is read tells whether there are any after it.
            List<GenerationId> ids = archive.list(owner, last, most + 1, deadline);
            List<GenerationId> read = ids.subList(0, Math.min(most, ids.size()));
            List<Optional<GenerationRecord>> records =
                    archive.allAtOnce(read, id -> generations.find(id, owner, deadline));
            reads += read.size();
            for (int i = 0; i < read.size(); i++) {
                last = read.get(i);
                records.get(i).filter(query::wants).ifPresent(found::add);
                boolean more = i < read.size() - 1 || ids.size() > read.size();
                if (found.size() == query.limit() && more) {
                    return new Page(found, Optional.of(cursor.write(last)));
                }
            }
            if (ids.size() <= read.size()) {
                return new Page(found, Optional.empty());
            }
            if (!query.filters() || reads >= MAX_READS) {
                return new Page(found, Optional.of(cursor.write(last)));
            }
        }
    }
}
