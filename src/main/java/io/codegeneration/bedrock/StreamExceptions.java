package io.codegeneration.bedrock;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/**
 * Makes the SDK's exceptions of those that Bedrock sends in a stream. There they have no status of HTTP; each gets the one that
 * it has as a response.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html">ConverseStreamOutput</a>
 */
final class StreamExceptions {

    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int FAILED_DEPENDENCY = 424;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private StreamExceptions() {}

    /** The exception of this name. One that is not known means that the model failed while it worked. */
    static AwsServiceException of(String type, String message) {
        return switch (type) {
            case "throttlingException" -> with(ThrottlingException.builder(), TOO_MANY_REQUESTS, type, message);
            case "modelStreamErrorException" ->
                with(ModelStreamErrorException.builder(), FAILED_DEPENDENCY, type, message);
            case "modelTimeoutException" -> with(ModelTimeoutException.builder(), REQUEST_TIMEOUT, type, message);
            case "internalServerException" -> with(InternalServerException.builder(), INTERNAL_ERROR, type, message);
            case "serviceUnavailableException" ->
                with(ServiceUnavailableException.builder(), UNAVAILABLE, type, message);
            case "validationException" -> with(ValidationException.builder(), BAD_REQUEST, type, message);
            default -> with(BedrockRuntimeException.builder(), FAILED_DEPENDENCY, type, message);
        };
    }

    private static AwsServiceException with(
            AwsServiceException.Builder builder, int status, String type, String message) {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .serviceName("BedrockRuntime")
                .errorCode(type)
                .errorMessage(message)
                .build();
        return builder.statusCode(status)
                .message(message)
                .awsErrorDetails(details)
                .build();
    }
}
