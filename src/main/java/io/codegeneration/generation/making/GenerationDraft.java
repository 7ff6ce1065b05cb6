package io.codegeneration.generation.making;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.Unsaved;
import io.codegeneration.generation.model.CodeWriter;
import io.codegeneration.generation.model.Receipt;
import io.codegeneration.generation.reply.ReplyReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A generation while it is being made: what is known so far ends in the record, however it ends. Not thread-safe. */
final class GenerationDraft {

    private final GenerationId id;
    private final GenerationRequest request;
    private final Receipt receipt = new Receipt();
    private CodeWriter.Written written;
    private boolean recorded;
    private String bucket;
    private String code;
    private String explanation;
    private List<GenerationRecord.StoredFile> files = List.of();
    private Unsaved kept;

    GenerationDraft(GenerationId id, GenerationRequest request) {
        this.id = id;
        this.request = request;
    }

    GenerationRequest request() {
        return request;
    }

    Receipt receipt() {
        return receipt;
    }

    /** Whether the model wrote anything that a caller would not want to lose. */
    boolean hasContent() {
        return code != null || explanation != null;
    }

    void written(CodeWriter.Written by) {
        written = by;
    }

    void recordWritten() {
        recorded = true;
    }

    /** Whether the store has a record of this generation. */
    boolean recorded() {
        return recorded;
    }

    /** The generation is complete, and only has to be stored. */
    void complete(GenerationRecord generation, List<SourceFile> contents) {
        kept = new Unsaved(
                generation,
                contents.stream().map(SourceFile::content).toList(),
                contents.size() > 1 ? written.text() : null);
    }

    /** What only has to be stored, where it came so far. */
    Optional<Unsaved> kept() {
        return Optional.ofNullable(kept);
    }

    /**
     * Keeps the reply itself where it was paid for and would be lost: its code was not found, or stands in several files,
     * of which a record shows the content of one.
     */
    void keepWhatWasWritten() {
        if (written != null && (code == null || files.size() > 1)) {
            explained(written.text());
        }
    }

    /** The reply holds no code that can be kept: it is shown as it is. */
    void explained(String text) {
        explanation = text.isBlank() ? null : text;
    }

    void found(ReplyReader.NamedFiles found, Slug slug, String inBucket) {
        bucket = inBucket;
        code = found.files().get(0).content();
        explanation = found.explanation();
        boolean only = found.files().size() == 1;
        files = new ArrayList<>();
        for (SourceFile file : found.files()) {
            ObjectKey key = only ? ObjectKey.ofOnlyFile(id, file.name()) : ObjectKey.ofFile(id, slug, file.name());
            files.add(new GenerationRecord.StoredFile(file.name(), key.value(), file.bytes().length));
        }
    }

    /** The record of this generation if it ended well now. */
    GenerationRecord succeeded(Instant completedAt) {
        return new GenerationRecord(
                id.value(),
                GenerationRecord.Status.SUCCEEDED,
                request.language().name(),
                code,
                explanation,
                files,
                bucket,
                written != null && written.stopReason().cut(),
                written == null ? null : ModelName.of(written.model()).value(),
                written == null ? null : written.stopReason().value(),
                receipt.usage(),
                receipt.ignoredParameters(),
                receipt.attempts(),
                id.createdAt(),
                completedAt,
                GenerationRecord.Request.of(request),
                null);
    }
}
