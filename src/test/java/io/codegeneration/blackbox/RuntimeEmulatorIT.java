package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.LambdaRuntime;
import io.codegeneration.testing.RuntimeEmulator;
import io.codegeneration.testing.VersityGateway;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The binary in AWS's Runtime Interface Emulator, on Versity's S3 server if it is installed, otherwise on S3Mock. */
@ExtendWith(RuntimeEmulator.Installed.class)
class RuntimeEmulatorIT {

    private static final String KEY = "Idempotency-Key";
    private static final String CODE = "print('größer')\n";
    private static final int MEBIBYTE = 1 << 20;
    private static final int TIMEOUT_SECONDS = 60;

    private static Backend backend;
    private static VersityGateway gateway;

    /** For Lambda's Invoke alone, which the emulator lacks. */
    private static LambdaRuntime lambda;

    private static RuntimeEmulator emulator;

    private ApiCaller caller;

    @BeforeAll
    static void start() {
        backend = Backend.start();
        if (VersityGateway.isUsable()) {
            gateway = VersityGateway.start("test", "test");
            gateway.createBucket(Backend.BUCKET);
        }
        lambda = LambdaRuntime.start().functionArn(RuntimeEmulator.FUNCTION_ARN);
        emulator = emulator(TIMEOUT_SECONDS);
    }

    @AfterAll
    static void stop() {
        emulator.close();
        lambda.close();
        if (gateway != null) {
            gateway.close();
        }
        backend.close();
    }

    @BeforeEach
    void startAfresh() {
        backend.reset();
        backend.bedrock().always(BedrockReply.text("```python\n" + CODE + "```"));
        lambda.invokeApi().reset();
        caller = ApiCaller.fresh(emulator.api());
    }

    @Test
    void generatesAndReadsAndDeletes() {
        ApiAnswer made = caller.generate("sum");

        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(made.json().path("message").asText()).isEqualTo("Code generation complete");
        assertThat(made.json().path("code").asText()).isEqualTo(CODE);
        String path = made.header("Location");
        JsonNode generation = caller.get(path).json();
        assertThat(generation.path("status").asText()).isEqualTo("succeeded");
        assertThat(generation.path("code").asText()).isEqualTo(CODE);
        assertThat(caller.get(path + "/files/sum.py").text()).isEqualTo(CODE);
        assertThat(caller.call("HEAD", path, null).status()).isEqualTo(200);
        assertThat(caller.delete(path).status()).isEqualTo(204);
        assertProblem(caller.get(path), 404, "not-found", false);
        assertProblem(caller.delete(path), 404, "not-found", false);
    }

    @Test
    void repeatsItsAnswerForAKey() {
        ApiAnswer first = caller.generate("sum", KEY, "a");

        ApiAnswer second = caller.generate("sum", KEY, "a");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertProblem(caller.generate("other", KEY, "a"), 422, "idempotency-mismatch", false);
    }

    @Test
    void answersWithAMebibyteOfCode() {
        // Characters that are escaped twice, in the body and in the response, and characters of several bytes.
        String line = "print(\"größer \\\\ 🙂\")\n";
        String code = line.repeat(MEBIBYTE / bytes(line));
        code += "#".repeat(MEBIBYTE - bytes(code) - 1) + "\n";
        backend.bedrock().next(BedrockReply.text("```python\n" + code + "```"));

        ApiAnswer made = caller.generate("sum");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().path("code").asText()).isEqualTo(code);
        assertThat(made.json().path("files").path(0).path("bytes").asInt()).isEqualTo(MEBIBYTE);
        assertThat(caller.get(made.header("Location") + "/files/sum.py").text()).isEqualTo(code);
    }

    @Test
    void takesOneEventAfterTheOther() {
        List<String> made = new ArrayList<>();
        for (int i : IntStream.range(0, 25).toArray()) {
            made.add(caller.generate("sum " + i).json().path("id").asText());
            assertProblem(caller.post("{"), 400, "invalid-request", false);
        }

        JsonNode items = caller.get("/code-generation?limit=100").json().path("items");

        Collections.reverse(made);
        assertThat(items.findValuesAsText("id")).isEqualTo(made);
        assertThat(backend.bedrock().requests()).hasSize(made.size());
    }

    @Test
    void runsAJobThatItHandedToItself() {
        lambda.invokeApi().deliver(0);

        ApiAnswer accepted = caller.generate("sum", "Prefer", "respond-async", KEY, "a");

        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        String path = accepted.header("Location");
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("queued");
        JsonNode event = lambda.invokeApi().calls().get(0).json();
        assertThat(event.path("routeKey").asText()).isEqualTo("code-generation job");
        assertThat(emulator.api().event(event).status()).isEqualTo(204);
        assertThat(emulator.api().event(event).status()).isEqualTo(204);
        assertThat(caller.get(path).json().path("code").asText()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void warmsUpBeforeItsFirstEvent() {
        try (RuntimeEmulator fresh = emulator(TIMEOUT_SECONDS)) {
            assertThat(backend.bedrock().connections()).isZero();

            assertThat(ApiCaller.fresh(fresh.api()).generate("sum").status()).isEqualTo(200);

            assertThat(backend.bedrock().connections()).isEqualTo(1);
            assertThat(backend.bedrock().strays()).isEmpty();
            assertThat(backend.bedrock().requests()).hasSize(1);
            List<String> output = fresh.output();
            assertThat(indexOf("INIT RTDONE(status: success)", output))
                    .isBetween(indexOf("INIT START", output), indexOf("INVOKE START", output));
            assertThat(output)
                    .noneMatch(line -> line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""));
        }
    }

    @Test
    void answersBeforeTheTimeOfTheFunctionIsOver() {
        try (RuntimeEmulator hurried = emulator(4)) {
            ApiCaller waiting = ApiCaller.fresh(hurried.api());
            assertThat(waiting.get("/code-generation/languages").status()).isEqualTo(200);
            backend.bedrock().next(BedrockReply.hang());

            ApiAnswer late = waiting.generate("sum");

            assertProblem(late, 504, "deadline-exceeded", true);
            assertThat(waiting.generate("sum").status()).isEqualTo(200);
        }
    }

    private static RuntimeEmulator emulator(int timeoutSeconds) {
        Map<String, String> variables = new HashMap<>(backend.variables());
        variables.put("AWS_ENDPOINT_URL_LAMBDA", lambda.invokeUrl());
        if (gateway != null) {
            variables.putAll(gateway.variables());
        }
        return RuntimeEmulator.start(NativeFunction.BINARY, timeoutSeconds, variables);
    }

    private static int indexOf(String text, List<String> lines) {
        return lines.indexOf(
                lines.stream().filter(line -> line.contains(text)).findFirst().orElseThrow());
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
