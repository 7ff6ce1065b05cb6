package io.codegeneration.bedrock;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ContextOverflow;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/**
 * Translates failures of Bedrock into the program's problems: by the exception's type and status and, only if Bedrock gives no
 * code, by its text.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">Bedrock's
 *     error codes</a>
 */
final class BedrockFaults {

    private static final String ACCESS_FIX =
            "Grant access to the model in the Bedrock console, allow bedrock:InvokeModel and"
                    + " bedrock:InvokeModelWithResponseStream on it (and on its inference profile) in the function's role,"
                    + " and check the credentials.";
    private static final String MODEL_ACCESS_FIX = "Grant the account access to the model in the Bedrock console.";
    private static final String REJECTED = "The model does not accept this request.";
    private static final String MODEL_FIX =
            "Set CODEGEN_MODEL_ID to a model that Bedrock offers in this region, or AWS_REGION to one that has it.";
    private static final String RETIRED_FIX =
            "Set CODEGEN_MODEL_ID to a current model, or CODEGEN_MODEL_FALLBACKS to models that are called instead.";

    private final CodeModel.Call call;
    private final String region;

    /**
     * @param call the failed call
     * @param region the region of the model
     */
    BedrockFaults(CodeModel.Call call, String region) {
        this.call = call;
        this.region = region;
    }

    CodeGenerationException translate(Throwable e) {
        if (e instanceof CodeGenerationException already) {
            return already;
        }
        if (isTimeout(e)) {
            return TransientException.deadlineExceeded(e);
        }
        if (e instanceof AwsServiceException service) {
            return service(service);
        }
        if (e instanceof SdkClientException client) {
            return client(client);
        }
        return OperatorException.internal(e);
    }

    /** If the time runs out while a response is read, the SDK wraps that in an exception about the response. */
    private static boolean isTimeout(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiCallTimeoutException
                    || cause instanceof ApiCallAttemptTimeoutException
                    || cause instanceof AbortedException) {
                return true;
            }
        }
        return false;
    }

    private CodeGenerationException service(AwsServiceException e) {
        int status = e.statusCode();
        if (e instanceof ThrottlingException || e instanceof ServiceQuotaExceededException || status == 429) {
            return throttledOrNotReady(e);
        }
        if (e instanceof AccessDeniedException || status == 401 || status == 403) {
            return denied(e);
        }
        if (e instanceof ModelTimeoutException
                || e instanceof ModelErrorException
                || e instanceof ModelStreamErrorException
                || status == 408
                || status == 424) {
            return TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "The model failed while it worked.", e);
        }
        if (e instanceof ResourceNotFoundException || status == 404) {
            return missing(e);
        }
        if (status >= 500) {
            return new TransientException(ProblemCode.MODEL_UNAVAILABLE, "The model is not available now.", e);
        }
        return rejected(e);
    }

    /** Bedrock also answers 429 for a model that is still being loaded. */
    private static CodeGenerationException throttledOrNotReady(AwsServiceException e) {
        if (e instanceof software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException) {
            return new TransientException(ProblemCode.MODEL_UNAVAILABLE, "The model is being loaded.", e);
        }
        return new TransientException(ProblemCode.MODEL_THROTTLED, "The model is throttled, or a quota is used up.", e);
    }

    private OperatorException denied(AwsServiceException e) {
        BedrockSentences sentences = sentences(e);
        if (sentences.retired()) {
            return retired(e);
        }
        if (sentences.rejected(removable()).contains(CodeModel.Options.CACHE_POINT)) {
            return OperatorException.rejecting(List.of(CodeModel.Options.CACHE_POINT), REJECTED, e);
        }
        String fix = sentences
                .deniedAction()
                .map(action -> "Allow " + action + " in the function's role, on "
                        + (action.contains("Guardrail") ? "the guardrail." : "the model and its inference profile."))
                .orElse(sentences.modelAccess() ? MODEL_ACCESS_FIX : ACCESS_FIX);
        return denied(fix, e);
    }

    private static OperatorException denied(String fix, Throwable e) {
        return new OperatorException(
                ProblemCode.MODEL_ACCESS_DENIED, "The service is not allowed to use this model.", fix, e);
    }

    private static OperatorException missing(AwsServiceException e) {
        return sentences(e).retired() ? retired(e) : unknownModel(e);
    }

    private static OperatorException unknownModel(AwsServiceException e) {
        return new OperatorException(
                ProblemCode.MODEL_NOT_FOUND, "Bedrock does not have this model in this region.", MODEL_FIX, e);
    }

    private static OperatorException retired(AwsServiceException e) {
        return new OperatorException(ProblemCode.MODEL_RETIRED, "The provider has retired this model.", RETIRED_FIX, e);
    }

    private CodeGenerationException rejected(AwsServiceException e) {
        BedrockSentences sentences = sentences(e);
        if (sentences.retired()) {
            return retired(e);
        }
        if (sentences.needsProfile()) {
            return new OperatorException(ProblemCode.MODEL_REJECTED_REQUEST, REJECTED, profileFix(), e);
        }
        if (sentences.invalidModel()) {
            return unknownModel(e);
        }
        Optional<ContextOverflow> overflow = sentences.overflow();
        if (overflow.isPresent()) {
            return overflow.get().problem(call.maxTokens(), e);
        }
        OptionalInt limit = sentences.tokenLimit();
        if (limit.isPresent()) {
            return OperatorException.tooManyTokens(limit.getAsInt(), REJECTED, e);
        }
        return OperatorException.rejecting(sentences.rejected(removable()), REJECTED, e);
    }

    /** The parameters that a further call can leave out; a text completion has a fixed set. */
    private Set<String> removable() {
        return TextCompletion.speaks(call.model()) ? Set.of() : call.options().names();
    }

    private String profileFix() {
        String profile = call.model().startsWith("arn:")
                ? "the model's inference profile"
                : "the inference profile " + InferenceProfiles.prefix(region) + call.model();
        return "Set CODEGEN_MODEL_ID to " + profile + ".";
    }

    private static CodeGenerationException client(SdkClientException e) {
        if (e.getMessage() != null && e.getMessage().toLowerCase(Locale.ROOT).contains("credentials")) {
            return denied(ACCESS_FIX, e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return new TransientException(ProblemCode.MODEL_UNAVAILABLE, "Bedrock cannot be reached.", e);
            }
            if (cause instanceof IOException) {
                break;
            }
        }
        return TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "The connection to the model broke off.", e);
    }

    static BedrockSentences sentences(AwsServiceException e) {
        return new BedrockSentences(
                e.awsErrorDetails() == null
                        ? e.getMessage()
                        : e.awsErrorDetails().errorMessage());
    }
}
