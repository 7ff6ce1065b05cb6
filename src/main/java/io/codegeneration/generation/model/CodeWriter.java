package io.codegeneration.generation.model;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Asks the models in their order until one of them replies. Thread-safe. */
@ApplicationScoped
public class CodeWriter {

    private static final Logger LOG = Logger.getLogger(CodeWriter.class);

    /** Failures of a model after which another model may reply. */
    private static final Set<ProblemCode> ANOTHER_MAY_HELP = EnumSet.of(
            ProblemCode.MODEL_RETIRED,
            ProblemCode.MODEL_NOT_FOUND,
            ProblemCode.MODEL_ACCESS_DENIED,
            ProblemCode.MODEL_THROTTLED,
            ProblemCode.MODEL_UNAVAILABLE);

    private final Models models;
    private final ModelCalls modelCalls;
    private final ModelCatalog catalog;
    private final int continuations;

    CodeWriter(Models models, ModelCalls modelCalls, ModelCatalog catalog, GenerationConfig config) {
        this.models = models;
        this.modelCalls = modelCalls;
        this.catalog = catalog;
        this.continuations = config.model().continuations();
    }

    /**
     * Calls the model, continues truncated replies, and calls the next model if one fails. Every call ends before the
     * deadline, with a reserve for storing.
     */
    public WritingOutcome write(WritingTask task) {
        GenerationRequest request = task.request();
        Prompt prompt = new Prompt(request.language(), request.message(), task.context());
        int maxTokens = request.maxTokens() == null ? models.maxTokens() : request.maxTokens();
        GenerationCalls calls = modelCalls.begin(task);
        Iterator<String> names = models.inOrder(request).iterator();
        String model = names.next();
        while (true) {
            CallOutcome outcome = ask(model, prompt, maxTokens, calls);
            if (outcome instanceof CallOutcome.Replied replied) {
                CodeModel.Reply reply = replied.reply();
                return new WritingOutcome.Written(model, reply.text(), reply.stopReason(), calls.receipt());
            }
            if (outcome instanceof CallOutcome.NotWanted) {
                return new WritingOutcome.Stopped(calls.receipt());
            }
            CodeGenerationException failure = ((CallOutcome.GaveUp) outcome).failure();
            Optional<String> another = another(names, model, failure.code());
            if (another.isEmpty() || !calls.fit()) {
                return new WritingOutcome.NoReply(failure, calls.receipt());
            }
            LOG.warnf(
                    "%s: %s; the next model is called%s",
                    ModelName.of(model), failure.code().code(), GenerationCalls.cause(failure));
            model = another.get();
        }
    }

    /** A prompt that cannot fit is not sent. */
    private CallOutcome ask(String model, Prompt prompt, int maxTokens, GenerationCalls calls) {
        Optional<CallerException> refusal = catalog.refusal(model, prompt);
        return refusal.isPresent()
                ? new CallOutcome.GaveUp(refusal.get())
                : new ModelReply(calls, new Conversation(model, prompt, maxTokens), continuations).ask();
    }

    /** Returns the next model that may reply after a failure. A prompt that is too long needs one with a larger window. */
    private Optional<String> another(Iterator<String> names, String failed, ProblemCode code) {
        boolean tooLong = code == ProblemCode.CONTEXT_TOO_LONG;
        if (!tooLong && !ANOTHER_MAY_HELP.contains(code)) {
            return Optional.empty();
        }
        while (names.hasNext()) {
            String name = names.next();
            if (!tooLong || catalog.hasMoreRoom(name, failed)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
