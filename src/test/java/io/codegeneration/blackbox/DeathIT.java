package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.FaultyProxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a repetition finds after the process was killed in the middle of the first request. */
class DeathIT {

    private static final String KEY = "Idempotency-Key";
    private static final String PREFER = "Prefer";
    private static final String CODE = "print('größer')\n";
    private static final BedrockReply GOOD = BedrockReply.text("```python\n" + CODE + "```");

    /** The gateway has four seconds left, and a dead holder's claim expires soon after. */
    private static final Duration LATE = Duration.ofSeconds(24);

    private static NativeFunction function;

    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeAll
    static void start() {
        function = new NativeFunction();
    }

    @AfterAll
    static void stop() {
        function.close();
    }

    @BeforeEach
    void startAfresh() {
        backend = function.backend;
        backend.reset();
        backend.bedrock().always(GOOD);
        function.runtime.invokeApi().reset();
        wire = new Wire(backend);
        caller = ApiCaller.fresh(function.api());
    }

    @Test
    void beforeTheModelAnswered() {
        backend.bedrock().next(BedrockReply.hang());
        begin();
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        dieAndStart();

        ApiAnswer last = assertTakenOver();

        assertMadeAgain(last, 2);
    }

    @Test
    void beforeAnythingWasWritten() {
        backend.proxy().hold(request -> Wire.code(request) || Wire.record(request), never);
        begin();
        backend.proxy().awaitRequests(3, NativeFunction.START);
        dieAndStart();

        ApiAnswer last = assertTakenOver();

        assertMadeAgain(last, 2);
    }

    @Test
    void beforeTheRecordWasWritten() {
        backend.proxy().hold(Wire::record, never);
        begin();
        backend.proxy().awaitRequests(3, NativeFunction.START);
        String orphan = onceWritten("code-output/");
        dieAndStart();
        assertThat(backend.s3().object(Backend.BUCKET, orphan).metadata())
                .containsEntry("owner", caller.owner())
                .hasEntrySatisfying("id", id -> assertThat(orphan).contains(id));

        ApiAnswer last = assertTakenOver();

        assertMadeAgain(last, 2);
        assertThat(backend.s3().exists(Backend.BUCKET, orphan)).isFalse();
    }

