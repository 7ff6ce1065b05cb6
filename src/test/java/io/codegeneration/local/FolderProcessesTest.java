package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.testing.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one folder. */
class FolderProcessesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<ChildProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(ChildProcess::close);
    }

    @Test
    void competeForClaimsAndLoseNoUpdate() throws IOException {
        int rounds = 40;
        ObjectStore store = open();
        store.put(FolderRace.COUNTER, FolderRace.text("0"), PATIENCE);
        store.put(FolderRace.GUARDED, FolderRace.text("0"), PATIENCE);
        for (int i = 0; i < 3; i++) {
            processes.add(FolderRace.start(folder, "process " + i, "compete", rounds));
        }

        begin(processes);
        processes.forEach(process -> assertThat(process.awaitExit(PATIENCE))
                .as("%s", process.output())
                .isZero());

        assertThat(processes.stream().flatMap(FolderProcessesTest::won))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, rounds).boxed().toList());
        assertThat(number(store, FolderRace.COUNTER)).isEqualTo(3 * rounds);
        assertThat(number(store, FolderRace.GUARDED)).isEqualTo(3 * rounds);
        for (int i = 0; i < processes.size(); i++) {
            String name = "process " + i;
            assertThat(won(processes.get(i)))
                    .allSatisfy(claim -> assertThat(text(store, claim)).isEqualTo(name));
        }
    }

    @Test
    void leaveAWholeObjectAndNoLockWhenTheyAreKilled() throws IOException {
        ObjectStore store = open();
        for (int kills = 0; kills < 2; kills++) {
            ChildProcess process = FolderRace.start(folder, "rewriter", "rewrite", 0);
            processes.add(process);
            begin(List.of(process));
            int writes = 7 + 3 * kills;
            process.awaitLine(line -> line.equals("wrote " + writes), PATIENCE);
            process.process().destroyForcibly();
            process.awaitExit(PATIENCE);

            Optional<StoredObject> left =
                    store.get(FolderRace.REWRITTEN, PATIENCE).map(ObjectStore.Found::object);
            left.ifPresent(object -> {
                int number = Integer.parseInt(object.metadata().get("number"));
                assertThat(object).usingRecursiveComparison().isEqualTo(FolderRace.whole(number));
            });
            store.put(FolderRace.REWRITTEN, FolderRace.text("mine"), Duration.ofSeconds(5));
            assertThat(store.get(FolderRace.REWRITTEN, PATIENCE)).isPresent();
        }
    }

    private ObjectStore open() {
        return new FolderStore(new LocalConfig(folder, Duration.ZERO), new ObjectMapper());
    }

    private static void begin(List<ChildProcess> processes) throws IOException {
        processes.forEach(process -> process.awaitLine(line -> line.equals("ready"), PATIENCE));
        for (ChildProcess process : processes) {
            process.process().getOutputStream().write('\n');
            process.process().getOutputStream().flush();
        }
    }

    private static Stream<Integer> won(ChildProcess process) {
        return process.output().stream()
                .filter(line -> line.startsWith("won "))
                .map(line -> Integer.valueOf(line.substring("won ".length())));
    }

    private static String text(ObjectStore store, int claim) {
        return new String(
                store.get(FolderRace.claim(claim), PATIENCE)
                        .orElseThrow()
                        .object()
                        .content(),
                StandardCharsets.UTF_8);
    }

    private static int number(ObjectStore store, ObjectKey key) {
        return Integer.parseInt(
                new String(store.get(key, PATIENCE).orElseThrow().object().content(), StandardCharsets.UTF_8));
    }
}
