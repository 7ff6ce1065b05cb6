package io.codegeneration.generation.making;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.RecordOutcome;
import io.codegeneration.generation.archive.RecordWriter;
import io.codegeneration.generation.archive.SaveOutcome;
import io.codegeneration.generation.archive.Unsaved;
import io.codegeneration.generation.model.CodeWriter;
import io.codegeneration.generation.model.WritingOutcome;
import io.codegeneration.generation.model.WritingTask;
import io.codegeneration.generation.reply.ReplyReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Makes generations: calls the model, reads the reply, names the files, and stores files and record. The record tells the
 * outcome of every request that reached a model, unless the store itself fails.
 */
@ApplicationScoped
public class CodeGeneration {

    private static final Logger LOG = Logger.getLogger(CodeGeneration.class);

    /** Problems whose answer holds what was generated, because it cannot be fetched. */
    private static final Set<ProblemCode> SHOWING_CONTENT =
            EnumSet.of(ProblemCode.STORAGE_FAILED, ProblemCode.GENERATION_TOO_LARGE);

    private final CodeWriter writer;
    private final Archive archive;
    private final CodeFiles files;
    private final Clock clock;

    CodeGeneration(CodeWriter writer, Archive archive, CodeFiles files, Clock clock) {
        this.writer = writer;
        this.archive = archive;
        this.files = files;
        this.clock = clock;
    }

    /** Makes a generation. */
    public GenerationOutcome make(GenerationTask task) {
        GenerationDraft draft = new GenerationDraft(task.id(), task.request());
        try {
            begin(task);
            return make(draft, task);
        } catch (CodeGenerationException e) {
            return failed(e, draft, task);
        } catch (RuntimeException | StackOverflowError e) {
            return failed(OperatorException.internal(e), draft, task);
        }
    }

    /** Stores what was generated before and could not be stored. */
    public GenerationOutcome store(Unsaved unsaved, GenerationTask task) {
        GenerationRecord generation = unsaved.generation();
        SaveOutcome saved;
        try {
            saved = files.save(generation, writer(task), unsaved.files(), CodeFiles.Order.RECORD_LAST, task.deadline());
        } catch (CodeGenerationException e) {
            saved = new SaveOutcome.NotStored(e);
        }
        if (!(saved instanceof SaveOutcome.NotStored failure)) {
            return ended(saved, generation, task);
        }
        CodeGenerationException cause = known(failure.cause());
        // An answer shows the content of one file. The reply holds the others.
        GenerationRecord shown =
                generation.files().size() > 1 ? generation.withExplanation(unsaved.reply()) : generation;
        GenerationRecord failed = generation.failed(Problem.of(cause, task.location(), task.requestId(), null));
        log(cause, failed);
        return new GenerationOutcome.Failed(
                failed,
                cause.code(),
                Problem.of(cause, task.location(), task.requestId(), GenerationAnswer.unstored(shown)),
                cause.retryAfter(),
                false,
                Optional.of(unsaved));
    }

    /** Writes the record of a failed generation again, which could not be written. */
    public GenerationOutcome record(GenerationOutcome.Failed failed, GenerationTask task) {
        try {
            RecordOutcome outcome =
                    task.record().write(failed.generation(), contents(failed.unsaved()), task.deadline());
            if (outcome instanceof RecordOutcome.StoredBefore stored) {
                return new GenerationOutcome.Succeeded(stored.generation());
            }
            return outcome instanceof RecordOutcome.Recorded ? failed.asRecorded() : new GenerationOutcome.Cancelled();
        } catch (CodeGenerationException e) {
            return failed;
        }
    }

    /** The record of the failure to store is written over only if it is still there. */
    private RecordWriter writer(GenerationTask task) {
        return task.record().isVisibleEarly()
                ? task.record()
                : archive.find(task.id(), task.owner(), task.deadline())
                        .filter(found -> !found.isDeleted())
                        .map(archive::writer)
                        .orElse(task.record());
    }

    private void begin(GenerationTask task) {
        if (task.listener() != ProgressListener.NONE) {
            GenerationRecord running =
                    GenerationRecord.queued(task.id(), task.request()).running();
            task.record().announce(running, task.deadline());
            task.listener().started(running);
        }
    }

    private GenerationOutcome make(GenerationDraft draft, GenerationTask task) {
        RecordWriter record = task.record();
        WritingOutcome outcome = writer.write(new WritingTask(
                task.request(),
                task.context(),
                task.deadline(),
                () -> record.isWanted(task.deadline()),
                task.listener()));
        draft.called(outcome.receipt());
        if (outcome instanceof WritingOutcome.NoReply failed) {
            return failed(failed.failure(), draft, task);
        }
        // A stream's last write finds out whether it is wanted; a look before would cost its caller a round trip.
        boolean stopped = task.listener() == ProgressListener.NONE && !record.isWanted(task.deadline());
        if (stopped || outcome instanceof WritingOutcome.Stopped) {
            return new GenerationOutcome.Cancelled();
        }
        WritingOutcome.Written written = (WritingOutcome.Written) outcome;
        draft.written(written);
        Slug slug = Slug.of(task.request().message());
        ReplyReader.UnnamedFiles code =
                new ReplyReader(task.request().language(), slug, task.context().files()).find(written.text());
        Optional<CodeGenerationException> refusal = refusal(written, code, task.context());
        if (refusal.isPresent()) {
            return failed(refusal.get(), draft, task);
        }
        ReplyReader.NamedFiles found = code.named();
        List<SourceFile> all = found.overlaidOn(task.context());
        Optional<CodeGenerationException> excess = excess(all.size(), bytes(all));
        if (excess.isPresent()) {
            return failed(excess.get(), draft, task);
        }
        draft.found(found, all, slug, archive.bucket());
        GenerationRecord generation = draft.succeeded(now());
        draft.complete(generation, all);
        // Once a record that readers can see says that it succeeded, that stays so.
        CodeFiles.Order order = record.isVisibleEarly() ? CodeFiles.Order.RECORD_LAST : CodeFiles.Order.SIDE_BY_SIDE;
        SaveOutcome saved = files.save(generation, record, all, order, task.deadline());
        return saved instanceof SaveOutcome.NotStored failure
                ? failed(known(failure.cause()), draft, task)
                : ended(saved, generation, task);
    }

