package io.codegeneration.generation.archive;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was generated, for those to whom it belongs. */
@ApplicationScoped
public class Generations {

    private final Archive archive;
    private final LostJobs lostJobs;

    Generations(Archive archive, LostJobs lostJobs) {
        this.archive = archive;
        this.lostJobs = lostJobs;
    }

    /**
     * A file as it is served.
     *
     * @param name its name without folders
     * @param contentType media type and charset
     * @param content the bytes as stored
     */
    public record File(String name, String contentType, byte[] content) {}

    /**
     * The record of a generation.
     *
     * @throws CallerException {@link ProblemCode#NOT_FOUND} where the caller has none with this id
     */
    public GenerationRecord find(String id, Invocation invocation) {
        return GenerationId.parse(id)
                .flatMap(known -> find(known, invocation.owner(), invocation.deadline()))
                .orElseThrow(Generations::unknown);
    }

    /**
     * A file of a generation.
     *
     * @param name as in {@code files[].name}
     * @throws CallerException {@link ProblemCode#NOT_FOUND} where the caller has no such generation, or it no such file
     */
    public File file(String id, String name, Invocation invocation) {
        GenerationRecord generation = find(id, invocation);
        GenerationRecord.StoredFile file = generation.files().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing("The generation has no file with this name."));
        byte[] content = archive.content(file, invocation.deadline())
                .or(() -> recorded(generation, file, invocation))
                .orElseThrow(() -> missing("The file is not there any more."));
        return new File(name.substring(name.lastIndexOf('/') + 1), Archive.contentType(name), content);
    }

    /** A caller's record, settled if it had to be; nothing where there is none or it was deleted. */
    Optional<GenerationRecord> find(GenerationId id, Owner owner, Deadline deadline) {
        return archive.find(id, owner, deadline)
                .flatMap(entry -> lostJobs.settle(entry, deadline))
                .filter(entry -> !entry.tracking().removed())
                .map(Archive.Entry::generation);
    }

    /** What a list shows of a caller's record, settled if it had to be; empty if there is none or it was deleted. */
    Optional<Listing.Item> findItem(GenerationId id, Owner owner, Deadline deadline) {
        return archive.findItem(id, owner, deadline)
                .flatMap(listed -> lostJobs.lost(listed)
                        ? find(id, owner, deadline).map(Listing.Item::of)
                        : Optional.of(listed)
                                .filter(there -> !there.tracking().removed())
                                .map(Archive.Listed::item));
    }

    /** A file that could not be stored still stands in its record. */
    private Optional<byte[]> recorded(
            GenerationRecord generation, GenerationRecord.StoredFile file, Invocation invocation) {
        List<String> contents = generation.files().size() > 1
                ? archive.recordedContents(generation, invocation.owner(), invocation.deadline())
                        .texts()
                : Stream.ofNullable(generation.code()).toList();
        int index = generation.files().indexOf(file);
        return index < contents.size()
                ? Optional.of(contents.get(index).getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    public static CallerException unknown() {
        return missing("There is no generation with this id.");
    }

    private static CallerException missing(String detail) {
        return new CallerException(ProblemCode.NOT_FOUND, detail);
    }
}
