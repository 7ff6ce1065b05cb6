package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Generates code and keeps it: model call, reply, names, files and record.
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
    private final RandomGenerator random;

    CodeGeneration(CodeWriter writer, Archive archive, Clock clock, RandomGenerator random) {
        this.writer = writer;
        this.archive = archive;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Generates code.
     *
     * @return the record, its status {@code succeeded}
     * @throws CodeGenerationException with the failed record attached
     */
    public GenerationRecord generate(GenerationRequest request, Invocation invocation) {
        GenerationId id = GenerationId.create(clock.instant(), random);
        GenerationDraft draft = new GenerationDraft(id, request);
        try {
            return generate(draft, invocation);
        } catch (CodeGenerationException e) {
            throw failed(e, draft, invocation);
        } catch (RuntimeException e) {
            throw failed(internal(e), draft, invocation);
        }
    }

    private GenerationRecord generate(GenerationDraft draft, Invocation invocation) {
        GenerationRequest request = draft.request();
        CodeWriter.Written written = writer.write(request, invocation.deadline(), draft.receipt());
        draft.written(written);
        if (written.stopReason().refused()) {
            throw new CallerException(
                    ProblemCode.MODEL_REFUSED, "The model, its provider or a guardrail declined this request.");
        }
        Slug slug = Slug.of(request.message());
        ReplyReader.Found found = new ReplyReader(request.language(), slug).read(written.text());
        checkSize(found, written, draft);
        draft.found(found, slug, archive.bucket());
        GenerationRecord generation = draft.succeeded(now());
        archive.save(generation, invocation.owner(), found.files(), invocation.deadline(), draft::recordWritten);
        return generation;
    }

    private static void checkSize(ReplyReader.Found found, CodeWriter.Written written, GenerationDraft draft) {
        if (found.files().isEmpty()) {
            draft.explained(written.text());
            throw new TransientException(ProblemCode.EMPTY_GENERATION, "The model's reply holds no code.", null);
        }
        long bytes =
                found.files().stream().mapToLong(file -> file.bytes().length).sum();
        if (found.files().size() > MAX_FILES || bytes > MAX_BYTES) {
            draft.explained(written.text());
            throw new OperatorException(
                    ProblemCode.GENERATION_TOO_LARGE,
                    "The reply holds %d files of %d bytes together; at most %d files and %d bytes are kept."
                            .formatted(found.files().size(), bytes, MAX_FILES, MAX_BYTES),
                    "Ask for less in one request.",
                    null);
        }
    }

    /** Writes down what went wrong; where even that fails, the answer still tells all. */
    private CodeGenerationException failed(CodeGenerationException e, GenerationDraft draft, Invocation invocation) {
        draft.keepWhatWasWritten();
        GenerationRecord generation = draft.succeeded(now());
        Object made = SHOWS_WHAT_WAS_MADE.contains(e.code()) && draft.hasContent()
                ? GenerationAnswer.of(generation).withoutBucket()
                : null;
        String instance = invocation.location(new GenerationId(generation.id()));
        GenerationRecord failed = generation.failed(Problem.of(e, instance, invocation.requestId(), null));
        boolean kept = draft.recorded();
        try {
            archive.save(failed, invocation.owner(), invocation.deadline());
            kept = true;
        } catch (RuntimeException notKept) {
            LOG.warnf(notKept, "The record of failed generation %s could not be written", generation.id());
        }
        String shown = kept ? instance : null;
        return e.about(failed, Problem.of(e, shown, invocation.requestId(), made));
    }

    private static OperatorException internal(RuntimeException e) {
        return new OperatorException(ProblemCode.INTERNAL, "Something went wrong inside.", null, e);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
