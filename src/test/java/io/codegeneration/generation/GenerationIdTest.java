package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.codegeneration.generation.archive.TestArchive;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationIdTest {

    /** The last moment whose milliseconds have 13 digits. */
    private static final long LAST = 9_999_999_999_999L;

    private final Random random = new Random(7);

    @Test
    void isTheUtcTimeToTheMillisecondAndEightRandomCharacters() {
        GenerationId id = GenerationId.create(Instant.parse("2026-11-22T10:15:30.123999Z"), random);

        assertThat(id.value())
                .matches("20261122T101530123Z-[0-9a-hjkmnp-tv-z]{8}")
                .hasToString(id.value());
        assertThat(id.createdAt()).isEqualTo("2026-11-22T10:15:30.123Z");
    }

    @Test
    void leavesOutTheLettersThatCrockfordLeavesOut() {
        Set<Integer> letters = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            String id = GenerationId.create(Instant.EPOCH, random).value();
            id.substring(id.indexOf('-') + 1).chars().forEach(letters::add);
        }

        assertThat(letters).hasSize(32).doesNotContain((int) 'i', (int) 'l', (int) 'o', (int) 'u');
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "code",
                "languages",
                "20261122T101530123Z",
                "20261122T101530123Z-",
                "20261122T101530123Z-k3v9q2w",
                "20261122T101530123Z-k3v9q2w88",
                "20261122T101530123Z-K3V9Q2W8",
                "20261122T101530123Z-k3v9q2wi",
                "20261122T101530123Z-k3v9q2wl",
                "20261122T101530123Z-k3v9q2wo",
                "20261122T101530123Z-k3v9q2wu",
                "20261122t101530123z-k3v9q2w8",
                "20261122T101530123Z_k3v9q2w8",
                "20261122T101530123Z-k3v9q2w8\n",
                " 20261122T101530123Z-k3v9q2w8",
                "../20261122T101530123Z-k3v9q2w8",
                "２０２６1122T101530123Z-k3v9q2w8"
            })
    void doesNotTakeOtherTextForAnId(String text) {
        assertThat(GenerationId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "20261322T101530123Z, month 13",
        "20260022T101530123Z, month 0",
        "20261100T101530123Z, day 0",
        "20261131T101530123Z, 31 November",
        "20260229T101530123Z, 29 February of a common year",
        "20261122T241530123Z, hour 24",
        "20261122T240000000Z, midnight as hour 24",
        "20261122T106030123Z, minute 60",
        "20261122T101560123Z, second 60",
        "20261122T101561123Z, second 61",
        "00000101T000000000Z, year 0",
        "19691231T235959999Z, before 1970",
        "22861120T174640000Z, after 2286",
        "99991231T235959999Z, year 9999"
    })
    void doesNotTakeAnImpossibleTimeForAnId(String time, String why) {
        assertThat(GenerationId.parse(time + "-k3v9q2w8")).as(why).isEmpty();
    }

    @Test
    void takesTheFirstAndTheLastMillisecond() {
        GenerationId first = GenerationId.create(Instant.EPOCH, random);
        GenerationId last = GenerationId.create(Instant.ofEpochMilli(LAST), random);

        assertThat(first.reversedTimestamp()).isEqualTo("9999999999999");
        assertThat(last.reversedTimestamp()).isEqualTo("0000000000000");
        assertThat(GenerationId.parse("20240229T235959999Z-00000000")).isPresent();
    }

    @Test
    void isNotMadeOfOtherText() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GenerationId("../x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GenerationId.create(Instant.ofEpochMilli(LAST + 1), random));
    }

    @Property
    void isParsedAsItWasMade(@ForAll("times") Instant time, @ForAll Random anyRandom) {
        GenerationId id = GenerationId.create(time, anyRandom);

        assertThat(GenerationId.parse(id.value())).hasValue(id);
        assertThat(id.createdAt()).isEqualTo(time.truncatedTo(ChronoUnit.MILLIS));
    }

    @Property
    void sortsAsItsTimeDoes(@ForAll("times") Instant a, @ForAll("times") Instant b, @ForAll Random anyRandom) {
        int byTime = Long.signum(a.toEpochMilli() - b.toEpochMilli());
        int byId = Integer.signum(GenerationId.create(a, anyRandom)
                .value()
                .compareTo(GenerationId.create(b, anyRandom).value()));

        assertThat(byTime == 0 || byTime == byId).isTrue();
    }

    @Property
    void recordKeysSortTheNewestFirst(
            @ForAll("times") Instant a, @ForAll("times") Instant b, @ForAll Random anyRandom) {
        int byTime = Long.signum(a.toEpochMilli() - b.toEpochMilli());
        int byKey = Integer.signum(record(a, anyRandom).compareTo(record(b, anyRandom)));

        assertThat(byTime == 0 || byTime == -byKey).isTrue();
    }

    @Property
    void neverThrowsForAnyText(@ForAll("nearlyIds") String text) {
        GenerationId.parse(text).ifPresent(id -> {
            assertThat(id.value()).isEqualTo(text);
            assertThat(id.reversedTimestamp()).matches("[0-9]{13}");
        });
    }

    private static String record(Instant time, Random random) {
        return TestArchive.recordKey(Owner.ANONYMOUS, GenerationId.create(time, random))
                .value();
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(0, LAST).flatMap(millis -> Arbitraries.longs()
                .between(0, 999_999)
                .map(nanos -> Instant.ofEpochMilli(millis).plusNanos(nanos)));
    }

    @Provide
    Arbitrary<String> nearlyIds() {
        Arbitrary<String> formed = Arbitraries.strings()
                .numeric()
                .ofLength(17)
                .map(digits -> digits.substring(0, 8) + "T" + digits.substring(8) + "Z-k3v9q2w8");
        return Arbitraries.oneOf(AnyText.unicode(), formed);
    }
}
