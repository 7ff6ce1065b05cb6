package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {

    @ParameterizedTest
    @CsvSource({
        "implement binary search, implement_binary_search",
        "Implement Binary Search!, implement_binary_search",
        "'  --  FizzBuzz: 1..100  -- ', fizzbuzz_1_100",
        "Übungen für Anfänger à la café, ubungen_fur_anfanger_a_la_cafe",
        "Ünïcödé, unicode",
        "ﬁnd the ﬃ ligature, find_the_ffi_ligature",
        "İstanbul, istanbul",
        "𝒜 𝓫old ｗｉｄｅ, a_bold_wide",
        "a_b-c/d\\e, a_b_c_d_e",
        "../../etc/passwd, etc_passwd",
        "二分探索 binary, binary",
        "x, x"
    })
    void foldsAnInstructionIntoWords(String text, String slug) {
        assertThat(Slug.of(text).value()).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "___", "二分探索を実装する", "💥💥", "\u0301", "\ud83d", "\n\t"})
    void namesCodeWhatHasNoLetter(String text) {
        assertThat(Slug.of(text).value()).isEqualTo("code");
    }

    @ParameterizedTest
    @CsvSource({"con, con_code", "AUX!, aux_code", "lpt1, lpt1_code", "con man, con_man", "console, console"})
    void isNoNameOfADeviceOfWindows(String text, String slug) {
        assertThat(Slug.of(text).value()).isEqualTo(slug);
    }

    @Test
    void isCutBetweenWords() {
        String text = "write a function that takes a list of numbers and returns the median of them";

        assertThat(Slug.of(text).value()).isEqualTo("write_a_function_that_takes_a_list_of_numbers_and_returns");
    }

    @Test
    void keepsAWordThatEndsWhereTheCutWouldBe() {
        String sixty = "a".repeat(29) + " " + "b".repeat(30);

        assertThat(Slug.of(sixty + " more").value()).isEqualTo(sixty.replace(' ', '_'));
    }

    @Test
    void cutsASingleLongWord() {
        assertThat(Slug.of("x".repeat(1_000)).value()).isEqualTo("x".repeat(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a-b", "a/b", "../x", "é"})
    void isNotMadeOfRawText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Slug(text));
    }

    @Property
    void isShortAndPlainWhateverTheText(@ForAll("texts") String text) {
        assertThat(Slug.of(text).value())
                .matches("[a-z0-9_]{1,60}")
                .doesNotStartWith("_")
                .doesNotEndWith("_")
                .doesNotContain("__");
    }

    @Property
    void isItsOwnSlug(@ForAll("texts") String text) {
        Slug slug = Slug.of(text);

        assertThat(Slug.of(slug.value())).isEqualTo(slug);
    }

    @Property
    void consistsOfWholeWordsWhereTheFirstOneFits(@ForAll("sentences") String text) {
        String all = text.replace(' ', '_');

        assertThat(all + "_").startsWith(Slug.of(text).value() + "_");
    }

    @Provide
    Arbitrary<String> texts() {
        return AnyText.unicode();
    }

    @Provide
    Arbitrary<String> sentences() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(20)
                .list()
                .ofMinSize(1)
                .ofMaxSize(15)
                .map(words -> String.join(" ", words))
                .filter(text -> !text.matches("con|prn|aux|nul"));
    }
}
