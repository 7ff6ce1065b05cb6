package io.codegeneration.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.submission.Rivals;
import io.codegeneration.generation.submission.Storm;
import io.codegeneration.testing.JavaProcesses;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core's promises on a folder that many threads, or several processes, use at once. */
class FolderRaceTest {

    private static final int PROCESSES = 4;

    @TempDir
    private Path folder;

    /** One of several processes. */
    static final class Rival {

        private Rival() {}

        public static void main(String[] arguments) throws Exception {
            Rivals.run(open(Path.of(arguments[0])));
        }
    }

    @Test
    void keepsItsWordInAStorm() throws Exception {
        Storm.over(open(folder));
    }

    @Test
    void keepsItsWordAmongFourProcesses() {
        Rivals.assertAgreed(JavaProcesses.run(PROCESSES, Rival.class, folder.toString()), open(folder));
    }

    private static FolderStore open(Path folder) {
        return new FolderStore(new LocalConfig(folder, Duration.ZERO), new ObjectMapper());
    }
}