    @Test
    void beforeTheCodeWasWritten() {
        backend.proxy().hold(Wire::code, never);
        begin();
        backend.proxy().awaitRequests(3, NativeFunction.START);
        onceWritten("generations/");
        dieAndStart();

        ApiAnswer last = assertTakenOver();

        assertThat(last.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(last.json().path("code").asText()).isEqualTo(CODE);
        assertThat(caller.get(last.header("Location") + "/files/sum.py").text()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertFinal(1);
    }

    @Test
    void beforeTheClaimWasFinished() {
        backend.proxy().hold(Wire::finishes, never);
        begin();
        backend.proxy().awaitRequests(4, NativeFunction.START);
        dieAndStart();
        JsonNode made = onlyRecord();

        ApiAnswer last = assertTakenOver();

        assertThat(last.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(last.json().path("id")).isEqualTo(made.path("id"));
        assertThat(last.json().path("code").asText()).isEqualTo(CODE);
        assertThat(caller.get(last.header("Location") + "/files/sum.py").text()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).hasSize(3);
        assertFinal(1);
        assertThat(repeat().body()).isEqualTo(last.body());
    }

    @Test
    void beforeTheJobWasHandedOver() {
        function.runtime.invokeApi().hangNext(1);
        begin(PREFER, "respond-async");
        function.runtime.invokeApi().awaitCalls(1, NativeFunction.START);
        dieAndStart();

        ApiAnswer last = assertTakenOver(PREFER, "respond-async");

        assertThat(last.status()).isEqualTo(202);
        JsonNode job = caller.settled(last.header("Location"));
        assertThat(job.path("status").asText()).isEqualTo("succeeded");
        assertThat(job.path("code").asText()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).hasSize(3);
        assertThat(repeat(PREFER, "respond-async").body()).isEqualTo(last.body());
    }

    @Test
    void ofTwoOneAfterTheOther() {
        backend.proxy().hold(Wire::record, never);
        begin();
        backend.proxy().awaitRequests(3, NativeFunction.START);
        String first = onceWritten("code-output/");
        dieAndStart();
        AtomicInteger records = new AtomicInteger();
        // The first one tells of the first request, that it was lost.
        backend.proxy()
                .hold(request -> Wire.record(request) && Wire.put(request) && records.incrementAndGet() > 1, never);
        ApiCaller late = caller.after(LATE);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> untilTaken(late));
        backend.bedrock().awaitRequests(2, NativeFunction.START);
        onceGone(() -> wire.left().stream()
                        .filter(key -> key.startsWith("code-output/"))
                        .count()
                < 2);
        dieAndStart();
        assertThat(second).failsWithin(NativeFunction.START);

        ApiAnswer last = assertTakenOver();

        assertThat(last.json().path("code").asText()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(3);
        assertFinal(3);
        assertThat(backend.s3().exists(Backend.BUCKET, first)).isFalse();
        assertThat(wire.left())
                .filteredOn(key -> key.startsWith("code-output/"))
                .hasSize(1);
    }

    static Stream<Arguments> removals() {
        Predicate<FaultyProxy.ProxiedRequest> removes =
                request -> request.method().equals("DELETE");
        return Stream.of(
                Arguments.of("code", removes.and(Wire::code)),
                Arguments.of("free", (Predicate<FaultyProxy.ProxiedRequest>) Wire::finishes),
                Arguments.of("record", removes.and(Wire::record)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("removals")
    void ofADeletion(String before, Predicate<FaultyProxy.ProxiedRequest> step) {
        String path = repeat().header("Location");
        CompletableFuture<Void> reached = new CompletableFuture<>();
        backend.proxy().hold(step.and(request -> reached.complete(null) || true), never);
        CompletableFuture.runAsync(() -> caller.delete(path));
        reached.orTimeout(30, TimeUnit.SECONDS).join();
        dieAndStart();

        assertThat(caller.delete(path).status()).isEqualTo(204);

        assertThat(wire.left()).isEmpty();
        assertProblem(caller.delete(path), 404, "not-found", false);
        assertThat(repeat().header("Idempotency-Replayed")).isEmpty();
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileThePreviousWasRead(boolean deleted) {
        String first = caller.generate("first").header("Location");
        String change = RequestJson.saying("two").changing(first).toString();
        backend.proxy().reset();
        backend.proxy().hold(request -> Wire.record(request) && request.method().equals("GET"), never);
        CompletableFuture.runAsync(() -> caller.after(LATE).post(change, withKey()));
        backend.proxy().awaitRequests(2, NativeFunction.START);
        dieAndStart();
        if (deleted) {
            assertThat(caller.delete(first).status()).isEqualTo(204);
        }

        ApiAnswer last = caller.post(change, withKey());
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (last.status() == 409 && System.nanoTime() < end) {
            last = caller.post(change, withKey());
        }

        if (deleted) {
            assertInvalid(last, "previous");
            assertThat(caller.generate("other", withKey()).status()).isEqualTo(200);
        } else {
            assertThat(last.status()).as(last.text()).isEqualTo(200);
            assertThat(last.json().path("files").findValuesAsText("name")).containsExactly("first.py");
            assertThat(caller.post(change, withKey()).body()).isEqualTo(last.body());
        }
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    private static void untilTaken(ApiCaller late) {
        while (late.generate("sum", withKey()).status() == 409) {
            Thread.onSpinWait();
        }
    }

    /** Returns once this is not so any more. */
    private static void onceGone(BooleanSupplier state) {
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (state.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Sends the first request and ignores its answer. */
    private void begin(String... headers) {
        CompletableFuture.runAsync(() -> caller.after(LATE).generate("sum", withKey(headers)));
    }

    private void dieAndStart() {
        function.kill();
        backend.proxy().clear();
        function.start();
    }

    private ApiAnswer repeat(String... headers) {
        return caller.generate("sum", withKey(headers));
    }

    /** The repetition's answer once the claim of the dead has expired. */
    private ApiAnswer assertTakenOver(String... headers) {
        ApiAnswer answer = repeat(headers);
        assertProblem(answer, 409, "in-progress", true);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertProblem(caller.generate("other", KEY, "a"), 422, "idempotency-mismatch", false);
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (answer.status() == 409 && System.nanoTime() < end) {
            answer = repeat(headers);
        }
        assertThat(answer.status()).as(answer.text()).isIn(200, 202);
        return answer;
    }

    /** The model was asked again; what the dead one began is recorded as lost, and nothing else is left of it. */
    private void assertMadeAgain(ApiAnswer last, int calls) {
        assertThat(last.header("Idempotency-Replayed")).isEmpty();
        assertThat(last.json().path("code").asText()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(calls);
        JsonNode items = assertFinal(2);
        assertThat(items.findValuesAsText("status")).containsExactly("succeeded", "failed");
        JsonNode lost = caller.get(
                        "/code-generation/" + items.path(1).path("id").asText())
                .json();
        assertThat(lost.path("problem").path("code").asText()).isEqualTo("job-lost");
        assertThat(wire.left()).hasSize(4);
        assertThat(wire.left())
                .filteredOn(key -> key.startsWith("code-output/"))
                .hasSize(1);
        assertThat(repeat().body()).isEqualTo(last.body());
        assertThat(backend.bedrock().requests()).hasSize(calls);
    }

    private JsonNode assertFinal(int records) {
        JsonNode items = caller.get("/code-generation").json().path("items");
        assertThat(items).hasSize(records);
        assertThat(items.findValuesAsText("status"))
                .allSatisfy(status -> assertThat(status).isIn("succeeded", "failed"));
        assertThat(wire.keys("idempotency/" + caller.owner())).hasSize(1);
        return items;
    }

    private JsonNode onlyRecord() {
        JsonNode items = caller.get("/code-generation").json().path("items");
        assertThat(items).hasSize(1);
        return items.path(0);
    }

    /** The key of the object that this test's request writes, once it is there. */
    private String onceWritten(String prefix) {
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        List<String> there = wire.left();
        while (there.stream().noneMatch(key -> key.startsWith(prefix)) && System.nanoTime() < end) {
            there = wire.left();
        }
        return there.stream().filter(key -> key.startsWith(prefix)).findFirst().orElseThrow();
    }

    private static String[] withKey(String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = KEY;
        all[headers.length + 1] = "a";
        return all;
    }
}
