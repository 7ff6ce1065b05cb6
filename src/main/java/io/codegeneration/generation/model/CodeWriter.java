package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Iterator;
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
    private final int continuations;

    CodeWriter(Models models, ModelCalls modelCalls, GenerationConfig config) {
        this.models = models;
        this.modelCalls = modelCalls;
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
        while (true) {
            String model = names.next();
            CallOutcome outcome =
                    new ModelReply(calls, new Conversation(model, prompt, maxTokens), continuations).ask();
            if (outcome instanceof CallOutcome.Replied replied) {
                CodeModel.Reply reply = replied.reply();
                return new WritingOutcome.Written(model, reply.text(), reply.stopReason(), calls.receipt());
            }
            if (outcome instanceof CallOutcome.NotWanted) {
                return new WritingOutcome.Stopped(calls.receipt());
            }
            CodeGenerationException failure = ((CallOutcome.GaveUp) outcome).failure();
            if (!ANOTHER_MAY_HELP.contains(failure.code()) || !names.hasNext() || !calls.fit()) {
                return new WritingOutcome.NoReply(failure, calls.receipt());
            }
            LOG.warnf(
                    "%s: %s; the next model is called%s",
                    ModelName.of(model), failure.code().code(), GenerationCalls.cause(failure));
        }
    }
}
