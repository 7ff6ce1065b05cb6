package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Pauser;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.job.Job;
import io.codegeneration.testing.InvokeApi;
import io.codegeneration.testing.LambdaRuntime;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SelfInvocationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Job JOB = new Job(Owner.ANONYMOUS, new GenerationId("20261122T101530123Z-k3v9q2w8"));
    private static final String ARN = "arn:aws:lambda:eu-central-1:123456789012:function:code-generation:live";
    private static final Invocation INVOCATION = TestInvocation.in(ARN);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final LambdaRuntime runtime = LambdaRuntime.start();
    private final InvokeApi lambda = runtime.invokeApi();
    private final SelfInvocation queue = queue(runtime.invokeUrl());

    @BeforeEach
    void startAfresh() {
        lambda.deliver(0);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void invokesItselfByTheNameAndAliasThatItWasInvokedBy() {
        queue.submit(JOB, INVOCATION, LONG);

        assertThat(lambda.calls()).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo("/2015-03-31/functions/code-generation/invocations");
            assertThat(call.qualifier()).isEqualTo("live");
            assertThat(call.header("X-Amz-Invocation-Type")).isEqualTo("Event");
            assertThat(call.header("Authorization"))
                    .matches("AWS4-HMAC-SHA256 Credential=test/\\d{8}/eu-central-1/lambda/aws4_request, .*");
        });
    }

    @Test
    void sendsTheEventThatIsKnownForAJob() throws Exception {
        queue.submit(JOB, INVOCATION, LONG);

        assertThat(lambda.calls().get(0).json())
                .isEqualTo(
                        JSON.readTree(
                                """
                {"version": "2.0", "routeKey": "code-generation job", "rawPath": "/code-generation-job",
                 "rawQueryString": "", "headers": {},
                 "requestContext": {"routeKey": "code-generation job", "stage": "$default",
                                    "http": {"method": "POST", "path": "/code-generation-job"}},
                 "body": "{\\"owner\\":\\"anonymous\\",\\"id\\":\\"20261122T101530123Z-k3v9q2w8\\"}",
                 "isBase64Encoded": false}
                """));
    }

    @ParameterizedTest
    @CsvSource({"code-generation, ''", "code-generation:$LATEST, $LATEST", "code-generation:17, 17"})
    void takesWhateverQualifierThereIs(String name, String qualifier) {
        queue.submit(JOB, TestInvocation.in("arn:aws:lambda:eu-central-1:123456789012:function:" + name), LONG);

        assertThat(lambda.calls())
                .singleElement()
                .extracting(InvokeApi.Recorded::qualifier)
                .isEqualTo(qualifier);
    }

    @Test
    void findsAnEndpointBehindAPath() {
        assertThatThrownBy(() -> queue(runtime.invokeUrl() + "/behind/").submit(JOB, INVOCATION, LONG))
                .isInstanceOf(OperatorException.class);

        assertThat(lambda.calls())
                .singleElement()
                .extracting(InvokeApi.Recorded::path)
                .isEqualTo("/behind/2015-03-31/functions/code-generation/invocations");
    }

    @Test
    void keepsItsConnection() {
        IntStream.range(0, 3).forEach(i -> queue.submit(JOB, INVOCATION, LONG));

        assertThat(lambda.calls())
                .hasSize(3)
                .extracting(InvokeApi.Recorded::connection)
                .containsOnly(1);
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException",
        "500, ServiceException",
        "502, ResourceNotReadyException",
        "503, ServiceUnavailable",
        "409, ResourceConflictException",
        "408, RequestTimeout"
    })
    void triesAgainWhatMayPass(int status, String error) {
        lambda.refuseNext(2, status, error);

        queue.submit(JOB, INVOCATION, LONG);

        assertThat(lambda.calls()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"429, TooManyRequestsException", "500, ServiceException"})
    void givesUpAfterThreeCalls(int status, String error) {
        lambda.refuseNext(9, status, error);

        TransientException e =
                catchThrowableOfType(TransientException.class, () -> queue.submit(JOB, INVOCATION, LONG));

        assertThat(e.code()).isEqualTo(ProblemCode.JOB_REFUSED);
        assertThat(e.getCause()).hasMessageContaining(error);
        assertSaysNothingInternal(e);
        assertThat(lambda.calls()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDeniedException",
        "401, UnauthorizedException",
        "404, ResourceNotFoundException",
        "400, InvalidParameterValueException",
        "413, RequestTooLargeException"
    })
    void asksTheOperatorForWhatStaysAsItIs(int status, String error) {
        lambda.refuseNext(9, status, error);

        OperatorException e = catchThrowableOfType(OperatorException.class, () -> queue.submit(JOB, INVOCATION, LONG));

        assertThat(e.code()).isEqualTo(ProblemCode.JOB_REFUSED);
        assertThat(e.fix().orElseThrow()).contains("lambda:InvokeFunction", "own alias");
        assertThat(e.getCause()).hasMessageContaining(error);
        assertSaysNothingInternal(e);
        assertThat(lambda.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 307})
    void takesNoOtherAnswerForAYes(int status) {
        lambda.refuseNext(1, status, "None");

        OperatorException e = catchThrowableOfType(OperatorException.class, () -> queue.submit(JOB, INVOCATION, LONG));

        assertThat(e.fix().orElseThrow()).contains("AWS_ENDPOINT_URL_LAMBDA");
        assertThat(lambda.calls()).hasSize(1);
    }

    @Test
    void repeatsACallWhoseAnswerWasLost() {
        lambda.loseAnswers(1);

        queue.submit(JOB, INVOCATION, LONG);

        assertThat(lambda.calls()).hasSize(2);
    }

    @Test
    void doesNotKnowWhatBecameOfCallsWhoseAnswersWereLost() {
        lambda.loseAnswers(9);

        assertThatThrownBy(() -> queue.submit(JOB, INVOCATION, LONG)).isInstanceOf(TransientException.class);
        assertThat(lambda.calls()).hasSize(3);
    }

    @Test
    void waitsNoLongerThanItMayForACallThatHangs() {
        // The first call of all takes its time on a busy machine.
        queue.submit(JOB, INVOCATION, LONG);
        lambda.hangNext(9);
        long begun = System.nanoTime();

        TransientException e = catchThrowableOfType(
                TransientException.class, () -> queue.submit(JOB, INVOCATION, Duration.ofMillis(300)));

        assertThat(e.code()).isEqualTo(ProblemCode.JOB_REFUSED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
        assertThat(lambda.awaitCalls(2, LONG)).hasSize(2);
    }

    @Test
    void doesNotWaitForABodyThatNeverComes() {
        lambda.stallNext(2, 500).stallNext(1, 202);
        long begun = System.nanoTime();

        queue.submit(JOB, INVOCATION, LONG);

        assertThat(lambda.calls()).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void givesUpWhereNobodyListens() throws IOException {
        String nowhere;
        try (ServerSocket socket = new ServerSocket(0)) {
            nowhere = "http://127.0.0.1:" + socket.getLocalPort();
        }

        TransientException e = catchThrowableOfType(
                TransientException.class, () -> queue(nowhere).submit(JOB, INVOCATION, LONG));

        assertThat(e.code()).isEqualTo(ProblemCode.JOB_REFUSED);
        assertThat(e.getCause()).isInstanceOf(IOException.class);
    }

    @Test
    void makesNoCallWithoutTime() {
        assertThatThrownBy(() -> queue.submit(JOB, INVOCATION, Duration.ofNanos(1)))
                .isInstanceOf(TransientException.class);

        assertThat(lambda.calls()).isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "arn:aws:s3:::bucket")
    void asksForAFunctionWhereThereIsNone(String arn) {
        OperatorException e =
                catchThrowableOfType(OperatorException.class, () -> queue.submit(JOB, TestInvocation.in(arn), LONG));

        assertThat(e.code()).isEqualTo(ProblemCode.JOB_REFUSED);
        assertThat(e.fix().orElseThrow()).contains("Lambda function");
        assertThat(lambda.calls()).isEmpty();
    }

    @Test
    void refusesAnEndpointThatIsNoAddress() {
        assertThatThrownBy(() -> queue("nowhere"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("AWS_ENDPOINT_URL_LAMBDA");
    }

    private static SelfInvocation queue(String endpoint) {
        return new SelfInvocation(
                Optional.of(URI.create(endpoint)),
                JSON,
                new Pauser(time -> Thread.sleep(time.toMillis()), new Random(1)));
    }

    private static void assertSaysNothingInternal(CodeGenerationException e) {
        assertThat(e.getMessage() + e.fix()).doesNotContain("arn:", "Exception", "code-generation", "127.0.0.1");
    }
}