    /** A caller that waits gets what was made for it, even if another request has deleted it since. */
    private static GenerationOutcome ended(SaveOutcome saved, GenerationRecord generation, GenerationTask task) {
        return saved instanceof SaveOutcome.Unwanted && task.record().isVisibleEarly()
                ? new GenerationOutcome.Cancelled()
                : new GenerationOutcome.Succeeded(generation);
    }

    private static Optional<CodeGenerationException> refusal(
            WritingOutcome.Written written, ReplyReader.UnnamedFiles code, CodeContext context) {
        if (written.stopReason().refused()) {
            return Optional.of(new CallerException(
                    ProblemCode.MODEL_REFUSED, "The model, its provider or a guardrail declined this request."));
        }
        if (code.count() == 0 && (context.isEmpty() || code.explanation() == null)) {
            return Optional.of(
                    new TransientException(ProblemCode.EMPTY_GENERATION, "The model's reply holds no code.", null));
        }
        // Naming takes the longer the more files there are.
        return excess(code.count(), code.bytes());
    }

    private static Optional<CodeGenerationException> excess(int count, long bytes) {
        return count > CodeContext.MAX_FILES || bytes > CodeContext.MAX_BYTES
                ? Optional.of(new OperatorException(
                        ProblemCode.GENERATION_TOO_LARGE,
                        "The generation holds %d files of %d bytes together. The limits are %d files and %d bytes."
                                .formatted(count, bytes, CodeContext.MAX_FILES, CodeContext.MAX_BYTES),
                        "Ask for less in one request.",
                        null))
                : Optional.empty();
    }

    private static long bytes(List<SourceFile> files) {
        return files.stream().mapToLong(file -> file.bytes().length).sum();
    }

    private GenerationOutcome failed(CodeGenerationException e, GenerationDraft draft, GenerationTask task) {
        RecordWriter record = task.record();
        draft.keepReply();
        Optional<Unsaved> unsaved = e.code() == ProblemCode.STORAGE_FAILED ? draft.unsaved() : Optional.empty();
        GenerationRecord generation = draft.succeeded(now());
        GenerationRecord failed = generation.failed(Problem.of(e, task.location(), task.requestId(), null));
        log(e, failed);
        boolean recorded = false;
        boolean storedAgain =
                record.isVisibleEarly() && unsaved.isPresent() && task.listener() == ProgressListener.NONE;
        // If a job tries again to store it, no reader is to see a failure that then disappears.
        if (!storedAgain) {
            try {
                RecordOutcome outcome = record.write(failed, contents(draft.unsaved()), task.deadline());
                if (outcome instanceof RecordOutcome.StoredBefore stored) {
                    return new GenerationOutcome.Succeeded(stored.generation());
                }
                recorded = outcome instanceof RecordOutcome.Recorded;
                if (!recorded) {
                    files.deleteUnwanted(task.id(), task.deadline());
                    if (record.isVisibleEarly()) {
                        return new GenerationOutcome.Cancelled();
                    }
                }
            } catch (RuntimeException notRecorded) {
                LOG.warnf(notRecorded, "The record of failed generation %s could not be written", task.id());
            }
        }
        Object content =
                SHOWING_CONTENT.contains(e.code()) && draft.hasContent() ? GenerationAnswer.unstored(generation) : null;
        String instance = record.isRecorded() ? task.location() : task.path();
        return new GenerationOutcome.Failed(
                failed,
                e.code(),
                Problem.of(e, instance, task.requestId(), content),
                e.retryAfter(),
                recorded,
                unsaved);
    }

    private static void log(CodeGenerationException e, GenerationRecord failed) {
        if (e.code() == ProblemCode.INTERNAL) {
            LOG.errorf(e.getCause(), "Generation %s failed because of a bug", failed.id());
        } else if (e.getCause() != null) {
            LOG.warnf(
                    "Generation %s failed with %s: %s %s",
                    failed.id(), e.code().code(), e.getCause(), e.fix().orElse(""));
        }
    }

    private static Contents contents(Optional<Unsaved> unsaved) {
        return unsaved.map(Unsaved::inFiles).orElse(Contents.NONE);
    }

    private static CodeGenerationException known(RuntimeException e) {
        return e instanceof CodeGenerationException known ? known : OperatorException.internal(e);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
