package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void isNoneWhereThereIsNoHeader() {
        assertThat(IdempotencyKey.parse(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"quoted\"", "!~", "a;b=c"})
    void isTakenAsItIs(String header) {
        assertThat(IdempotencyKey.parse(header)).contains(new IdempotencyKey(header));
    }

    @Test
    void losesTheSpaceAroundIt() {
        assertThat(IdempotencyKey.parse(" \ta ")).contains(new IdempotencyKey("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b", "a b", "a\tb", "é", "a\u0000", "a\u007f", "a\nb", "字"})
    void isRefusedWhereItIsNotVisibleAscii(String header) {
        assertInvalid(header);
        assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(header));
    }

    @Test
    void isAtMostTwoHundredFiftyFiveCharacters() {
        assertThat(IdempotencyKey.parse("x".repeat(255))).isPresent();
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

    private static void assertInvalid(String header) {
        CallerException failure = catchThrowableOfType(CallerException.class, () -> IdempotencyKey.parse(header));
        assertThat(failure.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(failure.errors()).extracting(Problem.FieldError::field).containsExactly("Idempotency-Key");
    }
}
