package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A caller whose records are larger together than the memory; they are made once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BlackBox(binaryHeap = "100m")
class LargeRecordsSuite {

    private static final int RECORDS = 100;
    private static final int CODE = 1_000_000;
    private static final long NOW = 1_795_342_530_123L;
    private static final String LIST = "/code-generation";

    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        wire = new Wire(backend);
        if (caller == null) {
            caller = program.caller();
            fill();
            backend.reset();
        }
    }

    private void fill() {
        backend.bedrock()
                .next(BedrockReply.text(
                        "```python\n" + "print(1)\n".repeat(CODE / 9) + "```\n" + "Words. ".repeat(15_000)));
        String path = caller.generate("sum").header("Location");
        String id = path.substring(LIST.length() + 1);
        String record = backend.s3()
                .object(
                        Backend.BUCKET,
                        wire.keys("generations/" + caller.owner()).get(0))
                .text();
        caller.delete(path);
        assertThat(record).hasSizeGreaterThan(1_100_000);
        IntStream.range(0, RECORDS).forEach(i -> {
            String other = "20261122T101530123Z-" + String.format("%08d", i);
            backend.s3()
                    .put(
                            Backend.BUCKET,
                            "generations/" + caller.owner() + "/" + (9_999_999_999_999L - NOW) + "-" + other + ".json",
                            record.replace(id, other).getBytes(StandardCharsets.UTF_8),
                            "application/json");
        });
    }

    @Test
    void listsAllOfThemInOnePage() {
        for (int i = 0; i < 3; i++) {
            JsonNode page = caller.get(LIST + "?limit=100").json();

            assertThat(page.path("items")).hasSize(RECORDS);
            assertThat(page.path("nextCursor").isNull()).isTrue();
        }
    }

    @Test
    void findsOneThatAFilterWantsAndReadsFewMore() {
        JsonNode page = caller.get(LIST + "?limit=1&language=python").json();

        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("nextCursor").asText()).isNotBlank();
        assertThat(Collections.frequency(wire.steps(), "GET record")).isBetween(1, 10);
    }

    @Test
    void looksThroughAllOfThemForWhatIsNotThere() {
        JsonNode page = caller.get(LIST + "?language=java").json();

        assertThat(page.path("items")).isEmpty();
        assertThat(page.path("nextCursor").isNull()).isTrue();
        assertThat(Collections.frequency(wire.steps(), "GET record")).isEqualTo(RECORDS);
    }
}
