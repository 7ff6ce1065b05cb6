package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEstimateTest {

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "one, 0",
        "one two, 1",
        "one two three four, 2",
        "'don''t can’t', 1",
        "snake_case_is one, 1",
        "'a.b(c, d)', 2",
        "'x = 1\n\n\n    y = 2\n', 2"
    })
    void countsHalfTheWordsAtLeast(String text, long tokens) {
        assertThat(TokenEstimate.atLeast(text)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\n", "\t", "=", "-", "()", "字", "é", "e\u0301", "हिन्दी", "9", "A", "👩‍👩‍👧", "'", "_"})
    void countsAtMostOneWordInALongRunThatMayBeOneToken(String unit) {
        assertThat(TokenEstimate.atLeast("a " + unit.repeat(100_000))).isLessThanOrEqualTo(1);
    }

    @Test
    void estimatesAThirdOfTheBytes() {
        assertThat(TokenEstimate.about("")).isZero();
        assertThat(TokenEstimate.about("x".repeat(3_000))).isEqualTo(1_000);
        assertThat(TokenEstimate.about("字".repeat(1_000))).isEqualTo(1_000);
    }

    @Test
    void takesTheBoundForLessThanTheEstimateOfCode() {
        String code = "for (int i = 0; i < names.size(); i++) {\n    total += names.get(i).length();\n}\n".repeat(100);

        assertThat(TokenEstimate.atLeast(code)).isBetween(500L, TokenEstimate.about(code) / 2);
    }
}
