package io.codegeneration.s3;

import io.codegeneration.generation.submission.DeletionRace;
import io.codegeneration.generation.submission.Rivals;
import io.codegeneration.generation.submission.Storm;
import io.codegeneration.testing.FaultyProxy;
import io.codegeneration.testing.JavaProcesses;
import io.codegeneration.testing.S3Server;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The core's promises on an S3 server that many threads, or several processes, use at once. */
class S3RaceTest {

    private static final int PROCESSES = 4;

    private final String bucket = "race-" + UUID.randomUUID();
    private FaultyProxy proxy;

    /** One of several processes. */
    static final class Rival {

        private Rival() {}

        public static void main(String[] arguments) throws Exception {
            try (S3Client client = S3ObjectStoreTest.client(Optional.of(URI.create(arguments[0])))) {
                Rivals.run(S3ObjectStoreTest.open(client, arguments[1]));
            }
        }
    }

    @BeforeEach
    void start() {
        S3Server server = S3Server.shared();
        server.createBucket(bucket);
        // It lets one writer of a key win; the server itself does not.
        proxy = FaultyProxy.before(server);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void keepsItsWordInAStorm() throws Exception {
        try (S3Client client = S3ObjectStoreTest.client(Optional.of(URI.create(proxy.url())))) {
            Storm.over(S3ObjectStoreTest.open(client, bucket));
        }
    }

    @Test
    void leavesNoFileOfWhatIsDeletedWhileItIsWritten() throws Exception {
        try (S3Client client = S3ObjectStoreTest.client(Optional.of(URI.create(proxy.url())))) {
            DeletionRace.over(S3ObjectStoreTest.open(client, bucket), 100);
        }
    }

    @Test
    void keepsItsWordAmongFourProcesses() {
        try (S3Client client = S3ObjectStoreTest.client(Optional.of(URI.create(proxy.url())))) {
            Rivals.assertAgreed(
                    JavaProcesses.run(PROCESSES, Rival.class, proxy.url(), bucket),
                    S3ObjectStoreTest.open(client, bucket));
        }
    }
}
