package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRecord.Status;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.submission.Core;
import io.codegeneration.generation.submission.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller's own records, page by page. */
class ListingTest {

    private static final Optional<Language> PYTHON = Languages.standard().find("python");
    private static final Optional<Language> JAVA = Languages.standard().find("java");

    private final World world = World.writing(World.REPLY);

    @Test
    void isEmptyAtFirst() {
        Listing.Page page = page(20, null);

        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isEmpty();
        assertThat(world.faults.steps()).containsExactly("list record");
    }

    @Test
    void givesTheNewestFirst() {
        List<String> ids = make(5);

        assertThat(ids(page(20, null))).containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
        assertThat(page(5, null).next()).isEmpty();
    }

    @Test
    void givesEveryRecordOnceOverAllPages() {
        List<String> ids = make(23);

        List<String> found = new ArrayList<>();
        int pages = 0;
        String cursor = null;
        do {
            Listing.Page page = page(5, cursor);
            found.addAll(ids(page));
            cursor = page.next().orElse(null);
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(5);
        assertThat(found).hasSize(23).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void readsNoMoreOfTenThousandThanAPageNeeds() {
        store(10_000, "python");
        world.faults.steps();

        Listing.Page page = page(20, null);

        assertThat(page.items()).hasSize(20);
        assertThat(steps("list record")).isEqualTo(1);
        assertThat(world.memory.gets()).hasSize(20);

        page(20, page.next().orElseThrow());
        assertThat(steps("list record")).isEqualTo(1);
        assertThat(world.memory.gets()).hasSize(40);
    }

    @Test
    void readsAtMostFiveHundredForAFilter() {
        store(1_200, "python");
        world.memory.gets().clear();

        Listing.Page first = page(20, null, JAVA, Optional.empty());

        assertThat(first.items()).isEmpty();
        assertThat(world.memory.gets()).hasSize(500);
        Listing.Page second = page(20, first.next().orElseThrow(), JAVA, Optional.empty());
        Listing.Page third = page(20, second.next().orElseThrow(), JAVA, Optional.empty());
        assertThat(third.items()).isEmpty();
        assertThat(third.next()).isEmpty();
        assertThat(world.memory.gets()).hasSize(1_200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 11})
    void readsNoMoreThanAFewRecordsAfterThePageIsFull(int limit) {
        store(300, "python");
        world.memory.gets().clear();

        Listing.Page page = page(limit, null, PYTHON, Optional.empty());

        assertThat(page.items()).hasSize(limit);
        assertThat(page.next()).isPresent();
        assertThat(world.memory.gets()).hasSizeLessThanOrEqualTo(limit + 9);
    }

    @Test
    void readsTenRecordsSideBySideAndNeverMore() {
        store(60, "python");
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier ten = new CyclicBarrier(10);
        ObjectStore counting = new ForwardingObjectStore(world.memory) {
            @Override
            public <T> Optional<T> read(ObjectKey key, Reader<T> reader, Deadline deadline) {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                try {
                    ten.await(10, TimeUnit.SECONDS);
                    return super.read(key, reader, deadline);
                } catch (Exception e) {
                    throw new AssertionError("fewer are read", e);
                } finally {
                    open.decrementAndGet();
                }
            }
        };
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            Core core = Core.of(
                    TestConfig.standard(), (call, pieces) -> null, counting, executor, world.clock, new Random(1));
            Listing.Query all = new Listing.Query(Optional.empty(), Optional.empty(), 60, Optional.empty());

            assertThat(core.listing.list(all, world.invocation).items()).hasSize(60);
        } finally {
            executor.shutdownNow();
        }
        assertThat(most).hasValue(10);
    }

    @Test
    void keepsTheFirstTwoHundredCharactersOfAnInstruction() {
        world.post(World.request("\uD83D\uDE00".repeat(300)), null);

        assertThat(page(1, null).items().get(0).message()).isEqualTo("\uD83D\uDE00".repeat(200));
    }

    @Test
    void endsExactlyWhereFiveHundredAreAll() {
        store(500, "python");

        assertThat(page(20, null, JAVA, Optional.empty()).next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 100})
    void givesAllThatAFilterWantsOverAllPages(int limit) {
        for (int i = 0; i < 130; i++) {
            store(1, i % 3 == 0 ? "java" : "python");
        }

        List<String> found = new ArrayList<>();
        String cursor = null;
        do {
            Listing.Page page = page(limit, cursor, JAVA, Optional.of(Status.SUCCEEDED));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(ids(page));
            cursor = page.next().orElse(null);
        } while (cursor != null);

        assertThat(found).hasSize(44).doesNotHaveDuplicates();
    }

    @Test
    void keepsOwnersApart() {
        make(2);
        Invocation anonymous = world.invocation;
        world.invocation = TestInvocation.by("jwt:https://issuer.example#bob", anonymous);
        assertThat(page(20, null).items()).isEmpty();
        List<String> ids = make(1);

        assertThat(ids(page(20, null))).isEqualTo(ids);
        world.invocation = anonymous;
        assertThat(page(20, null).items()).hasSize(2);
    }

    @Test
    void neitherRepeatsNorHidesARecordWhileOthersComeAndGo() {
        List<String> ids = make(9);
        Listing.Page first = page(3, null);
        // The last of the page, the next one, and a new one.
        world.delete(ids.get(6));
        world.delete(ids.get(5));
        make(2);

        Listing.Page second = page(3, first.next().orElseThrow());

        assertThat(ids(first)).containsExactly(ids.get(8), ids.get(7), ids.get(6));
        assertThat(ids(second)).containsExactly(ids.get(4), ids.get(3), ids.get(2));
        assertThat(ids(page(3, second.next().orElseThrow()))).containsExactly(ids.get(1), ids.get(0));
    }

    @Test
    void leavesOutWhatIsDeletedWhileItReads() {
        List<String> ids = make(3);
        world.faults.before("get record", () -> world.delete(ids.get(1)));

        Listing.Page page = page(2, null);

        assertThat(ids(page)).containsExactly(ids.get(2));
        assertThat(ids(page(2, page.next().orElseThrow()))).containsExactly(ids.get(0));
    }

    @Test
    void isNotMisledByOtherObjectsUnderItsPrefix() {
        List<String> ids = make(4);
        for (String name : List.of("", "0", "5-notes.txt", "9")) {
            put(ObjectKey.recordsOf(Owner.ANONYMOUS) + name, new byte[0]);
        }

        Listing.Page page = page(2, null);

        assertThat(ids(page)).containsExactly(ids.get(3), ids.get(2));
        assertThat(ids(page(2, page.next().orElseThrow()))).containsExactly(ids.get(1), ids.get(0));
    }

    @Test
    void settlesLostJobsBeforeItFilters() {
        world.postAsJob(null);
        world.post(null);
        world.clock.advance(TestConfig.MAX_AGE);

        assertThat(page(20, null, PYTHON, Optional.of(Status.QUEUED)).items()).isEmpty();
        assertThat(page(20, null, PYTHON, Optional.of(Status.FAILED)).items())
                .singleElement()
                .satisfies(lost ->
                        assertThat(world.record(lost.id()).problem().code()).isEqualTo("job-lost"));
        assertThat(page(20, null, PYTHON, Optional.of(Status.SUCCEEDED)).items())
                .hasSize(1);
    }

    @Test
    void leavesOutAJobThatIsDeletedWhileItIsSettled() {
        String id = world.postAsJob(null).id().value();
        world.clock.advance(TestConfig.MAX_AGE);
        // The deletion is interrupted once its mark is written.
        world.faults.before("put record", () -> {
            world.faults.at("list code", StepFault.FAILS);
            catchThrowableOfType(TransientException.class, () -> world.delete(id));
        });

        assertThat(page(20, null).items()).isEmpty();
    }

    private Listing.Page page(int limit, String cursor) {
        return page(limit, cursor, Optional.empty(), Optional.empty());
    }

    private Listing.Page page(int limit, String cursor, Optional<Language> language, Optional<Status> status) {
        return world.core.listing.list(
                new Listing.Query(language, status, limit, Optional.ofNullable(cursor)), world.invocation);
    }

    private long steps(String name) {
        return world.faults.steps().stream().filter(name::equals).count();
    }

    private static List<String> ids(Listing.Page page) {
        return page.items().stream().map(Listing.Item::id).toList();
    }

    /** Makes generations, a second after each other; the oldest first. */
    private List<String> make(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            world.clock.advance(Duration.ofSeconds(1));
            ids.add(world.post(null).id().value());
        }
        return ids;
    }

    /** Stores records as they are when they are done, a millisecond after each other. */
    private void store(int count, String language) {
        GenerationRequest request =
                new GenerationRequest(Languages.standard().find(language).orElseThrow(), "x", null, null);
        for (int i = 0; i < count; i++) {
            world.clock.advance(Duration.ofMillis(1));
            GenerationId id = GenerationId.create(world.clock.instant(), new Random(i));
            GenerationRecord record = GenerationRecord.queued(id, request).withoutFailure();
            put(ObjectKey.ofRecord(Owner.ANONYMOUS, id).value(), world.format.write(record, Contents.NONE));
        }
    }

    private void put(String key, byte[] content) {
        world.memory.put(
                new ObjectKey(key), new ObjectStore.StoredObject(content, "application/json", Map.of()), Deadline.NONE);
    }
}
