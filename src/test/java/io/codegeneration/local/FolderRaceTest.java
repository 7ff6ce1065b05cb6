package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.submission.Storm;
import io.codegeneration.testing.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the core guarantees, on a folder that many threads use at once, and what is left of a killed process. */
class FolderRaceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KILLS = 4;

    @TempDir
    private Path folder;

    @Test
    void keepsItsWordInAStorm() throws Exception {
        Storm.over(FolderWriter.open(folder));
    }

    @Test
    void hasTheOldObjectOrTheNewOneAfterAProcessIsKilled() {
        List<StoredObject> whole =
                IntStream.range(0, 7).mapToObj(FolderWriter::object).toList();
        Random random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            killAfter(1 + random.nextInt(60));

            ObjectStore store = FolderWriter.open(folder);
            Optional<StoredObject> left =
                    store.get(FolderWriter.KEY, Deadline.NONE).map(ObjectStore.Snapshot::object);
            assertThat(store.list("", null, 10, Deadline.NONE)).hasSize(left.isPresent() ? 1 : 0);
            left.ifPresent(object -> assertThat(whole)
                    .usingRecursiveFieldByFieldElementComparator()
                    .contains(object));
            store.put(FolderWriter.KEY, whole.get(0), Deadline.NONE);
            assertThat(store.get(FolderWriter.KEY, Deadline.NONE)).isPresent();
        }
    }

    private void killAfter(int writes) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FolderWriter.class.getName(),
                folder.toString());
        try (ChildProcess process = new ChildProcess(command, (working, environment) -> {})) {
            process.awaitLine(line -> line.equals("wrote " + writes), PATIENCE);
        }
    }
}
