package io.codegeneration.generation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A generation while it is being made: what is known so far ends in the record, however it ends. Not thread-safe. */
final class GenerationDraft {

    private final GenerationId id;
    private final GenerationRequest request;
    private final List<Attempt> attempts;
    private String model;
    private CodeModel.Reply reply;
    private String bucket;
    private String code;
    private String explanation;
    private List<GenerationRecord.StoredFile> files = List.of();

    GenerationDraft(GenerationId id, GenerationRequest request, List<Attempt> attempts) {
        this.id = id;
        this.request = request;
        this.attempts = attempts;
    }

    GenerationRequest request() {
        return request;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    CodeModel.Reply reply() {
        return reply;
    }

    /** Whether the model wrote anything that a caller would not want to lose. */
    boolean hasContent() {
        return code != null || explanation != null;
    }

    void replied(String by, CodeModel.Reply with) {
        model = by;
        reply = with;
    }

    /** The reply holds no code that can be kept: it is shown as it is. */
    void explained(String text) {
        explanation = text.isBlank() ? null : text;
    }

    void found(ReplyReader.Found found, Slug slug, String inBucket) {
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
                reply != null && reply.stopReason().cut(),
                model == null ? null : Models.shown(model),
                reply == null ? null : reply.stopReason().value(),
                reply == null ? null : reply.usage(),
                reply == null ? List.of() : reply.ignoredParameters(),
                attempts,
                id.createdAt(),
                completedAt,
                GenerationRecord.Request.of(request),
                null);
    }
}
