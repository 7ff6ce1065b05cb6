package io.codegeneration.s3;

import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.submission.Rivals;
import io.codegeneration.generation.submission.Storm;
import io.codegeneration.testing.JavaProcesses;
import io.codegeneration.testing.VersityGateway;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The store on a real S3 server without a proxy in front of it. Unlike S3Mock, the server lists keys in the order of UTF-8
 * and makes conditional writes atomic.
 */
@ExtendWith(VersityGateway.Usable.class)
class VersityObjectStoreIT extends ObjectStoreContract {

    private static final String BUCKET = "code-generation-store-test";
    private static final int PROCESSES = 4;

    private static VersityGateway gateway;
    private static S3Client client;
    private static ObjectStore store;

    @BeforeAll
    static void start() {
        gateway = VersityGateway.start("AKIDEXAMPLE", "secret");
        gateway.createBucket(BUCKET);
        client = S3ObjectStoreTest.client(Optional.of(URI.create(gateway.url())));
        store = S3ObjectStoreTest.open(client, BUCKET);
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void keepsItsWordInAStorm() throws Exception {
        Storm.over(S3ObjectStoreTest.open(client, newBucket()));
    }

    @Test
    void keepsItsWordAmongFourProcesses() {
        String bucket = newBucket();
        Rivals.assertAgreed(
                JavaProcesses.run(PROCESSES, S3RaceTest.Rival.class, gateway.url(), bucket),
                S3ObjectStoreTest.open(client, bucket));
    }

    private static String newBucket() {
        String bucket = "race-" + UUID.randomUUID();
        gateway.createBucket(bucket);
        return bucket;
    }
}
