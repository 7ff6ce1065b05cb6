package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Several copies of the function at once, on one bucket. */
class ProcessesIT {

    private static final int COPIES = 4;
    private static final int ROUNDS = 5;
    private static final String KEY = "Idempotency-Key";
    private static final BedrockReply GOOD = BedrockReply.text("```python\nprint(1)\n```");

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(COPIES);
    private static final List<NativeFunction> FUNCTIONS = new ArrayList<>();
    private static Backend backend;

    private Wire wire;
    private ApiCaller caller;

    @BeforeAll
    static void start() {
        backend = Backend.start();
        for (int i = 0; i < COPIES; i++) {
            FUNCTIONS.add(new NativeFunction(backend, Map.of()));
        }
    }

    @AfterAll
    static void stop() {
        FUNCTIONS.forEach(NativeFunction::close);
        THREADS.shutdownNow();
    }

    @BeforeEach
    void startAfresh() {
        backend.reset();
        backend.bedrock().always(GOOD.withDelay(Duration.ofMillis(50)));
        wire = new Wire(backend);
        caller = ApiCaller.fresh(FUNCTIONS.get(0).api());
    }

    @RepeatedTest(ROUNDS)
    void askTheModelOnceForAKey() {
        List<ApiAnswer> answers = atOnce(copy -> copy.generate("sum", KEY, "a"));

        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(answers).extracting(ApiAnswer::status).contains(200).isSubsetOf(200, 409);
        ApiAnswer later = caller.generate("sum", KEY, "a");
        assertThat(answers).filteredOn(answer -> answer.status() == 200).allSatisfy(answer -> assertThat(answer.body())
                .isEqualTo(later.body()));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200
                        && answer.header("Idempotency-Replayed").isEmpty())
                .hasSize(1);
        assertThat(wire.left()).hasSize(3);
    }

    @RepeatedTest(ROUNDS)
    void queueOneJobForAKey() {
        List<ApiAnswer> answers = atOnce(copy -> copy.generate("sum", KEY, "a", "Prefer", "respond-async"));

        assertThat(answers).extracting(ApiAnswer::status).contains(202).isSubsetOf(202, 409);
        ApiAnswer later = caller.generate("sum", KEY, "a");
        assertThat(later.status()).isEqualTo(202);
        assertThat(answers).filteredOn(answer -> answer.status() == 202).allSatisfy(answer -> assertThat(answer.body())
                .isEqualTo(later.body()));
        assertThat(caller.settled(later.header("Location")).path("status").asText())
                .isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).hasSize(3);
    }

    @RepeatedTest(ROUNDS)
    void runOneOfSeveralDeliveriesOfAJob() {
        NativeFunction first = FUNCTIONS.get(0);
        first.runtime.invokeApi().reset();
        first.runtime.invokeApi().deliver(0);
        String path = caller.generate("sum", "Prefer", "respond-async").header("Location");
        JsonNode event = first.runtime.invokeApi().calls().get(0).json();
        first.runtime.invokeApi().reset();

        List<ApiAnswer> answers = atOnce(copy -> copy.api().event(event));

        assertThat(answers).extracting(ApiAnswer::status).containsOnly(204);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("succeeded");
        assertThat(wire.left()).hasSize(2);
    }

    @RepeatedTest(ROUNDS)
    void deleteAGenerationTogether() {
        String path = caller.generate("sum", KEY, "a").header("Location");

        List<ApiAnswer> answers = atOnce(copy -> copy.delete(path));

        assertThat(answers).extracting(ApiAnswer::status).contains(204).isSubsetOf(204, 404);
        assertThat(wire.left()).isEmpty();
        assertThat(caller.generate("other", KEY, "a").status()).isEqualTo(200);
    }

    @Test
    void leaveNoFileThatIsWrittenAfterItsGenerationWasDeleted() {
        backend.bedrock().next(BedrockReply.text("```python a.py\n1\n```\n```python b.py\n2\n```"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        // The code itself, and not what a deletion leaves in its place.
        backend.proxy()
                .hold(
                        request -> Wire.code(request)
                                && Wire.put(request)
                                && request.path().endsWith("b.py")
                                && request.header("x-amz-meta-language") != null,
                        gate);
        CompletableFuture<ApiAnswer> answer =
                CompletableFuture.supplyAsync(() -> caller.generate("two", KEY, "a"), THREADS);
        ApiCaller other = new ApiCaller(FUNCTIONS.get(1).api(), caller.arn(), "", Duration.ZERO);
        String path = "/code-generation/" + listed(other);

        ApiAnswer deleted = other.delete(path);
        gate.complete(null);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(wire.left()).noneMatch(key -> !key.startsWith("idempotency/"));
        assertThat(caller.get(path).status()).isEqualTo(404);
        assertThat(caller.generate("two", KEY, "a").header("Idempotency-Replayed"))
                .isEmpty();
    }

    /** The id of the only generation of a caller, as soon as there is one. */
    private static String listed(ApiCaller caller) {
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (System.nanoTime() < end) {
            JsonNode items = caller.get("/code-generation").json().path("items");
            if (!items.isEmpty()) {
                return items.path(0).path("id").asText();
            }
        }
        throw new AssertionError("there is no generation");
    }

    @RepeatedTest(ROUNDS)
    void keepEveryGenerationThatIsMade() {
        List<ApiAnswer> answers = atOnce(copy -> copy.generate("sum"));

        List<String> made = answers.stream()
                .map(answer -> answer.json().path("id").asText())
                .toList();
        assertThat(caller.get("/code-generation").json().path("items").findValuesAsText("id"))
                .containsExactlyInAnyOrderElementsOf(made);
        assertThat(wire.left()).hasSize(2 * COPIES);
    }

    /** The same by every copy, for the same caller. */
    private List<ApiAnswer> atOnce(Function<ApiCaller, ApiAnswer> request) {
        List<CompletableFuture<ApiAnswer>> answers = FUNCTIONS.stream()
                .map(function -> {
                    ApiClient api = function.api();
                    ApiCaller copy = new ApiCaller(api, caller.arn(), "", Duration.ZERO);
                    return CompletableFuture.supplyAsync(() -> request.apply(copy), THREADS);
                })
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
