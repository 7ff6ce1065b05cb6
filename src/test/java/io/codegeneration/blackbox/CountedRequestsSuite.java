package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often model and store are asked, seen at the wire. */
@BlackBox
class CountedRequestsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String LIST = "/code-generation";
    private static final BedrockReply GOOD = BedrockReply.text("```python\nprint(1)\n```");

    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(GOOD);
        wire = new Wire(backend);
        caller = program.caller();
    }

    @Test
    void asksTheModelFirstAndWritesOnce() {
        assertThat(beforeTheModelAnswers()).isEmpty();

        assertThat(wire.steps()).containsExactlyInAnyOrder("PUT code", "PUT record");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void writesCodeAndRecordSideBySide() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        backend.proxy().hold(request -> true, gate);
        CompletableFuture<ApiAnswer> answer = CompletableFuture.supplyAsync(() -> caller.generate("sum"));

        backend.proxy().awaitRequests(2, NativeFunction.START);
        gate.complete(null);

        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(wire.steps()).containsExactlyInAnyOrder("PUT code", "PUT record");
    }

    @Test
    void needsTwoWritesMoreForAKey() {
        assertThat(beforeTheModelAnswers(KEY, "a")).containsExactly("PUT claim");

        assertThat(wire.steps()).hasSize(4).startsWith("PUT claim").endsWith("PUT claim");
        assertThat(wire.steps().subList(1, 3)).containsExactlyInAnyOrder("PUT code", "PUT record");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void repeatsAnAnswerWithOneWriteAndOneRead() {
        caller.generate("sum", KEY, "a");
        backend.proxy().reset();
        backend.bedrock().reset();

        caller.generate("sum", KEY, "a");

        assertThat(wire.steps()).containsExactly("PUT claim", "GET claim");
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void readsARecordOnceAndAFileOnceMore() {
        String path = caller.generate("sum").header("Location");
        backend.proxy().reset();
        caller.get(path);
        assertThat(wire.steps()).containsExactly("GET record");
        backend.proxy().reset();

        caller.get(path + "/files/sum.py");

        assertThat(wire.steps()).containsExactly("GET record", "GET code");
    }

    @Test
    void readsARecordOnceForAnArchive() {
        backend.bedrock().next(BedrockReply.text("```python a.py\n1\n```\n```python b.py\n2\n```"));
        String path = caller.generate("sum").header("Location");
        backend.proxy().reset();

        caller.get(path + "/archive");

        assertThat(wire.steps()).containsExactly("GET record");
    }

    @Test
    void listsOnceAndReadsNoMoreThanThePageNeeds() {
        for (int i = 0; i < 5; i++) {
            caller.generate("sum");
        }
        backend.proxy().reset();
        ApiAnswer first = caller.get(LIST + "?limit=3");
        assertThat(wire.steps()).isEqualTo(page(3));
        assertThat(backend.proxy().requests().get(0).query()).contains("max-keys=4");
        backend.proxy().reset();

        caller.get(LIST + "?limit=3&cursor=" + first.json().path("nextCursor").asText());

        assertThat(wire.steps()).isEqualTo(page(2));
    }

    @Test
    void readsThePagesRecordsSideBySide() {
        for (int i = 0; i < 4; i++) {
            caller.generate("sum");
        }
        backend.proxy().reset();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        backend.proxy().hold(Wire::record, gate);
        CompletableFuture<ApiAnswer> answer = CompletableFuture.supplyAsync(() -> caller.get(LIST));

        backend.proxy().awaitRequests(5, NativeFunction.START);
        gate.complete(null);

        assertThat(answer.join().json().path("items")).hasSize(4);
    }

    @Test
    void deletesWithoutLookingFurtherThanItHasTo() {
        String path = caller.generate("sum").header("Location");
        backend.proxy().reset();

        caller.delete(path);

        assertThat(wire.steps()).containsExactly("GET record", "LIST", "PUT record", "DELETE code", "DELETE record");
    }

    @Test
    void freesAKeyUnderACondition() {
        String path = caller.generate("sum", KEY, "a").header("Location");
        backend.proxy().reset();

        caller.delete(path);

        assertThat(wire.steps())
                .containsExactly(
                        "GET record", "LIST", "PUT record", "DELETE code", "GET claim", "PUT claim", "DELETE record");
        assertThat(backend.proxy().requests())
                .filteredOn(Wire::claim)
                .filteredOn(Wire::put)
                .allSatisfy(request -> assertThat(request.header("If-Match")).isNotBlank());
    }

    @Test
    void sendsEverythingOverTheTransportOfTheProgram() {
        caller.get(caller.generate("sum", KEY, "a").header("Location"));

        // The SDK's user agent names the client that sends.
        assertThat(backend.proxy().requests()).hasSize(5).allSatisfy(request -> assertThat(request.header("User-Agent"))
                .contains("HttpCore")
                .doesNotContain("UrlConnection"));
        assertThat(backend.bedrock().requests())
                .singleElement()
                .satisfies(request -> assertThat(request.header("User-Agent")).contains("HttpCore"));
    }

    @Test
    void keepsNothingOfARequestThatIsWrong() {
        caller.post("{}", KEY, "a");
        caller.get(LIST + "?limit=0");
        caller.get(LIST + "/nothing");
        caller.get(LIST + "/languages");
        caller.get(LIST + "/models");

        assertThat(wire.steps()).isEmpty();
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    /** What was asked of the store when the model was still at work. */
    private List<String> beforeTheModelAnswers(String... headers) {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        backend.bedrock().next(GOOD.heldUntil(gate));
        CompletableFuture<ApiAnswer> answer = CompletableFuture.supplyAsync(() -> caller.generate("sum", headers));
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        List<String> before = wire.steps();
        gate.complete(null);
        assertThat(answer.join().status()).isEqualTo(200);
        return before;
    }

    private static List<String> page(int records) {
        List<String> steps = new ArrayList<>(Collections.nCopies(records, "GET record"));
        steps.add(0, "LIST");
        return steps;
    }
}
