package io.codegeneration.generation.making;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.model.Models;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what a caller sent and names every fault at once. */
@ApplicationScoped
public class RequestReader {

    /** Most characters of an instruction. */
    public static final int MAX_MESSAGE = 20_000;

    /** Smallest bound that a caller may set to a reply, in tokens. */
    public static final int MIN_MAX_TOKENS = 256;

    /** A longer name of a language or model is none, and is not repeated in an answer. */
    private static final int MAX_NAME = 200;

    private final Models models;

    RequestReader(Models models) {
        this.models = models;
    }

    /**
     * A request as it came.
     *
     * @param languageField the name under which the language came, for faults
     * @param messageField the name under which the instruction came, for faults
     * @param previous the id of the generation to change, or null
     * @param files the caller's own code; a name or content with a fault is null
     * @param faults the faults found so far, such as a number in place of a text; such a field is null here
     */
    public record Draft(
            String languageField,
            String language,
            String messageField,
            String message,
            String model,
            BigInteger maxTokens,
            String previous,
            List<SourceFile> files,
            List<Problem.FieldError> faults) {}

    /**
     * Returns the checked request.
     *
     * @throws CallerException naming every fault, or the unknown language, or the model that is not allowed
     */
    public GenerationRequest read(Draft draft) {
        List<Problem.FieldError> faults = new ArrayList<>(draft.faults());
        // Without it, the language is that of the previous generation.
        boolean inherited = draft.previous() != null || names(ContextReader.PREVIOUS, faults);
        if (!inherited || draft.language() != null) {
            requireText(draft.languageField(), draft.language(), faults);
        }
        requireText(draft.messageField(), draft.message(), faults);
        String message = draft.message() == null
                ? ""
                : draft.message().replace("\r\n", "\n").strip();
        checkMessage(draft.messageField(), message, faults);
        Integer maxTokens = checkMaxTokens(draft.maxTokens(), faults);
        if (draft.model() != null && (draft.model().isBlank() || draft.model().length() > MAX_NAME)) {
            faults.add(new Problem.FieldError("model", "model has 1 to " + MAX_NAME + " characters."));
        }
        GenerationId previous = checkPrevious(draft.previous(), faults);
        List<SourceFile> files = ContextFiles.check(draft.files(), faults);
        if (!faults.isEmpty()) {
            throw CallerException.invalid(faults);
        }
        Language language = draft.language() == null ? null : language(draft.languageField(), draft.language());
        return new GenerationRequest(language, message, model(draft.model()), maxTokens, previous, files);
    }

    private static void requireText(String field, String value, List<Problem.FieldError> faults) {
        if (!names(field, faults) && (value == null || value.isBlank())) {
            faults.add(new Problem.FieldError(field, field + " is required."));
        }
    }

    private static boolean names(String field, List<Problem.FieldError> faults) {
        return faults.stream().anyMatch(fault -> fault.field().equals(field));
    }

    private static void checkMessage(String field, String message, List<Problem.FieldError> faults) {
        int length = message.codePointCount(0, message.length());
        if (length > MAX_MESSAGE) {
            faults.add(new Problem.FieldError(
                    field, field + " has " + length + " characters; at most " + MAX_MESSAGE + " are allowed."));
        }
        if (message.codePoints().anyMatch(RequestReader::forbidden)) {
            faults.add(new Problem.FieldError(
                    field,
                    field + " has a control character other than tab, newline and carriage return,"
                            + " or half of a surrogate pair."));
        }
    }

    private static boolean forbidden(int character) {
        boolean blank = character == '\t' || character == '\n' || character == '\r';
        int type = Character.getType(character);
        return !blank && (type == Character.CONTROL || type == Character.SURROGATE);
    }

    private Integer checkMaxTokens(BigInteger maxTokens, List<Problem.FieldError> faults) {
        if (maxTokens == null) {
            return null;
        }
        boolean tooFew = maxTokens.compareTo(BigInteger.valueOf(MIN_MAX_TOKENS)) < 0;
        boolean tooMany = maxTokens.compareTo(BigInteger.valueOf(models.maxTokens())) > 0;
        if (tooFew || tooMany) {
            faults.add(new Problem.FieldError(
                    "maxTokens", "maxTokens is " + MIN_MAX_TOKENS + " to " + models.maxTokens() + "."));
            return null;
        }
        return maxTokens.intValueExact();
    }

    private static GenerationId checkPrevious(String previous, List<Problem.FieldError> faults) {
        if (previous == null) {
            return null;
        }
        Optional<GenerationId> id = GenerationId.parse(previous);
        if (id.isEmpty()) {
            faults.add(new Problem.FieldError(
                    ContextReader.PREVIOUS,
                    "previous must be the id of a generation, such as 20261122T101530123Z-k3v9q2w8."));
        }
        return id.orElse(null);
    }

    private static Language language(String field, String name) {
        Languages languages = Languages.standard();
        return languages
                .find(name)
                .orElseThrow(() -> CallerException.unknown(
                        ProblemCode.UNSUPPORTED_LANGUAGE,
                        field,
                        "This language is not known. GET " + Invocation.ROOT + "/languages lists all.",
                        languages.suggestions(name)));
    }

    private String model(String name) {
        if (name == null) {
            return null;
        }
        Optional<String> model = models.find(name.strip());
        return model.orElseThrow(() -> CallerException.unknown(
                ProblemCode.UNSUPPORTED_MODEL,
                "model",
                "This model is not on offer. GET " + Invocation.ROOT + "/models lists all.",
                models.offers().stream().map(Models.Offer::id).toList()));
    }
}
