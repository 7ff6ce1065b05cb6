package io.codegeneration.generation.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.codegeneration.generation.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    private final List<Problem.FieldError> faults = new ArrayList<>();

    @Test
    void isNoneWhereThereIsNoHeader() {
        assertThat(parse(null)).isEmpty();
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"quoted\"", "!~", "a;b=c"})
    void isTakenAsItIs(String header) {
        assertThat(parse(header)).contains(new IdempotencyKey(header));
    }

    @Test
    void losesTheSpaceAroundIt() {
        assertThat(parse(" \ta ")).contains(new IdempotencyKey("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b", "a b", "a\tb", "é", "a\u0000", "a\u007f", "a\nb", "字"})
    void isRefusedWhereItIsNotVisibleAscii(String header) {
        assertInvalid(header);
        assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(header));
    }

    @Test
    void isAtMostTwoHundredFiftyFiveCharacters() {
        assertThat(parse("x".repeat(255))).isPresent();
        assertInvalid("x".repeat(256));
    }

    @Property(tries = 200)
    void standsInKeysAsADigestOfFixedForm(
            @ForAll @CharRange(from = '-', to = '~') @StringLength(min = 1, max = 255) String key) {
        assertThat(new IdempotencyKey(key).digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void tellsKeysApartByEveryCharacter() {
        assertThat(new IdempotencyKey("a").digest()).isNotEqualTo(new IdempotencyKey("A").digest());
    }

    private Optional<IdempotencyKey> parse(String header) {
        return IdempotencyKey.parse(header, faults);
    }

    private void assertInvalid(String header) {
        assertThat(parse(header)).isEmpty();
        assertThat(faults).extracting(Problem.FieldError::field).containsExactly("Idempotency-Key");
    }
}
