package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.InvokeApi;
import io.codegeneration.testing.VersityGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several copies of the function at once, on a real S3 server without a proxy in front of it. */
@ExtendWith(VersityGateway.Usable.class)
class VersityProcessesIT {

    private static final int COPIES = 4;
    private static final int CALLS_A_COPY = 3;
    private static final int ROUNDS = 20;
    private static final String KEY = "Idempotency-Key";
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final BedrockReply GOOD = BedrockReply.text("```python\nprint(1)\n```");
    private static final BedrockReply PROJECT = BedrockReply.text(IntStream.range(0, 40)
            .mapToObj(i -> "```python part_" + i + ".py\nprint(" + i + ")\n```\n")
            .reduce("", String::concat));

    private static final List<NativeFunction> FUNCTIONS = new ArrayList<>();
    private static ExecutorService threads;
    private static VersityGateway gateway;
    private static Backend backend;

    private ApiCaller caller;

    @BeforeAll
    static void start() {
        threads = Executors.newFixedThreadPool(COPIES * CALLS_A_COPY);
        gateway = VersityGateway.start("test", "test");
        gateway.createBucket(Backend.BUCKET);
        backend = Backend.start();
        for (int i = 0; i < COPIES; i++) {
            FUNCTIONS.add(new NativeFunction(backend, gateway.variables()));
        }
    }

    @AfterAll
    static void stop() {
        FUNCTIONS.forEach(NativeFunction::close);
        gateway.close();
        threads.shutdownNow();
    }

    @BeforeEach
    void startAfresh() {
        backend.reset();
        backend.bedrock().always(GOOD.withDelay(SHORT));
        FUNCTIONS.forEach(function -> function.runtime.invokeApi().reset());
        caller = ApiCaller.fresh(FUNCTIONS.get(0).api());
    }

    @RepeatedTest(ROUNDS)
    void askTheModelOnceForAKey() {
        List<ApiAnswer> answers = atOnce(copy -> finished(copy, "sum", KEY, "a"));

        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(answers).extracting(ApiAnswer::status).containsOnly(200);
        assertThat(answers)
                .extracting(ApiAnswer::text)
                .containsOnly(answers.get(0).text());
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotency-Replayed").isEmpty())
                .hasSize(1);
        assertLeft(List.of(id(answers.get(0))), 1, 1);
    }

    @RepeatedTest(ROUNDS)
    void giveManyKeysAGenerationEach() {
        List<String> keys = List.of("a", "b", "c", "d", "e");

        List<List<String>> ids = atOnce(copy ->
                keys.stream().map(key -> id(finished(copy, "sum", KEY, key))).toList());

        assertThat(Set.copyOf(ids)).hasSize(1);
        assertThat(Set.copyOf(ids.get(0))).hasSameSizeAs(keys);
        assertThat(backend.bedrock().requests()).hasSameSizeAs(keys);
        assertLeft(ids.get(0), keys.size(), keys.size());
    }

    @RepeatedTest(ROUNDS)
    void runAJobOnceThatIsDeliveredSeveralTimesAtOnce() {
        InvokeApi lambda = FUNCTIONS.get(0).runtime.invokeApi();
        lambda.deliver(0);
        String path =
                caller.generate("sum", "Prefer", "respond-async", KEY, "a").header("Location");
        JsonNode event = lambda.calls().get(0).json();

        List<ApiAnswer> answers = atOnce(copy -> copy.api().event(event));

        assertThat(answers).extracting(ApiAnswer::status).containsOnly(204);
        assertThat(backend.bedrock().requests()).hasSize(1);
        JsonNode job = caller.get(path).json();
        assertThat(job.path("status").asText()).isEqualTo("succeeded");
        assertLeft(List.of(job.path("id").asText()), 1, 1);
    }

    @RepeatedTest(ROUNDS)
    void queueOneJobForAKey() {
        List<ApiAnswer> answers = atOnce(copy -> finished(copy, "sum", KEY, "a", "Prefer", "respond-async"));

        assertThat(answers).extracting(ApiAnswer::status).containsOnly(202);
        assertThat(answers)
                .extracting(ApiAnswer::text)
                .containsOnly(answers.get(0).text());
        JsonNode job = caller.settled(answers.get(0).header("Location"));
        assertThat(job.path("status").asText()).isEqualTo("succeeded");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertLeft(List.of(job.path("id").asText()), 1, 1);
    }

