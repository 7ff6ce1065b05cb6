package io.codegeneration.generation.making;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.StoppedException;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.RecordSlot;
import io.codegeneration.generation.archive.Unsaved;
import io.codegeneration.generation.model.CodeWriter;
import io.codegeneration.generation.reply.ReplyReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Makes generations and keeps them: model call, reply, names, files and record.
 *
 * <p>Whatever becomes of a request that reached the model, its record says so, unless the store itself fails.
 */
@ApplicationScoped
public class CodeGeneration {

    private static final Logger LOG = Logger.getLogger(CodeGeneration.class);

    private static final int MAX_FILES = 50;
    private static final int MAX_BYTES = 1024 * 1024;

    /** Problems that hand over what there is, since it cannot be fetched. */
    private static final Set<ProblemCode> SHOWS_WHAT_WAS_MADE =
            EnumSet.of(ProblemCode.STORAGE_FAILED, ProblemCode.GENERATION_TOO_LARGE);

    private final CodeWriter writer;
    private final Archive archive;
    private final Clock clock;

    CodeGeneration(CodeWriter writer, Archive archive, Clock clock) {
        this.writer = writer;
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * Makes a generation.
     *
     * @throws StoppedException where it is not wanted any more; nothing of it is left
     */
    public Made make(Work work) {
        GenerationDraft draft = new GenerationDraft(work.id(), work.request());
        try {
            return Made.well(make(draft, work));
        } catch (StoppedException e) {
            throw e;
        } catch (CodeGenerationException e) {
            return failed(e, draft, work);
        } catch (RuntimeException | StackOverflowError e) {
            return failed(internal(e), draft, work);
        }
    }

    /**
     * Stores what was generated before and could not be stored.
     *
     * @throws StoppedException where it is not wanted any more; nothing of it is left
     */
    public Made store(Unsaved kept, Work work) {
        GenerationRecord generation = kept.generation();
        try {
            // After its files: the record of the failure is not to be taken back too early.
            archive.save(generation, work.owner(), work.slot(), kept.files(), false, work.deadline(), () -> {});
            return Made.well(generation);
        } catch (CodeGenerationException e) {
            GenerationRecord failed = generation.failed(Problem.of(e, work.location(), work.requestId(), null));
            // Of several files an answer shows one; all stand in the reply.
            GenerationRecord shown = generation.files().size() > 1 ? generation.explained(kept.reply()) : generation;
            Object made = GenerationAnswer.of(shown).withoutBucket();
            Problem answered = Problem.of(e, work.location(), work.requestId(), made);
            return Made.badly(e.about(failed, answered), false, Optional.of(kept));
        }
    }

    /**
     * Writes the record of a generation that failed, which could not be written.
     *
     * @throws StoppedException where it is not wanted any more
     */
    public Made record(Made made, Work work) {
        try {
            work.slot().write(made.generation(), contents(made.kept()), work.deadline());
            return new Made(made.generation(), made.failure(), true, made.kept());
        } catch (CodeGenerationException e) {
            return made;
        }
    }

    private GenerationRecord make(GenerationDraft draft, Work work) {
        GenerationRequest request = draft.request();
        RecordSlot slot = work.slot();
        CodeWriter.Written written =
                writer.write(request, work.deadline(), draft.receipt(), () -> slot.check(work.deadline()));
        slot.check(work.deadline());
        draft.written(written);
        if (written.stopReason().refused()) {
            throw new CallerException(
                    ProblemCode.MODEL_REFUSED, "The model, its provider or a guardrail declined this request.");
        }
        Slug slug = Slug.of(request.message());
        ReplyReader.UnnamedFiles code = new ReplyReader(request.language(), slug).find(written.text());
        checkSize(code, written, draft);
        ReplyReader.NamedFiles found = code.named();
        draft.found(found, slug, archive.bucket());
        GenerationRecord generation = draft.succeeded(now());
        draft.complete(generation, found.files());
        // Of a job somebody may look at the record meanwhile: once it says that it is done, it stays so.
        boolean atOnce = !slot.job();
        archive.save(generation, work.owner(), slot, found.files(), atOnce, work.deadline(), draft::recordWritten);
        return generation;
    }

    private static void checkSize(ReplyReader.UnnamedFiles code, CodeWriter.Written written, GenerationDraft draft) {
        if (code.count() == 0) {
            draft.explained(written.text());
            throw new TransientException(ProblemCode.EMPTY_GENERATION, "The model's reply holds no code.", null);
        }
        long bytes = code.bytes();
        if (code.count() > MAX_FILES || bytes > MAX_BYTES) {
            draft.explained(written.text());
            throw new OperatorException(
                    ProblemCode.GENERATION_TOO_LARGE,
                    "The reply holds %d files of %d bytes together; at most %d files and %d bytes are kept."
                            .formatted(code.count(), bytes, MAX_FILES, MAX_BYTES),
                    "Ask for less in one request.",
                    null);
        }
    }

    /** Writes down what went wrong; where even that fails, the answer still tells all. */
    private Made failed(CodeGenerationException e, GenerationDraft draft, Work work) {
        draft.keepWhatWasWritten();
        GenerationRecord generation = draft.succeeded(now());
        Object made = SHOWS_WHAT_WAS_MADE.contains(e.code()) && draft.hasContent()
                ? GenerationAnswer.of(generation).withoutBucket()
                : null;
        GenerationRecord failed = generation.failed(Problem.of(e, work.location(), work.requestId(), null));
        boolean kept = draft.recorded();
        boolean recorded = false;
        boolean again = work.slot().job()
                && e.code() == ProblemCode.STORAGE_FAILED
                && draft.kept().isPresent();
        try {
            // Where it is stored again, nobody is to see a failure that then goes away.
            if (!again) {
                work.slot().write(failed, contents(draft.kept()), work.deadline());
                kept = true;
                recorded = true;
            }
        } catch (StoppedException stopped) {
            archive.removeFiles(failed, work.deadline());
            throw stopped;
        } catch (RuntimeException notKept) {
            LOG.warnf(notKept, "The record of failed generation %s could not be written", generation.id());
        }
        String shown = kept ? work.location() : work.path();
        return Made.badly(e.about(failed, Problem.of(e, shown, work.requestId(), made)), recorded, draft.kept());
    }

    private static Contents contents(Optional<Unsaved> kept) {
        return kept.map(Unsaved::inFiles).orElse(Contents.NONE);
    }

    private static OperatorException internal(Throwable e) {
        return new OperatorException(ProblemCode.INTERNAL, "Something went wrong inside.", null, e);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
