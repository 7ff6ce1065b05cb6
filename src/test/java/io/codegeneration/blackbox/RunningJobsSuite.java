package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that run beside requests, in the same process, as in dev mode. */
@BlackBox(binary = false)
class RunningJobsSuite {

    private static final BedrockReply GOOD = BedrockReply.text("```python\nprint(1)\n```");

    private Backend backend;
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        wire = new Wire(backend);
        caller = program.caller();
    }

    @Test
    void isSeenWhileItRuns() {
        String path = begin();

        ApiAnswer running = caller.get(path);

        JsonNode json = running.json();
        assertThat(running.status()).isEqualTo(200);
        assertThat(running.header("Retry-After")).isEqualTo("2");
        assertThat(json.path("status").asText()).isEqualTo("running");
        for (String nothing : new String[] {"code", "model", "usage", "completedAt", "bucket"}) {
            assertThat(json.path(nothing).isNull()).as(nothing).isTrue();
        }
        assertThat(json.path("files").isEmpty() && json.path("attempts").isEmpty())
                .isTrue();
        ApiAnswer archive = caller.get(path + "/archive");
        assertProblem(archive, 409, "in-progress", true);
        assertThat(archive.header("Retry-After")).isEqualTo("2");
        assertThat(caller.get("/code-generation?status=running").json().path("items"))
                .hasSize(1);
        gate.complete(null);
        assertThat(caller.settled(path).path("status").asText()).isEqualTo("succeeded");
    }

    @Test
    void isRepeatedUnderItsKeyWhileItRuns() {
        backend.bedrock().next(GOOD.heldUntil(gate));
        ApiAnswer first = caller.generate("sum", "Prefer", "respond-async", "Idempotency-Key", "a");
        backend.bedrock().awaitRequests(1, NativeFunction.START);

        ApiAnswer second = caller.generate("sum", "Idempotency-Key", "a");

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        gate.complete(null);
        caller.settled(first.header("Location"));
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void leavesNothingBehindWhereItIsDeleted() {
        String path = begin("Idempotency-Key", "a");

        assertThat(caller.delete(path).status()).isEqualTo(204);
        assertProblem(caller.get(path), 404, "not-found", false);
        int before = wire.steps().size();
        gate.complete(null);

        backend.proxy().awaitRequests(before + 1, NativeFunction.START);
        assertThat(caller.generate("sum", "Idempotency-Key", "a").status()).isEqualTo(200);
        assertThat(wire.left()).hasSize(3).noneMatch(key -> key.contains(path.substring(path.lastIndexOf('/') + 1)));
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void asksNoModelAgainWhereItIsDeleted() {
        backend.bedrock()
                .next(BedrockReply.error(424, "ModelErrorException", "no").heldUntil(gate))
                .always(BedrockReply.error(424, "ModelErrorException", "no"));
        String path = caller.generate("sum", "Prefer", "respond-async").header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        assertThat(caller.delete(path).status()).isEqualTo(204);
        int before = wire.steps().size();
        gate.complete(null);

        backend.proxy().awaitRequests(before + 1, NativeFunction.START);

        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.left()).isEmpty();
    }

    @Test
    void hasNotSucceededBeforeItsFilesAreThere() {
        backend.bedrock().next(BedrockReply.text("```python a.py\n1\n```\n```python b.py\n2\n```"));
        backend.proxy().hold(request -> Wire.put(request) && Wire.code(request), gate);
        String path = caller.generate("sum", "Prefer", "respond-async").header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        long end = System.nanoTime() + NativeFunction.START.toNanos();
        while (Collections.frequency(wire.steps(), "PUT code") < 2 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("running");
        gate.complete(null);

        assertThat(caller.settled(path).path("status").asText()).isEqualTo("succeeded");
        assertThat(caller.get(path + "/files/b.py").text()).isEqualTo("2\n");
    }

    /** The path of a job that waits for its model. */
    private String begin(String... headers) {
        backend.bedrock().next(GOOD.heldUntil(gate));
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Prefer";
        all[headers.length + 1] = "respond-async";
        String path = caller.generate("sum", all).header("Location");
        backend.bedrock().awaitRequests(1, NativeFunction.START);
        return path;
    }
}
