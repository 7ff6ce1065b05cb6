package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refinements beside a job that is not finished, in the same process. */
@BlackBox(binary = false)
class RunningRefinementsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String TWO = "```python app.py\nA = 1\n```\n```python lib/b.py\nB = 1\n```\n";

    private Backend backend;
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(TWO));
        wire = new Wire(backend);
        caller = program.caller();
    }

    @Test
    void waitsForARunningPrevious() {
        backend.bedrock().next(BedrockReply.text(TWO).heldUntil(gate));
        String first = caller.generate("sum", "Prefer", "respond-async").header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);

        for (String accept : new String[] {"application/json", "text/plain", "text/event-stream"}) {
            ApiAnswer early = caller.post(change(first, "two"), KEY, "a", "Accept", accept);

            assertProblem(early, 409, "in-progress", true);
            assertThat(Integer.parseInt(early.header("Retry-After"))).isPositive();
            assertThat(early.json().path("instance").asText()).isEqualTo("/code-generation");
        }
        gate.complete(null);
        caller.settled(first);

        ApiAnswer answer = caller.post(change(first, "two"), KEY, "a");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void keepsTheContextOfAJobWhosePreviousIsDeleted() {
        String first = caller.generate("a program that tells 7411").header("Location");
        backend.proxy().hold(request -> Wire.record(request) && request.method().equals("GET") && isJob(), gate);
        backend.bedrock().always(BedrockReply.text("```python app.py\nA = 2\n```"));
        String place = caller.post(
                        RequestJson.saying("two")
                                .changing(first)
                                .with("own.txt", "mine\r\n")
                                .toString(),
                        "Prefer",
                        "respond-async")
                .header("Location");
        backend.s3().keys(Backend.BUCKET).stream()
                .filter(key -> key.contains(id(first)))
                .forEach(key -> backend.s3().delete(Backend.BUCKET, key));
        gate.complete(null);

        JsonNode job = caller.settled(place);

        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.path("files").findValuesAsText("name")).containsExactly("app.py", "lib/b.py", "own.txt");
        assertThat(caller.get(place + "/files/lib/b.py").text()).isEqualTo("B = 1\n");
        assertThat(caller.get(place + "/files/own.txt").text()).isEqualTo("mine\r\n");
        assertThat(backend.bedrock().requests().get(1).json().toString()).contains("7411", "B = 1", "mine");
        assertProblem(caller.get(first), 404, "not-found", false);
    }

    /** Whether the job has been queued, so that its runner is the next to read a record. */
    private boolean isJob() {
        return wire.steps().stream().filter("PUT record"::equals).count() > 1;
    }

    @Test
    void dropsTheContextOnceTheJobRuns() {
        String first = caller.generate("a program").header("Location");
        backend.bedrock().next(BedrockReply.text(TWO).heldUntil(gate));
        String place = caller.post(
                        RequestJson.saying("two")
                                .changing(first)
                                .with("own.txt", "mine 4711")
                                .toString(),
                        "Prefer",
                        "respond-async")
                .header("Location");
        backend.bedrock().awaitRequests(2, NativeFunction.START);

        assertThat(caller.get(place).json().path("status").asText()).isEqualTo("running");
        assertThat(record(place)).doesNotContain("4711");
        assertThat(caller.delete(place).status()).isEqualTo(204);
        gate.complete(null);
        assertThat(wire.keys("generations/" + caller.owner())).hasSize(1);
    }

    @Test
    void outlivesThePreviousThatIsDeletedMeanwhile() {
        String first = caller.generate("a program").header("Location");
        backend.bedrock().next(BedrockReply.text("```python app.py\nA = 2\n```").heldUntil(gate));
        CompletableFuture<ApiAnswer> answer =
                CompletableFuture.supplyAsync(() -> caller.post(change(first, "two"), KEY, "a"));
        backend.bedrock().awaitRequests(2, NativeFunction.START);

        // The emulator gives the function one event at a time, so the deletion may have to wait for the answer.
        CompletableFuture<ApiAnswer> deletion = CompletableFuture.supplyAsync(() -> caller.delete(first));
        gate.complete(null);

        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(deletion.join().status()).isEqualTo(204);
        assertThat(answer.join().json().path("files").findValuesAsText("name")).containsExactly("app.py", "lib/b.py");
        assertThat(caller.get(answer.join().header("Location") + "/files/lib/b.py")
                        .text())
                .isEqualTo("B = 1\n");
    }

    private String record(String place) {
        return wire.keys("generations/" + caller.owner()).stream()
                .filter(key -> key.contains(id(place)))
                .map(key -> backend.s3().object(Backend.BUCKET, key).text())
                .findFirst()
                .orElseThrow();
    }

    private static String change(String place, String message) {
        return RequestJson.saying(message).changing(place).toString();
    }

    private static String id(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }
}
