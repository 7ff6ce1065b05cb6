package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.InvokeApi;
import io.codegeneration.testing.LambdaRuntime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that the function hands to itself, delivered by Lambda as often as it likes. */
class JobDeliveryIT {

    private static final String KEY = "Idempotency-Key";
    private static final String PREFER = "Prefer";
    private static final String ASYNC = "respond-async";
    private static final BedrockReply GOOD = BedrockReply.text("```python\nprint(1)\n```");

    private static NativeFunction function;

    /** Another copy of the same function. */
    private static NativeFunction other;

    private static Backend backend;
    private InvokeApi lambda;
    private Wire wire;
    private ApiCaller caller;
    private int before;

    @BeforeAll
    static void start() {
        backend = Backend.start();
        function = new NativeFunction(backend, Map.of());
        other = new NativeFunction(backend, Map.of());
    }

    @AfterAll
    static void stop() {
        function.close();
        other.close();
    }

    @BeforeEach
    void startAfresh() {
        backend.reset();
        backend.bedrock().always(GOOD);
        lambda = function.runtime.invokeApi();
        lambda.reset();
        function.runtime.redeliverCrashed(false).deadline(Duration.ofSeconds(60));
        wire = new Wire(backend);
        caller = ApiCaller.fresh(function.api());
        before = function.runtime.asynchronousOutcomes().size();
    }

    @Test
    void handsOverOwnerAndIdAlone() {
        lambda.hold();

        ApiAnswer accepted = caller.generate("a secret", PREFER, ASYNC);

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(wire.steps()).containsExactly("PUT record");
        assertThat(lambda.calls()).singleElement().satisfies(call -> {
            assertThat(call.function()).isEqualTo("code-generation");
            assertThat(call.qualifier()).isEqualTo("live");
            assertThat(call.header("X-Amz-Invocation-Type")).isEqualTo("Event");
            assertThat(call.json().path("routeKey").asText()).isEqualTo("code-generation job");
            assertThat(call.json().path("body").asText())
                    .isEqualTo("{\"owner\":\"" + caller.owner() + "\",\"id\":"
                            + accepted.json().path("id") + "}");
            assertThat(call.json().toString()).doesNotContain("secret", "python");
        });
        lambda.release();
        done(1);
        assertThat(function.process.output()).noneMatch(line -> line.contains("a secret"));
    }

    @Test
    void isAcceptedUnderAKeyWithThreeWritesAndOneInvoke() {
        lambda.hold();

        caller.generate("sum", PREFER, ASYNC, KEY, "a");

        assertThat(wire.steps()).containsExactly("PUT claim", "PUT record", "PUT claim");
        assertThat(lambda.calls()).hasSize(1);
        lambda.release();
        done(1);
    }

    @Test
    void isQueuedUntilItIsDelivered() {
        lambda.hold();
        String path = caller.generate("sum", PREFER, ASYNC).header("Location");

        ApiAnswer queued = caller.get(path);

        assertThat(queued.status()).isEqualTo(200);
        assertThat(queued.header("Retry-After")).isEqualTo("2");
        assertThat(queued.json().path("status").asText()).isEqualTo("queued");
        assertThat(queued.json().path("completedAt").isNull()).isTrue();
        assertThat(queued.json().path("files").isArray()).isTrue();
        JsonNode item = caller.get("/code-generation?status=queued")
                .json()
                .path("items")
                .path(0);
        assertThat(item.path("status").asText()).isEqualTo("queued");
        assertThat(item.path("model").isNull()).isTrue();
        backend.proxy().reset();
        lambda.release();
        done(1);
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("succeeded");
    }

