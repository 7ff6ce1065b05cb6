package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.StoppedException;
import io.codegeneration.generation.reply.Continuation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Has the code written: by the first model that can, and on from where a reply was cut. */
@ApplicationScoped
public class CodeWriter {

    private static final Logger LOG = Logger.getLogger(CodeWriter.class);

    /** Failures of a model after which another one may do better. */
    private static final Set<ProblemCode> ANOTHER_MAY_HELP = EnumSet.of(
            ProblemCode.MODEL_RETIRED,
            ProblemCode.MODEL_NOT_FOUND,
            ProblemCode.MODEL_ACCESS_DENIED,
            ProblemCode.MODEL_THROTTLED,
            ProblemCode.MODEL_UNAVAILABLE);

    private final Models models;
    private final ModelCalls calls;
    private final int continuations;

    CodeWriter(Models models, ModelCalls calls, GenerationConfig config) {
        this.models = models;
        this.calls = calls;
        this.continuations = config.model().continuations();
    }

    /**
     * What was written.
     *
     * @param model by whom
     * @param text the reply, continuations included
     * @param stopReason why the last call ended
     */
    public record Written(String model, String text, StopReason stopReason) {}

    /**
     * Has a request's code written.
     *
     * @param receipt every call is added here, also when this ends with an exception
     * @param wanted run before every call but the first; throws where the generation is not wanted any more
     * @throws CodeGenerationException the last model's failure
     */
    public Written write(GenerationRequest request, Deadline deadline, Receipt receipt, Runnable wanted) {
        Prompt prompt = new Prompt(request.language(), request.message());
        int maxTokens = request.maxTokens() == null ? models.maxTokens() : request.maxTokens();
        Iterator<String> names = models.inOrder(request).iterator();
        while (true) {
            ModelCalls.Question question = new ModelCalls.Question(names.next(), prompt, List.of(), maxTokens);
            try {
                return goOn(question, calls.ask(question, deadline, receipt, wanted), deadline, receipt, wanted);
            } catch (CodeGenerationException e) {
                if (!ANOTHER_MAY_HELP.contains(e.code()) || !names.hasNext() || !calls.fits(deadline)) {
                    throw e;
                }
                LOG.warnf(
                        "%s: %s; the next model is asked. %s",
                        shown(question), e.code().code(), e.getCause());
            }
        }
    }

    private static String shown(ModelCalls.Question question) {
        return ModelName.of(question.model()).value();
    }

    /** Asks for the rest of a cut reply; where that fails, what there is remains, as cut as it was. */
    private Written goOn(
            ModelCalls.Question question, CodeModel.Reply reply, Deadline deadline, Receipt receipt, Runnable wanted) {
        String text = reply.text();
        StopReason stopReason = reply.stopReason();
        for (int i = 0; i < continuations && stopReason.equals(StopReason.MAX_TOKENS); i++) {
            Continuation continuation = Continuation.of(text);
            if (continuation.kept().isBlank() || !calls.fits(deadline)) {
                break;
            }
            CodeModel.Turn turn = new CodeModel.Turn(continuation.kept(), continuation.request());
            try {
                CodeModel.Reply rest = calls.ask(
                        new ModelCalls.Question(
                                question.model(), question.prompt(), List.of(turn), question.maxTokens()),
                        deadline,
                        receipt,
                        wanted);
                if (rest.stopReason().refused() || rest.text().isBlank()) {
                    break;
                }
                text = continuation.join(rest.text());
                stopReason = rest.stopReason();
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException e) {
                // Whatever went wrong, a bug included: the first part was paid for.
                LOG.warnf(e, "%s: the rest of a cut reply failed", shown(question));
                break;
            }
        }
        return new Written(question.model(), text, stopReason);
    }
}
