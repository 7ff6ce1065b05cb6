package io.codegeneration.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.testing.BedrockReply;
import java.io.File;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

class BedrockFaultsTest {

    /** What Bedrock's texts hold and no answer may. */
    private static final String INTERNAL = "xyzzy for arn:aws:bedrock:us-east-1:123456789012:model/secret";

    private enum Kind {
        /** The core may ask again, as often as it likes. */
        TRANSIENT(TransientException.class, false),
        /** The core may ask again, but the call may have been billed. */
        COSTLY(TransientException.class, true),
        OPERATOR(OperatorException.class, false);

        private final Class<? extends CodeGenerationException> type;
        private final boolean costly;

        Kind(Class<? extends CodeGenerationException> type, boolean costly) {
            this.type = type;
            this.costly = costly;
        }
    }

    /** @param status as the service's model gives it */
    private record Row(int status, ProblemCode code, Kind kind) {}

    /** The error table: an exception that a new SDK brings has no row and needs a decision. */
    private static final Map<String, Row> ROWS = Map.ofEntries(
            Map.entry("AccessDeniedException", new Row(403, ProblemCode.MODEL_ACCESS_DENIED, Kind.OPERATOR)),
            Map.entry("BedrockRuntimeException", new Row(400, ProblemCode.MODEL_REJECTED_REQUEST, Kind.OPERATOR)),
            Map.entry("ConflictException", new Row(400, ProblemCode.MODEL_REJECTED_REQUEST, Kind.OPERATOR)),
            Map.entry("InternalServerException", new Row(500, ProblemCode.MODEL_UNAVAILABLE, Kind.TRANSIENT)),
            Map.entry("ModelErrorException", new Row(424, ProblemCode.MODEL_UNAVAILABLE, Kind.COSTLY)),
            Map.entry("ModelNotReadyException", new Row(429, ProblemCode.MODEL_UNAVAILABLE, Kind.TRANSIENT)),
            Map.entry("ModelStreamErrorException", new Row(424, ProblemCode.MODEL_UNAVAILABLE, Kind.COSTLY)),
            Map.entry("ModelTimeoutException", new Row(408, ProblemCode.MODEL_UNAVAILABLE, Kind.COSTLY)),
            Map.entry("ResourceNotFoundException", new Row(404, ProblemCode.MODEL_NOT_FOUND, Kind.OPERATOR)),
            Map.entry("ServiceQuotaExceededException", new Row(400, ProblemCode.MODEL_THROTTLED, Kind.TRANSIENT)),
            Map.entry("ServiceUnavailableException", new Row(503, ProblemCode.MODEL_UNAVAILABLE, Kind.TRANSIENT)),
            Map.entry("ThrottlingException", new Row(429, ProblemCode.MODEL_THROTTLED, Kind.TRANSIENT)),
            Map.entry("ValidationException", new Row(400, ProblemCode.MODEL_REJECTED_REQUEST, Kind.OPERATOR)));

    private static BedrockAdapter bedrock;

    @BeforeAll
    static void start() {
        bedrock = new BedrockAdapter();
    }

    @AfterAll
    static void stop() {
        bedrock.close();
    }

    @Test
    void hasARowForEveryExceptionOfTheSdk() throws Exception {
        assertThat(exceptionsOfTheSdk())
                .as("each needs a problem code, in the table above and in the adapter")
                .containsExactlyInAnyOrderElementsOf(ROWS.keySet());
    }

    @ParameterizedTest
    @MethodSource("exceptionsOfTheSdk")
    void translatesEveryExceptionOfTheSdk(String type) {
        Row row = ROWS.get(type);
        assertThat(row).as("a row for " + type).isNotNull();

        CodeGenerationException e = failure(row.status(), type, INTERNAL);

        assertProblem(e, row.code(), row.kind());
        assertThat(e.getCause().getClass().getSimpleName()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "400, MODEL_REJECTED_REQUEST, OPERATOR",
        "401, MODEL_ACCESS_DENIED, OPERATOR",
        "403, MODEL_ACCESS_DENIED, OPERATOR",
        "404, MODEL_NOT_FOUND, OPERATOR",
        "408, MODEL_UNAVAILABLE, COSTLY",
        "413, MODEL_REJECTED_REQUEST, OPERATOR",
        "424, MODEL_UNAVAILABLE, COSTLY",
        "429, MODEL_THROTTLED, TRANSIENT",
        "500, MODEL_UNAVAILABLE, TRANSIENT",
        "502, MODEL_UNAVAILABLE, TRANSIENT",
        "503, MODEL_UNAVAILABLE, TRANSIENT",
        "529, MODEL_UNAVAILABLE, TRANSIENT",
    })
    void translatesUnknownErrorsByTheirStatus(int status, ProblemCode code, Kind kind) {
        CodeGenerationException e = failure(status, "ErrorOfTomorrowException", INTERNAL);

        assertProblem(e, code, kind);
        assertThat(e.getCause()).isExactlyInstanceOf(BedrockRuntimeException.class);
    }

