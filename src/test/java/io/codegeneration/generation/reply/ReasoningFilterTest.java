package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasoningFilterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no reasoning",
                "  leading white space",
                "<thin air>",
                "<think>a draft</think>\n\ncode",
                "\uFEFF <THINKING>a\n</Thinking>code",
                "<reasoning>a</reasoning> <think>b</think>\ncode <think>c</think>",
                "<think>it says `</think>` and goes on</think>code",
                "<think>'</think>'</think>x",
                "<think></think></think>",
                "a </think> b",
                "text 🙂 and 🙂",
            })
    void showsWhatTheWholeReplyHasHoweverItIsDivided(String reply) {
        String expected = Reasoning.strip(reply);
        for (int size = 1; size <= reply.length(); size++) {
            ReasoningFilter filter = new ReasoningFilter();
            StringBuilder shown = new StringBuilder();
            for (int at = 0; at < reply.length(); at += size) {
                String piece = filter.next(reply.substring(at, Math.min(reply.length(), at + size)));
                assertThat(wellFormed(piece)).isTrue();
                shown.append(piece);
            }
            assertThat(expected).as("in pieces of %d", size).startsWith(shown.toString());
            assertThat(expected.length() - shown.length()).isLessThan("</reasoning>".length() + 2);
        }
    }

    @Test
    void showsNothingOfReasoningThatDoesNotEnd() {
        ReasoningFilter filter = new ReasoningFilter();

        assertThat(filter.next("<think>a") + filter.next("b</thin") + filter.next("k and so on"))
                .isEmpty();
    }

    @Test
    void replacesHalfACharacterThatIsNeverCompleted() {
        ReasoningFilter filter = new ReasoningFilter();

        assertThat(filter.next("a\uD83D") + filter.next("b") + filter.next("\uDE42"))
                .isEqualTo("a?b?");
    }

    /** Tags, halves of characters and text, put together in any way. */
    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "<think>",
                        "</think>",
                        "<",
                        "think>",
                        "</",
                        "`",
                        "'",
                        "x",
                        "\n",
                        " ",
                        "<reasoning>",
                        "</reasoning>",
                        "\uD83D",
                        "\uDE42",
                        "🙂",
                        "\uFEFF")
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 2_000)
    void isWellFormedAndDoesNotDependOnTheDivision(@ForAll("pieces") List<String> pieces) {
        ReasoningFilter divided = new ReasoningFilter();
        StringBuilder shown = new StringBuilder();
        for (String piece : pieces) {
            String next = divided.next(piece);
            assertThat(wellFormed(next)).isTrue();
            shown.append(next);
        }
        String whole = new ReasoningFilter().next(String.join("", pieces));

        assertThat(whole).isEqualTo(shown.toString());
    }

    private static boolean wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }
}
