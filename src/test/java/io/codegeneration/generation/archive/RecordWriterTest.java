package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Owner;
import io.codegeneration.json.TestJson;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordWriterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
    private static final GenerationId ID = GenerationId.create(NOW, new Random(1));
    private static final GenerationRecord QUEUED = GenerationRecord.queued(
            ID, new GenerationRequest(Languages.standard().find("python").orElseThrow(), "x", null, null));
    private static final GenerationRecord SUCCEEDED = QUEUED.withoutFailure();
    private static final GenerationRecord FAILED = QUEUED.failed(null, NOW);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Archive archive = TestArchive.archive(store, TestJson.records(), executor, Clock.systemUTC());

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void replacesItsOwnSuccessByAFailure() {
        RecordWriter writer = writer("");

        assertThat(write(writer, SUCCEEDED)).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(write(writer, FAILED)).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(status()).isEqualTo(GenerationRecord.Status.FAILED);
    }

    @Test
    void replacesNoSuccessThatItDoesNotKnowOf() {
        write(writer(""), SUCCEEDED);

        assertThat(write(writer(""), FAILED)).isEqualTo(new RecordOutcome.StoredBefore(SUCCEEDED));
        assertThat(write(writer("holder"), FAILED)).isEqualTo(new RecordOutcome.StoredBefore(SUCCEEDED));
        assertThat(status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
    }

    @Test
    void bringsNoDeletedRecordBack() {
        RecordWriter writer = writer("");
        write(writer, SUCCEEDED);
        archive.delete(ID, Owner.ANONYMOUS, Deadline.NONE);

        assertThat(write(writer, FAILED)).isInstanceOf(RecordOutcome.Withdrawn.class);
        assertThat(store.objects()).isEmpty();
    }

    @Test
    void writesNothingOverTheMarkOfADeletion() {
        RecordWriter writer = writer("");
        write(writer, SUCCEEDED);
        StoredRecord found = archive.find(ID, Owner.ANONYMOUS, Deadline.NONE).orElseThrow();
        archive.update(
                found,
                record -> record.isDeleted()
                        ? Optional.empty()
                        : Optional.of(record.markedBy("deletion", List.of(), NOW)),
                Deadline.NONE);

        assertThat(write(writer, FAILED)).isInstanceOf(RecordOutcome.Withdrawn.class);
        assertThat(archive.find(ID, Owner.ANONYMOUS, Deadline.NONE)
                        .orElseThrow()
                        .isDeleted())
                .isTrue();
    }

    @Test
    void leavesTheRecordOfAnotherProcess() {
        write(writer("first"), QUEUED.running());

        assertThat(write(writer("second"), SUCCEEDED)).isInstanceOf(RecordOutcome.Withdrawn.class);
        assertThat(writer("second").isWanted(Deadline.NONE)).isTrue();
        assertThat(status()).isEqualTo(GenerationRecord.Status.RUNNING);
    }

    @Test
    void announcesAGenerationBeforeItIsFinal() {
        RecordWriter writer = writer("holder");
        writer.announce(QUEUED.running(), Deadline.NONE);

        assertThat(writer.isWanted(Deadline.NONE)).isTrue();
        assertThat(status()).isEqualTo(GenerationRecord.Status.RUNNING);
        assertThat(write(writer, SUCCEEDED)).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertThat(archive.find(ID, Owner.ANONYMOUS, Deadline.NONE)
                        .orElseThrow()
                        .isJob())
                .isFalse();
    }

    @Test
    void storesAGenerationWhoseAnnouncementFailed() {
        store.failFor(key -> true);
        RecordWriter writer = writer("holder");
        writer.announce(QUEUED.running(), Deadline.NONE);
        writer.isWanted(Deadline.NONE);
        store.failFor(key -> false);

        assertThat(write(writer, SUCCEEDED)).isInstanceOf(RecordOutcome.Recorded.class);
    }

    private RecordWriter writer(String holder) {
        Tracking tracking = Tracking.of(null, "");
        return archive.writer(
                Owner.ANONYMOUS, ID, holder.isEmpty() ? tracking : tracking.startedBy(holder, NOW.plusSeconds(30)));
    }

    private static RecordOutcome write(RecordWriter writer, GenerationRecord record) {
        return writer.write(record, Contents.NONE, Deadline.NONE);
    }

    private GenerationRecord.Status status() {
        return archive.find(ID, Owner.ANONYMOUS, Deadline.NONE)
                .orElseThrow()
                .generation()
                .status();
    }
}
