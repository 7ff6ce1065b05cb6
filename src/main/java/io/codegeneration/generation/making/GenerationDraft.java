package io.codegeneration.generation.making;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.Unsaved;
import io.codegeneration.generation.model.Receipt;
import io.codegeneration.generation.model.WritingOutcome;
import io.codegeneration.generation.reply.ReplyReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of a generation while it is made. However it ends, this ends up in its record. Not thread-safe. */
final class GenerationDraft {

    private final GenerationId id;
    private final GenerationRequest request;
    private Receipt receipt = Receipt.EMPTY;
    private WritingOutcome.Written written;
    private String bucket;
    private String code;
    private String explanation;
    private List<GenerationRecord.StoredFile> files = List.of();
    private Unsaved unsaved;

    GenerationDraft(GenerationId id, GenerationRequest request) {
        this.id = id;
        this.request = request;
    }

    /** Whether there is content that a caller would not want to lose. */
    boolean hasContent() {
        return code != null || explanation != null;
    }

    void called(Receipt calls) {
        receipt = calls;
    }

    void written(WritingOutcome.Written by) {
        written = by;
    }

    /** The generation is complete and only needs to be stored. */
    void complete(GenerationRecord generation, List<SourceFile> contents) {
        unsaved = new Unsaved(
                generation,
                contents.stream().map(SourceFile::content).toList(),
                contents.size() > 1 ? written.text() : null);
    }

    /** Returns the complete generation that only needs to be stored, or empty if it is not complete. */
    Optional<Unsaved> unsaved() {
        return Optional.ofNullable(unsaved);
    }

    /** Keeps the reply itself if a record does not show all of its code. */
    void keepReply() {
        if (written != null && (code == null || files.size() > 1)) {
            explanation = written.text().isBlank() ? null : written.text();
        }
    }

    /** @param all the files of the reply, and those of the context that it did not change */
    void found(ReplyReader.NamedFiles found, List<SourceFile> all, Slug slug, String inBucket) {
        bucket = inBucket;
        code = found.files().isEmpty() ? null : found.files().get(0).content();
        explanation = found.explanation();
        boolean only = all.size() == 1 && !request.hasContext();
        files = new ArrayList<>();
        for (SourceFile file : all) {
            ObjectKey key = only ? ObjectKey.ofOnlyFile(id, file.name()) : ObjectKey.ofFile(id, slug, file.name());
            files.add(new GenerationRecord.StoredFile(file.name(), key.value(), file.bytes().length));
        }
    }

    /** Returns the record of the generation if it succeeded at this time. */
    GenerationRecord succeeded(Instant completedAt) {
        GenerationRecord.Builder record = GenerationRecord.builder(id, request)
                .status(GenerationRecord.Status.SUCCEEDED)
                .code(code)
                .explanation(explanation)
                .files(files)
                .bucket(bucket)
                .usage(receipt.usage())
                .ignoredParameters(receipt.ignoredParameters())
                .attempts(receipt.attempts())
                .completedAt(completedAt);
        return written == null
                ? record.build()
                : record.truncated(written.stopReason().truncated())
                        .model(ModelName.of(written.model()).value())
                        .stopReason(written.stopReason().value())
                        .build();
    }
}
