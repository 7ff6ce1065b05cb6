package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.Backend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A caller with more generations than one call looks at; they are made once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BlackBox
class LongListsSuite {

    private static final int RECORDS = 620;
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
        String path = caller.generate("sum").header("Location");
        String id = path.substring(LIST.length() + 1);
        String generation = backend.s3()
                .object(
                        Backend.BUCKET,
                        wire.keys("generations/" + caller.owner()).get(0))
                .text();
        caller.delete(path);
        IntStream.range(0, RECORDS).parallel().forEach(i -> {
            String other = "20261122T101530123Z-" + String.format("%08d", i);
            backend.s3()
                    .put(
                            Backend.BUCKET,
                            "generations/" + caller.owner() + "/" + (9_999_999_999_999L - NOW) + "-" + other + ".json",
                            generation.replace(id, other).getBytes(StandardCharsets.UTF_8),
                            "application/json");
        });
    }

    @Test
    void readsOnePageOnly() {
        JsonNode page = caller.get(LIST + "?limit=7").json();

        assertThat(page.path("items")).hasSize(7);
        assertThat(wire.steps().get(0)).isEqualTo("LIST");
        assertThat(wire.steps().subList(1, wire.steps().size())).hasSize(7).containsOnly("GET record");
    }

    @Test
    void goesThroughAllOfThem() {
        List<String> found = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = caller.get(LIST + "?limit=100&cursor=" + cursor).json();
            found.addAll(page.path("items").findValuesAsText("id"));
            cursor = page.path("nextCursor").textValue();
        }

        assertThat(found).hasSize(RECORDS).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void looksForWhatAFilterWantsInFiveHundredAtATime() {
        List<Integer> reads = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            backend.proxy().reset();
            JsonNode page = caller.get(LIST + "?language=java&cursor=" + cursor).json();
            assertThat(page.path("items")).isEmpty();
            cursor = page.path("nextCursor").textValue();
            reads.add(Collections.frequency(wire.steps(), "GET record"));
        }

        assertThat(reads).containsExactly(500, 120);
    }
}
