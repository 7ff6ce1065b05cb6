package io.codegeneration.generation.archive;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads generations for their owners. */
@ApplicationScoped
public class GenerationReader {

    private final Archive archive;
    private final CodeFiles files;
    private final JobExpiry expiry;

    GenerationReader(Archive archive, CodeFiles files, JobExpiry expiry) {
        this.archive = archive;
        this.files = files;
        this.expiry = expiry;
    }

    /**
     * A file for its owner.
     *
     * @param name the name without folders
     * @param contentType media type and charset
     * @param content the bytes as stored
     */
    public record File(String name, String contentType, byte[] content) {}

    /**
     * Returns the record of a generation.
     *
     * @throws CallerException {@link ProblemCode#NOT_FOUND} if the caller has none with this id
     */
    public GenerationRecord find(String id, Invocation invocation) {
        return GenerationId.parse(id)
                .flatMap(known -> find(known, invocation.owner(), invocation.deadline()))
                .orElseThrow(GenerationReader::unknown);
    }

    /**
     * Returns a file of a generation.
     *
     * @param name as in {@code files[].name}
     * @throws CallerException {@link ProblemCode#NOT_FOUND} if the caller has no such generation or the generation no such file
     */
    public File file(String id, String name, Invocation invocation) {
        GenerationRecord generation = find(id, invocation);
        GenerationRecord.StoredFile file = generation.files().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing("The generation has no file with this name."));
        byte[] content = files.content(file, invocation.deadline())
                .or(() -> recorded(generation, file, invocation))
                .orElseThrow(() -> missing("The file is not there any more."));
        return new File(name.substring(name.lastIndexOf('/') + 1), CodeFiles.contentType(name), content);
    }

    /**
     * A generation and its files.
     *
     * @param files all files, in the order of the record; empty unless it succeeded
     */
    public record WithFiles(GenerationRecord generation, List<SourceFile> files) {}

    /**
     * Returns a caller's generation with its files, or empty if there is none, or a file is gone. One call of the store, in
     * general.
     */
    public Optional<WithFiles> withFiles(GenerationId id, Owner owner, Deadline deadline) {
        return archive.findWhole(id, owner, deadline).flatMap(whole -> expiry.expire(whole.record(), deadline)
                .filter(record -> !record.isDeleted())
                .flatMap(record -> withFiles(record.generation(), whole.contents(), deadline)));
    }

    /**
     * Returns a generation that succeeded, with its files. One call of the store, in general.
     *
     * @throws CallerException {@link ProblemCode#NOT_FOUND} if the caller has no generation with this id, or it failed, or its
     *     files are gone
     * @throws TransientException {@link ProblemCode#IN_PROGRESS} if it is queued or running
     */
    public WithFiles succeeded(String id, Invocation invocation) {
        WithFiles found = GenerationId.parse(id)
                .flatMap(known -> withFiles(known, invocation.owner(), invocation.deadline()))
                .orElseThrow(() -> missing("There is no generation with this id, or its files are gone."));
        return switch (found.generation().status()) {
            case SUCCEEDED -> found;
            case FAILED -> throw missing("The generation failed.");
            case QUEUED, RUNNING -> throw TransientException.inProgress("The generation is not finished.");
        };
    }

    private Optional<WithFiles> withFiles(GenerationRecord generation, Contents contents, Deadline deadline) {
        List<SourceFile> found = new ArrayList<>();
        if (generation.status() == GenerationRecord.Status.SUCCEEDED) {
            boolean complete = contents.texts().size() == generation.files().size();
            for (GenerationRecord.StoredFile file : generation.files()) {
                Optional<String> text = complete
                        ? Optional.of(contents.texts().get(found.size()))
                        : files.content(file, deadline).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
                if (text.isEmpty()) {
                    return Optional.empty();
                }
                found.add(new SourceFile(file.name(), text.get()));
            }
        }
        return Optional.of(new WithFiles(generation, found));
    }

    /** Returns a caller's record, expired if it is lost, or empty if there is none or it was deleted. */
    Optional<GenerationRecord> find(GenerationId id, Owner owner, Deadline deadline) {
        return archive.find(id, owner, deadline)
                .flatMap(record -> expiry.expire(record, deadline))
                .filter(record -> !record.isDeleted())
                .map(StoredRecord::generation);
    }

    /** Returns what a list shows of a caller's record, expired if it is lost, or empty if there is none or it was deleted. */
    Optional<Listing.Item> findItem(GenerationId id, Owner owner, Deadline deadline) {
        return archive.findItem(id, owner, deadline)
                .flatMap(listed -> expiry.isExpired(listed)
                        ? find(id, owner, deadline).map(Listing.Item::of)
                        : Optional.of(listed)
                                .filter(there -> !there.tracking().removed())
                                .map(ListedRecord::item));
    }

    /** A file that could not be stored is still in its record. */
    private Optional<byte[]> recorded(
            GenerationRecord generation, GenerationRecord.StoredFile file, Invocation invocation) {
        List<String> contents = generation.files().size() > 1 || generation.code() == null
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
