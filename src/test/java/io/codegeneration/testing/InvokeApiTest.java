package io.codegeneration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The fixture does what its contract says: a test that trusts it may blame the code. */
@Timeout(60)
class InvokeApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final String ARN = "arn:aws:lambda:eu-central-1:123456789012:function:code-generation";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final LambdaRuntime runtime = LambdaRuntime.start();
    private final InvokeApi api = runtime.invokeApi();

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void takesAnEventAndDeliversItOnce() throws Exception {
        HttpResponse<String> answer = invoke("code-generation", "{\"n\":1}");

        HttpResponse<String> next = next();
        respond(next, "response", next.body());
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(next.body()).isEqualTo("{\"n\":1}");
        assertThat(answer.headers().firstValue("x-amzn-RequestId")).hasValue(requestId(next));
        assertThat(runtime.awaitAsynchronous(1, SOON)).singleElement().satisfies(outcome -> {
            assertThat(outcome.requestId()).isEqualTo(requestId(next));
            assertThat(outcome.error()).isFalse();
        });
        assertThat(nothingWaits()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "code-generation, '', code-generation, ''",
        "code-generation, ?Qualifier=live, code-generation:live, live",
        "code-generation:live, '', code-generation:live, live",
        "code-generation%3Alive, ?Qualifier=live, code-generation:live, live",
        "123456789012:function:code-generation, '', code-generation, ''",
        "code-generation, ?Qualifier=%24LATEST, code-generation:$LATEST, $LATEST",
        "arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Acode-generation%3Alive, '', code-generation:live, live",
        "arn:aws:lambda:eu-central-1:123456789012:function:code-generation:live, '', code-generation:live, live"
    })
    void knowsTheFunctionByEachOfItsNames(String name, String query, String named, String qualifier) throws Exception {
        assertThat(send(signed("Event", name, query, "{}")).statusCode()).isEqualTo(202);

        assertThat(next().headers().firstValue("Lambda-Runtime-Invoked-Function-Arn"))
                .hasValue("arn:aws:lambda:eu-central-1:123456789012:function:" + named);
        assertThat(api.calls()).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo("/2015-03-31/functions/" + name + "/invocations");
            assertThat(call.function()).isEqualTo("code-generation");
            assertThat(call.qualifier()).isEqualTo(qualifier);
            assertThat(call.header("x-amz-invocation-type")).isEqualTo("Event");
            assertThat(call.json()).isEmpty();
            assertThat(call.connection()).isPositive();
        });
    }

    @Test
    void deliversUnderTheOwnNameWhateverAliasTheRuntimeHas() throws Exception {
        runtime.functionArn(ARN + ":live");

        invoke("code-generation", "{}");

        assertThat(next().headers().firstValue("Lambda-Runtime-Invoked-Function-Arn"))
                .hasValue(ARN);
    }

    @Test
    void tellsTheDeadlineOfTheRuntime() throws Exception {
        runtime.deadline(Duration.ofMinutes(15));
        long before = System.currentTimeMillis();

        invoke("code-generation", "{}");

        assertThat(next().headers()
                        .firstValueAsLong("Lambda-Runtime-Deadline-Ms")
                        .getAsLong())
                .isBetween(before + 900_000, System.currentTimeMillis() + 900_000);
    }

    @ParameterizedTest
    @CsvSource({
        "RequestResponse, code-generation, {}, 400, InvalidParameterValueException",
        "DryRun, code-generation, {}, 400, InvalidParameterValueException",
        "Event, code-generation, {, 400, InvalidRequestContentException",
        "Event, code-generation, '', 400, InvalidRequestContentException",
        "Event, another, {}, 404, ResourceNotFoundException",
        "Event, code-generation:live?Qualifier=dev, {}, 400, InvalidParameterValueException"
    })
    void refusesWhatLambdaWouldRefuse(String type, String target, String event, int status, String error)
            throws Exception {
        String[] parts = target.split("\\?");
        String query = parts.length == 1 ? "" : "?" + parts[1];

        assertRefused(send(signed(type, parts[0], query, event)), status, error);
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        URI elsewhere = URI.create(api.url() + "/2015-03-31/functions");
        URI function = URI.create(api.url() + "/2015-03-31/functions/code-generation/invocations");

        assertRefused(
                send(HttpRequest.newBuilder(elsewhere)
                        .POST(BodyPublishers.ofString("{}"))
                        .build()),
                404,
                "UnknownOperationException");
        assertRefused(send(HttpRequest.newBuilder(function).build()), 404, "UnknownOperationException");
    }

    @Test
    void refusesWhatIsNotSigned() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(api.url() + "/2015-03-31/functions/code-generation/invocations"))
                .header("X-Amz-Invocation-Type", "Event")
                .POST(BodyPublishers.ofString("{}"))
                .build();

        assertRefused(send(request), 403, "InvalidSignatureException");
    }

    @ParameterizedTest
    @CsvSource({"lambda, eu-central-1, wrong", "lambda, us-east-1, test", "s3, eu-central-1, test"})
    void refusesAnotherServicesRegionsOrKeysSignature(String service, String region, String secret) throws Exception {
        assertRefused(
                send(sign(service, region, secret, "Event", "code-generation", "", "{}")
                        .POST(BodyPublishers.ofString("{}"))
                        .build()),
                403,
                "InvalidSignatureException");
    }

    @Test
    void refusesABodyThatWasNotTheOneSigned() throws Exception {
        assertRefused(
                send(sign("lambda", "eu-central-1", InvokeApi.SECRET, "Event", "code-generation", "", "{}")
                        .POST(BodyPublishers.ofString("{\"n\":2}"))
                        .build()),
                403,
                "InvalidSignatureException");
    }

    @Test
    void deliversTwiceWithOneRequestId() throws Exception {
        api.deliver(2);

        invoke("code-generation", "{}");

        HttpResponse<String> first = next();
        respond(first, "response", "{}");
        HttpResponse<String> second = next();
        respond(second, "response", "{}");
        assertThat(requestId(second)).isEqualTo(requestId(first));
        assertThat(runtime.awaitAsynchronous(2, SOON)).hasSize(2);
    }

    @Test
    void deliversNever() throws Exception {
        api.deliver(0);

        assertThat(invoke("code-generation", "{}").statusCode()).isEqualTo(202);

        assertThat(nothingWaits()).isTrue();
    }

    @Test
    void deliversWhatWasHeldOnceItIsReleased() throws Exception {
        api.hold();
        invoke("code-generation", "1");
        invoke("code-generation", "2");
        assertThat(nothingWaits()).isTrue();

        api.release();
        invoke("code-generation", "3");

        assertThat(IntStream.range(0, 3).mapToObj(i -> answered().body())).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException",
        "403, AccessDeniedException",
        "500, ServiceException",
        "404, ResourceNotFoundException"
    })
    void refusesTheNextCallsOnly(int status, String error) throws Exception {
        api.refuseNext(2, status, error);

        assertRefused(invoke("code-generation", "{}"), status, error);
        assertRefused(invoke("code-generation", "{}"), status, error);

        assertThat(invoke("code-generation", "{}").statusCode()).isEqualTo(202);
        assertThat(api.calls()).hasSize(3);
    }

    @Test
    void losesTheAnswerToWhatItTook() throws Exception {
        api.loseAnswers(1);

        assertThatThrownBy(() -> invoke("code-generation", "{\"n\":1}")).isInstanceOf(IOException.class);

        assertThat(next().body()).isEqualTo("{\"n\":1}");
    }

    @Test
    void leavesCallsUnanswered() {
        api.hangNext(1);

        assertThatThrownBy(() -> HTTP.send(
                        HttpRequest.newBuilder(signed("Event", "code-generation", "", "{}"), (name, value) -> true)
                                .timeout(MOMENT)
                                .build(),
                        BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(api.awaitCalls(1, SOON)).hasSize(1);
        assertThat(runtime.outcomes()).isEmpty();
    }

    @Test
    void stallsInTheBody() throws Exception {
        api.stallNext(1, 500);

        HttpResponse<java.io.InputStream> answer =
                HTTP.send(signed("Event", "code-generation", "", "{}"), BodyHandlers.ofInputStream());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(CompletableFuture.runAsync(() -> {
                    try {
                        answer.body().read();
                    } catch (IOException e) {
                        // Closed at the end of the test.
                    }
                }))
                .isNotDone();
        assertThatThrownBy(() -> runtime.awaitAsynchronous(1, MOMENT)).isInstanceOf(AssertionError.class);
    }

    @Test
    void forgetsEverything() throws Exception {
        api.deliver(2).hold().refuseNext(5, 500, "ServiceException");
        invoke("code-generation", "1");
        api.reset();

        assertThat(api.calls()).isEmpty();
        assertThat(invoke("code-generation", "2").statusCode()).isEqualTo(202);
        api.release();

        assertThat(answered().body()).isEqualTo("2");
        assertThat(nothingWaits()).isTrue();
    }

    @Test
    void redeliversACrashedEventTwiceWhereAsked() throws Exception {
        runtime.redeliverCrashed(true);
        invoke("code-generation", "{}");

        HttpResponse<String> first = next();
        runtime.processEnded();
        HttpResponse<String> second = next();
        respond(second, "error", "{\"errorType\":\"Oops\"}");
        HttpResponse<String> third = next();
        runtime.processEnded();

        assertThat(List.of(requestId(second), requestId(third))).containsOnly(requestId(first));
        assertThat(runtime.awaitAsynchronous(3, SOON))
                .extracting(LambdaRuntime.EventOutcome::errorType)
                .containsExactly("Runtime.ExitError", "Oops", "Runtime.ExitError");
        assertThat(nothingWaits()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void redeliversNothingThatWasAnsweredOrThatSomebodyWaitsFor(boolean redeliver) throws Exception {
        runtime.redeliverCrashed(redeliver);
        invoke("code-generation", "{}");
        answered();
        CompletableFuture<LambdaRuntime.EventOutcome> awaited = runtime.submit(JSON.createObjectNode());
        next();
        runtime.processEnded();

        assertThat(awaited.join().error()).isTrue();
        assertThat(nothingWaits()).isTrue();
        assertThat(runtime.asynchronousOutcomes()).hasSize(1);
    }

    @Test
    void redeliversNothingUnlessAsked() throws Exception {
        invoke("code-generation", "{}");
        next();
        runtime.processEnded();

        assertThat(nothingWaits()).isTrue();
    }

    /** An event of the test's own comes next, at once. */
    private boolean nothingWaits() throws Exception {
        CompletableFuture<LambdaRuntime.EventOutcome> own =
                runtime.submit(JSON.createObjectNode().put("own", true));
        HttpResponse<String> next = next();
        respond(next, "response", "{}");
        own.join();
        return JSON.readTree(next.body()).path("own").asBoolean();
    }

    private HttpResponse<String> answered() {
        try {
            HttpResponse<String> next = next();
            respond(next, "response", "{}");
            return next;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String error) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue(error);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("Message").asText()).isEqualTo(error);
    }

    private HttpResponse<String> invoke(String name, String event) throws Exception {
        return send(signed("Event", name, "", event));
    }

    private HttpRequest signed(String type, String name, String query, String event) {
        return sign("lambda", "eu-central-1", InvokeApi.SECRET, type, name, query, event)
                .POST(BodyPublishers.ofString(event))
                .build();
    }

    private HttpRequest.Builder sign(
            String service, String region, String secret, String type, String name, String query, String event) {
        URI uri = URI.create(api.url() + "/2015-03-31/functions/" + name + "/invocations" + query);
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsCredentialsIdentity.create("test", secret))
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.POST)
                                .uri(uri)
                                .putHeader("X-Amz-Invocation-Type", type)
                                .build())
                        .payload(ContentStreamProvider.fromByteArray(event.getBytes(StandardCharsets.UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        signed.headers().forEach((header, values) -> {
            if (!header.equalsIgnoreCase("Host")) {
                values.forEach(value -> request.header(header, value));
            }
        });
        return request;
    }

    private HttpResponse<String> next() throws Exception {
        return send(HttpRequest.newBuilder(URI.create(runtimeUrl("/invocation/next")))
                .timeout(SOON)
                .build());
    }

    private void respond(HttpResponse<String> next, String how, String payload) throws Exception {
        send(HttpRequest.newBuilder(URI.create(runtimeUrl("/invocation/" + requestId(next) + "/" + how)))
                .POST(BodyPublishers.ofString(payload))
                .build());
    }

    private String runtimeUrl(String path) {
        return "http://" + runtime.address() + "/2018-06-01/runtime" + path;
    }

    private static String requestId(HttpResponse<String> next) {
        return next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