    /** Several pages a list, so that records come and go between them. */
    @RepeatedTest(3)
    void listEachGenerationOnceAndTheNewestFirstWhileOthersAreMade() {
        Set<String> finished = ConcurrentHashMap.newKeySet();
        List<String> early =
                Stream.generate(() -> id(caller.generate("sum"))).limit(5).toList();
        finished.addAll(early);
        CompletableFuture<?>[] writers = FUNCTIONS.stream()
                .map(function -> caller(function))
                .map(copy -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 8; i++) {
                                finished.add(id(copy.generate("sum")));
                            }
                        },
                        threads))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(writers);

        int lists = 0;
        do {
            Set<String> before = Set.copyOf(finished);
            List<String> listed = list(3);
            assertThat(listed).doesNotHaveDuplicates().containsAll(before);
            assertThat(listed.stream().map(id -> id.split("-")[0])).isSortedAccordingTo(Comparator.reverseOrder());
            lists++;
        } while (!all.isDone());

        all.join();
        assertThat(lists).isGreaterThan(1);
        assertThat(list(100)).containsExactlyInAnyOrderElementsOf(finished);
        assertThat(list(7)).isEqualTo(list(100));
        assertLeft(finished, finished.size(), 0);
    }

    @RepeatedTest(ROUNDS)
    void deleteAGenerationTogether() {
        String path = caller.generate("sum", KEY, "a").header("Location");

        List<ApiAnswer> answers = atOnce(copy -> copy.delete(path));

        assertThat(answers).extracting(ApiAnswer::status).contains(204).isSubsetOf(204, 404);
        assertNothingLeft(path);
        assertThat(caller.generate("other", KEY, "a").status()).isEqualTo(200);
    }

    @RepeatedTest(ROUNDS)
    void leaveNothingOfAJobThatIsDeletedWhileItRuns() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        backend.bedrock().always(PROJECT.heldUntil(gate));
        String path =
                caller.generate("sum", "Prefer", "respond-async", KEY, "a").header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        int ended = FUNCTIONS.get(0).runtime.asynchronousOutcomes().size();

        CompletableFuture<ApiAnswer> deleted =
                CompletableFuture.supplyAsync(() -> caller(FUNCTIONS.get(1)).delete(path), threads);
        gate.complete(null);

        assertThat(deleted.join().status()).isEqualTo(204);
        FUNCTIONS.get(0).runtime.awaitAsynchronous(ended + 1, NativeFunction.START);
        assertNothingLeft(path);
    }

    /** As soon as its record is there, which may be before its files are. */
    @RepeatedTest(ROUNDS)
    void leaveNothingOfAGenerationThatIsDeletedWhileItIsStored() {
        backend.bedrock().always(PROJECT.withDelay(SHORT));
        ApiCaller other = caller(FUNCTIONS.get(1));
        CompletableFuture<ApiAnswer> made =
                CompletableFuture.supplyAsync(() -> caller.generate("sum", KEY, "a"), threads);
        List<String> listed;
        boolean answered;
        do {
            answered = made.isDone();
            listed = list(other, 1);
        } while (listed.isEmpty() && !answered);
        assertThat(listed).hasSize(1);
        String path = "/code-generation/" + listed.get(0);

        assertThat(other.delete(path).status()).isEqualTo(204);

        made.join();
        assertNothingLeft(path);
    }

    /** The answer once no other request is in the way. */
    private static ApiAnswer finished(ApiCaller copy, String message, String... headers) {
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        ApiAnswer answer = copy.generate(message, headers);
        while (answer.status() == 409 && System.nanoTime() < end) {
            answer = copy.generate(message, headers);
        }
        return answer;
    }

    /** The same by every copy several times, for the same caller. */
    private <T> List<T> atOnce(Function<ApiCaller, T> request) {
        List<CompletableFuture<T>> results = FUNCTIONS.stream()
                .flatMap(function -> Stream.generate(() -> caller(function)).limit(CALLS_A_COPY))
                .map(copy -> CompletableFuture.supplyAsync(() -> request.apply(copy), threads))
                .toList();
        return results.stream().map(CompletableFuture::join).toList();
    }

    private ApiCaller caller(NativeFunction function) {
        return new ApiCaller(function.api(), caller.arn(), "", Duration.ZERO);
    }

    private List<String> list(int limit) {
        return list(caller, limit);
    }

    /** All that a caller has, page by page. */
    private static List<String> list(ApiCaller caller, int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            ApiAnswer page = caller.get("/code-generation?limit=" + limit + cursor);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            ids.addAll(page.json().path("items").findValuesAsText("id"));
            JsonNode next = page.json().path("nextCursor");
            cursor = next.isNull() ? null : "&cursor=" + next.asText();
        }
        return ids;
    }

    private static String id(ApiAnswer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("id").asText();
    }

    private void assertLeft(Iterable<String> ids, int records, int claims) {
        assertThat(keys("generations/" + caller.owner())).hasSize(records);
        assertThat(keys("idempotency/" + caller.owner())).hasSize(claims);
        assertThat(ids).allSatisfy(id -> assertThat(keys("code-output/" + id)).hasSize(1));
    }

    private void assertNothingLeft(String path) {
        assertThat(keys("generations/" + caller.owner())).isEmpty();
        assertThat(keys("code-output" + path.substring(path.lastIndexOf('/')))).isEmpty();
    }

    private static List<String> keys(String prefix) {
        return gateway.keys(Backend.BUCKET, prefix);
    }
}