    @Test
    void runsOnceHoweverOftenItIsDelivered() {
        lambda.deliver(3);

        String path = caller.generate("sum", PREFER, ASYNC).header("Location");

        done(3);
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).hasSize(2);
    }

    @Test
    void doesNothingWhereItWasDeletedBeforeItsDelivery() {
        lambda.hold();
        String path = caller.generate("sum", PREFER, ASYNC, KEY, "a").header("Location");
        assertThat(caller.delete(path).status()).isEqualTo(204);

        lambda.release();

        done(1);
        assertThat(backend.bedrock().requests()).isEmpty();
        assertThat(wire.left()).isEmpty();
    }

    @Test
    void isSeenAndDeletedByAnotherCopyWhileItRuns() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        backend.bedrock().next(GOOD.heldUntil(gate));
        String path = caller.generate("sum", PREFER, ASYNC, KEY, "a").header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        ApiCaller there = new ApiCaller(other.api(), caller.arn(), "", Duration.ZERO);

        ApiAnswer running = there.get(path);
        assertThat(running.json().path("status").asText()).isEqualTo("running");
        assertThat(running.header("Retry-After")).isEqualTo("2");
        assertThat(there.delete(path).status()).isEqualTo(204);
        gate.complete(null);

        done(1);
        assertThat(wire.left()).isEmpty();
        assertThat(caller.get(path).status()).isEqualTo(404);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void leavesNothingWhereLambdaIsBusy() {
        lambda.refuseNext(3, 429, "TooManyRequestsException");

        ApiAnswer refused = caller.generate("sum", PREFER, ASYNC, KEY, "a");

        assertProblem(refused, 503, "job-refused", true);
        assertThat(refused.json().path("instance").asText()).isEqualTo("/code-generation");
        assertThat(lambda.calls()).hasSize(3);
        assertThat(wire.keys("generations/" + caller.owner())).isEmpty();
        assertThat(caller.generate("sum", PREFER, ASYNC, KEY, "a").status()).isEqualTo(202);
        done(1);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void saysWhatToAllowWhereLambdaForbidsIt() {
        lambda.refuseNext(1, 403, "AccessDeniedException");

        ApiAnswer refused = caller.generate("sum", PREFER, ASYNC);

        assertProblem(refused, 503, "job-refused", true);
        assertThat(refused.json().path("fix").asText()).contains("lambda:InvokeFunction");
        assertThat(lambda.calls()).hasSize(1);
        assertThat(wire.left()).isEmpty();
    }

    @Test
    void runsOnceWhereLambdasAnswerWasLost() {
        lambda.loseAnswers(1);

        ApiAnswer accepted = caller.generate("sum", PREFER, ASYNC);

        assertThat(accepted.status()).isEqualTo(202);
        done(2);
        assertThat(caller.get(accepted.header("Location")).json().path("status").asText())
                .isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void neverRunsWhatWasAnsweredAsRefused() {
        lambda.loseAnswers(3);

        ApiAnswer refused = caller.generate("sum", PREFER, ASYNC);

        assertProblem(refused, 503, "job-refused", true);
        done(3);
        assertThat(backend.bedrock().requests()).isEmpty();
        assertThat(wire.left()).isEmpty();
    }

    @Test
    void isLostAfterItsDeadlineWhereItsProcessDied() {
        function.runtime.redeliverCrashed(true).deadline(Duration.ofSeconds(4));
        backend.bedrock().next(BedrockReply.hang());
        ApiAnswer accepted = caller.generate("sum", PREFER, ASYNC);
        String path = accepted.header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        function.kill();
        function.start();

        done(2);
        ApiAnswer running = caller.get(path);
        JsonNode lost = caller.settled(path);

        assertThat(running.json().path("status").asText()).isEqualTo("running");
        assertLost(lost, path);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).hasSize(1);
    }

    @Test
    void isFoundLostByAListToo() {
        function.runtime.deadline(Duration.ofSeconds(4));
        backend.bedrock().next(BedrockReply.hang());
        String path = caller.generate("sum", PREFER, ASYNC).header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        function.kill();
        function.start();

        JsonNode items = caller.get("/code-generation?status=failed").json().path("items");
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (items.isEmpty() && System.nanoTime() < end) {
            items = caller.get("/code-generation?status=failed").json().path("items");
        }

        assertThat(items).hasSize(1);
        backend.proxy().reset();
        assertLost(caller.get(path).json(), path);
        assertThat(wire.steps()).containsExactly("GET record");
    }

    @Test
    void isLostWhereItWaitsTooLong() {
        try (NativeFunction impatient = new NativeFunction(Backend.start(), Map.of("CODEGEN_JOBS_MAX_AGE", "2s"))) {
            ApiCaller waiting = new ApiCaller(impatient.api(), caller.arn(), "/dev", Duration.ZERO);
            impatient.runtime.invokeApi().hold();
            String path = waiting.generate("sum", PREFER, ASYNC).header("Location");

            JsonNode lost = new ApiCaller(impatient.api(), caller.arn(), "", Duration.ZERO).settled(path);

            assertLost(lost, path);
            impatient.runtime.invokeApi().release();
            impatient.runtime.awaitAsynchronous(1, NativeFunction.START);
            assertThat(waiting.get(path.substring("/dev".length())).json()).isEqualTo(lost);
            assertThat(impatient.backend.bedrock().requests()).isEmpty();
            assertThat(waiting.delete(path.substring("/dev".length())).status()).isEqualTo(204);
        }
    }

    @Test
    void isLeftToTheVersionThatUnderstandsIt() {
        lambda.hold();
        String path = caller.generate("sum", PREFER, ASYNC).header("Location");
        String key = wire.keys("generations/" + caller.owner()).get(0);
        Map<String, String> metadata = backend.s3().object(Backend.BUCKET, key).metadata();
        Map<String, String> newer = new HashMap<>(metadata);
        newer.put("format", "99");
        backend.s3().putMetadata(Backend.BUCKET, key, newer);
        JsonNode event = lambda.calls().get(0).json();

        lambda.release();
        done(1);

        LambdaRuntime.EventOutcome refused =
                function.runtime.asynchronousOutcomes().get(before);
        assertThat(refused.error()).as("Lambda delivers it again").isTrue();
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("queued");
        assertThat(backend.bedrock().requests()).isEmpty();

        backend.s3().putMetadata(Backend.BUCKET, key, metadata);
        assertThat(function.runtime.invoke(event).error()).isFalse();

        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void isDeliveredAgainAsOftenAsLambdaDoesIt() {
        function.runtime.redeliverCrashed(true);
        lambda.hold();
        String path = caller.generate("sum", PREFER, ASYNC).header("Location");
        String key = wire.keys("generations/" + caller.owner()).get(0);
        backend.s3().putMetadata(Backend.BUCKET, key, Map.of("format", "99"));

        lambda.release();

        done(3);
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("queued");
        assertThat(caller.delete(path).status()).isEqualTo(204);
        assertThat(caller.get(path).status()).isEqualTo(404);
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void keepsTheCodeThatItChanges() {
        backend.bedrock().always(BedrockReply.text("```python a.py\nA = 1\n```\n```python b.py\nB = 1\n```"));
        String first = caller.generate("two files").header("Location");
        lambda.hold();
        String path = caller.post(
                        RequestJson.saying("two")
                                .changing(first)
                                .with("own.txt", "mine\r\n")
                                .toString(),
                        PREFER,
                        ASYNC)
                .header("Location");
        assertThat(lambda.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.json().toString()).doesNotContain("mine", "B = 1"));
        String key = wire.keys("generations/" + caller.owner()).stream()
                .filter(record -> record.contains(path.substring(path.lastIndexOf('/') + 1)))
                .findFirst()
                .orElseThrow();
        assertThat(backend.s3().object(Backend.BUCKET, key).metadata()).containsEntry("format", "2");
        assertThat(caller.delete(first).status()).isEqualTo(204);
        backend.bedrock().always(BedrockReply.text("```python a.py\nA = 2\n```"));

        lambda.release();
        done(1);

        JsonNode record = caller.get(path).json();
        assertThat(record.path("status").asText()).as(record.toString()).isEqualTo("succeeded");
        assertThat(record.path("files").findValuesAsText("name")).containsExactly("a.py", "b.py", "own.txt");
        assertThat(caller.get(path + "/files/b.py").text()).isEqualTo("B = 1\n");
        assertThat(caller.get(path + "/files/own.txt").text()).isEqualTo("mine\r\n");
    }

    private static void assertLost(JsonNode lost, String path) {
        assertThat(lost.path("status").asText()).as(lost.toString()).isEqualTo("failed");
        assertThat(lost.path("completedAt").asText()).isNotBlank();
        assertThat(lost.path("code").isNull()).isTrue();
        JsonNode problem = lost.path("problem");
        assertThat(problem.path("code").asText()).isEqualTo("job-lost");
        assertThat(problem.path("retryable").booleanValue()).isTrue();
        assertThat(problem.path("instance").asText()).isEqualTo(path);
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    /** So many deliveries came to an end, one way or the other. */
    private void done(int deliveries) {
        function.runtime.awaitAsynchronous(before + deliveries, NativeFunction.START);
    }
}