    @Test
    void readsAnErrorTypeWithItsNamespace() {
        String type = "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/";

        CodeGenerationException e = failure(400, type, INTERNAL);

        assertProblem(e, ProblemCode.MODEL_REJECTED_REQUEST, Kind.OPERATOR);
        assertThat(e.getCause()).isExactlyInstanceOf(ValidationException.class);
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void readsBedrocksOwnSentences(int status, String type, String text, ProblemCode code, String fix) {
        CodeGenerationException e = failure(status, type, text);

        assertProblem(e, code, Kind.OPERATOR);
        if (fix == null) {
            assertThat(e.fix()).isEmpty();
        } else {
            assertThat(e.fix()).get().asString().contains(fix);
        }
    }

    static Stream<Arguments> sentences() {
        String useAnother = "Set CODEGEN_MODEL_ID to a current model, or CODEGEN_MODEL_FALLBACKS";
        return Stream.of(
                arguments(
                        404,
                        "ResourceNotFoundException",
                        "This model version has reached the end of its life. Please refer to the AWS documentation for"
                                + " more details.",
                        ProblemCode.MODEL_RETIRED,
                        useAnother),
                arguments(
                        404,
                        "ResourceNotFoundException",
                        "Access denied. This Model is marked by provider as Legacy and you have not been actively using"
                                + " the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock",
                        ProblemCode.MODEL_RETIRED,
                        useAnother),
                arguments(
                        404,
                        "ResourceNotFoundException",
                        "Could not resolve the foundation model from the provided model identifier.",
                        ProblemCode.MODEL_NOT_FOUND,
                        "CODEGEN_MODEL_ID"),
                arguments(
                        400,
                        "ValidationException",
                        "Invocation of model ID anthropic.claude-sonnet-4-20250514-v1:0 with on-demand throughput"
                                + " isn\u2019t supported. Retry your request with the ID or ARN of an inference profile"
                                + " that contains this model.",
                        ProblemCode.MODEL_REJECTED_REQUEST,
                        "inference profile"),
                // Every ValidationException is the model's refusal of a request; only the fix tells this one apart.
                arguments(
                        400,
                        "ValidationException",
                        "The provided model identifier is invalid.",
                        ProblemCode.MODEL_NOT_FOUND,
                        "CODEGEN_MODEL_ID"),
                arguments(
                        400,
                        "ValidationException",
                        "The text field in the ContentBlock object is blank.",
                        ProblemCode.MODEL_REJECTED_REQUEST,
                        null),
                arguments(
                        403,
                        "AccessDeniedException",
                        "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform:"
                                + " bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/z"
                                + " because no identity-based policy allows the bedrock:InvokeModel action",
                        ProblemCode.MODEL_ACCESS_DENIED,
                        "Allow bedrock:InvokeModel in the function's role, on the model"),
                arguments(
                        403,
                        "AccessDeniedException",
                        "You don't have access to the model with the specified model ID.",
                        ProblemCode.MODEL_ACCESS_DENIED,
                        "Grant the account access to the model"),
                arguments(
                        403,
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid.",
                        ProblemCode.MODEL_ACCESS_DENIED,
                        "check the credentials"),
                arguments(
                        403,
                        "ExpiredTokenException",
                        "The security token included in the request is expired",
                        ProblemCode.MODEL_ACCESS_DENIED,
                        "check the credentials"),
                arguments(
                        403,
                        "InvalidSignatureException",
                        "The request signature we calculated does not match the signature you provided. Check your AWS"
                                + " Secret Access Key and signing method.",
                        ProblemCode.MODEL_ACCESS_DENIED,
                        "check the credentials"));
    }

    @Test
    void copesWithExceptionsThatSayNothing() {
        assertProblem(
                translate(AwsServiceException.builder().statusCode(404).build()),
                ProblemCode.MODEL_NOT_FOUND,
                Kind.OPERATOR);
        assertProblem(
                translate(ValidationException.builder().build()), ProblemCode.MODEL_REJECTED_REQUEST, Kind.OPERATOR);
        assertProblem(translate(SdkClientException.builder().build()), ProblemCode.MODEL_UNAVAILABLE, Kind.COSTLY);
    }

    @Test
    void callsAnythingElseInternal() {
        IllegalStateException bug = new IllegalStateException(INTERNAL);

        CodeGenerationException e = translate(bug);

        assertProblem(e, ProblemCode.INTERNAL, Kind.OPERATOR);
        assertThat(e).hasMessage("An internal error occurred.").hasCause(bug);
    }

    @Test
    void leavesTheProgramsOwnExceptionsAlone() {
        CodeGenerationException own = new CallerException(ProblemCode.UNSUPPORTED_MODEL, "no such model");

        assertThat(translate(own)).isSameAs(own);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void takesARejectedCachePointForAParameterAndNotForADeniedModel(int status) {
        CodeModel.Options cached = new CodeModel.Options(null, null, true, true, true, Map.of());
        String type = status == 400 ? "ValidationException" : "AccessDeniedException";
        String text =
                "You invoked an unsupported model or your request did not allow prompt caching. See the documentation.";
        bedrock.server().reset();
        bedrock.server().always(BedrockReply.error(status, type, text));

        CodeGenerationException e = catchThrowableOfType(
                CodeGenerationException.class,
                () -> bedrock.ask(BedrockAdapter.call(BedrockAdapter.MODEL, cached, BedrockAdapter.PATIENCE)));

        assertThat(e).isInstanceOfSatisfying(OperatorException.class, rejection -> assertThat(rejection.rejected())
                .containsExactly("cachePoint"));
        assertThat(failure(403, "AccessDeniedException", text).code())
                .as("without a cache point")
                .isEqualTo(ProblemCode.MODEL_ACCESS_DENIED);
    }

    @Test
    void saysThatTheContextIsTooLong() {
        CodeGenerationException e = failure(
                400,
                "ValidationException",
                "The model returned the following errors: prompt is too long: 215000 tokens > 200000 maximum");

        assertThat(e).isInstanceOf(CallerException.class).hasMessageContaining("by at least 15256 tokens");
        assertThat(e.code()).isEqualTo(ProblemCode.CONTEXT_TOO_LONG);
        assertThat(e.getCause()).isInstanceOf(ValidationException.class);
    }

    @Test
    void namesTheRoomThatAPromptLeavesForTheReply() {
        CodeGenerationException e = failure(
                400,
                "ValidationException",
                "input length and `max_tokens` exceed context limit: 199000 + 1234 > 200000, decrease input length");

        assertThat(e).isInstanceOfSatisfying(OperatorException.class, shorter -> {
            assertThat(shorter.room()).hasValue(1_000);
            assertThat(shorter.tokenLimit()).isEmpty();
        });
    }

    /** All of them, by their simple names: an SDK of tomorrow may have more. */
    static Stream<String> exceptionsOfTheSdk() throws Exception {
        Class<?> root = BedrockRuntimeException.class;
        String folder = root.getPackageName().replace('.', '/') + "/";
        File jar = new File(
                root.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile classes = new JarFile(jar)) {
            return classes.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder) && name.endsWith(".class") && !name.contains("$"))
                    .map(name -> load(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.')))
                    .filter(Throwable.class::isAssignableFrom)
                    .map(Class::getSimpleName)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, BedrockFaultsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static CodeGenerationException failure(int status, String type, String text) {
        bedrock.server().reset();
        bedrock.server().next(BedrockReply.error(status, type, text));
        CodeGenerationException e = catchThrowableOfType(CodeGenerationException.class, bedrock::ask);
        assertThat(e).as("a failure").isNotNull();
        assertThat(e.getMessage() + e.fix())
                .as("what callers see")
                .doesNotContain(text, "xyzzy", "arn:", "123456789012", "Service:", "Status Code", "Request ID");
        assertThat(bedrock.server().requests()).hasSize(1);
        return e;
    }

    private static void assertProblem(CodeGenerationException e, ProblemCode code, Kind kind) {
        assertThat(e.code()).isEqualTo(code);
        assertThat(e).isExactlyInstanceOf(kind.type);
        assertThat(code.retryable()).as("retryable").isEqualTo(kind.type == TransientException.class);
        if (kind.type == TransientException.class) {
            assertThat(e).extracting("costly").isEqualTo(kind.costly);
            assertThat(e.retryAfter()).isPresent();
        } else {
            assertThat(e.retryAfter()).isEmpty();
        }
        assertThat(e.getMessage()).isNotBlank().endsWith(".");
        assertThat(e).as("what happened inside is kept for the log").hasCauseInstanceOf(RuntimeException.class);
    }

    private static CodeGenerationException translate(Throwable e) {
        return new BedrockFaults(BedrockAdapter.call(BedrockAdapter.MODEL), "us-east-1").translate(e);
    }
}
