package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.codegeneration.generation.AnyText;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {

    private static final String CUT = "Here:\n\n```python\ndef f():\n    a = 1\n    b = ";
    private static final String KEPT = "Here:\n\n```python\ndef f():\n    a = 1\n";
    private static final String REST = "    b = 2\n    return a + b\n```\n\nDone.\n";

    @Nested
    class RequestForTheRest {

        @Test
        void dropsTheUnfinishedLine() {
            assertThat(Continuation.of(CUT).kept()).isEqualTo(KEPT);
            assertThat(Continuation.of(CUT).lastLine()).isEqualTo("    a = 1");
        }

        @Test
        void dropsNothingAfterAWholeLine() {
            assertThat(Continuation.of(KEPT).kept()).isEqualTo(KEPT);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{\"a\":1,", "\n\n{\"a\":1,", "\n", " \r\n x"})
        void keepsAllWhereNoWholeLineHasAnythingInIt(String reply) {
            assertThat(Continuation.of(reply).kept()).isEqualTo(reply);
        }

        @Test
        void quotesTheLastLineThatIsNotBlank() {
            Continuation cut = Continuation.of("a = 1\n\n\nb");

            assertThat(cut.lastLine()).isEqualTo("a = 1");
            assertThat(cut.request()).contains("\n\na = 1\n\n").contains("after the 2 empty ones");
        }

        @Test
        void endsCarriageReturnsWithTheirLine() {
            assertThat(Continuation.of("a = 1\r\nb").lastLine()).isEqualTo("a = 1");
            assertThat(Continuation.of("a = 1\r\nb").request()).doesNotContain("\r", "empty ones");
        }

        @Test
        void asksForTheNextLineAndNothingElse() {
            assertThat(Continuation.of(CUT).request())
                    .contains("The last line that arrived is:\n\n    a = 1\n\n")
                    .contains("exactly the line that comes next")
                    .contains("Do not repeat")
                    .contains("do not open it again");
        }

        @Test
        void saysNothingOfABlockWhereNoneIsOpen() {
            assertThat(Continuation.of("```\nx\n```\nand").request()).doesNotContain("code block");
            assertThat(Continuation.of("a = 1\nb").request()).doesNotContain("code block");
        }

        @Test
        void asksForTheNextCharacterOfTheFirstLine() {
            assertThat(Continuation.of("{\"a\":").request())
                    .contains("{\"a\":")
                    .contains("exactly the character that comes next");
        }

        @Test
        void quotesALongLineByItsEnd() {
            String request = Continuation.of("x".repeat(5_000) + "end\n").request();

            assertThat(request)
                    .hasSizeLessThan(1_000)
                    .contains("The end of the last line")
                    .contains("xend\n");
        }
    }

    @Nested
    class JoinedReply {

        @Test
        void joinsWhatGoesOnExactly() {
            assertJoined(REST);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "    a = 1\n",
                    "    a = 1  \r\n",
                    "def f():\n    a = 1\n",
                    "```python\ndef f():\n    a = 1\n",
                    "Here:\n\n```python\ndef f():\n    a = 1\n"
                })
        void takesOffLinesThatRepeatTheEnd(String repeated) {
            assertJoined(repeated + REST);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "```python\n",
                    "```py\n",
                    "```python main.py\n",
                    "```\n",
                    "Here is the rest:\n\n```python\n",
                    "Continuing from where I left off:\n```python\n",
                    "Sure! I'll go on.\n\nHere is the rest of the code:\n\n```python\n",
                    "以下是剩余的代码：\n\n```python\n",
                    "Here is the rest:\n\n```\n",
                    "```python\n    a = 1\n",
                    "Here is the rest:\n\n```python\ndef f():\n    a = 1\n",
                    "Here is the rest:\n\n",
                    "Here is the rest:\n    a = 1\n",
                    "Continuing:\n\ndef f():\n    a = 1\n"
                })
        void takesOffWhatComesBeforeTheRest(String before) {
            assertJoined(before + REST);
        }

        @ParameterizedTest
        @ValueSource(strings = {"```python\n", "Here is the rest:\n\n```python\n", "```\n", "```python\n    a = 1\n"})
        void takesOffAReopenedFenceAfterAWholeLine(String before) {
            assertThat(Continuation.of(KEPT).join(before + REST)).isEqualTo(KEPT + REST);
        }

        @ParameterizedTest
        @ValueSource(strings = {"```python\n", "Here is the rest:\n```python\n", "    a = 1\n"})
        void doesSoWhereTheNextTextIsCutToo(String before) {
            assertThat(Continuation.of(CUT).join(before + "    b = 2\n    ret")).isEqualTo(KEPT + "    b = 2\n    ret");
            assertThat(Continuation.of(KEPT).join(before + "    c = 2\n    ret"))
                    .isEqualTo(KEPT + "    c = 2\n    ret");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "```\n\nDone.\n",
                    "```\nDone.\n",
                    "```",
                    "```\n\n```bash\npython f.py\n```\n",
                    "```\n\nTests:\n\n```python\nassert f()\n```\n",
                    "```\n\nIt prints:\n\n```\n1\n```\n",
                    "    return a\n```\n\nIt prints:\n\n```\n1\n```\n",
                    "    return a\n```\n\nIt prints:\n\n```\n1",
                    "```\n\nIt prints:\n\n```\n1",
                    "\n\n    b = 2\n```\n",
                    "    # Here is the rest:\n    b = 2\n```\n",
                    "else:\n    b = 2\n```\n",
                    "Here = 1\n```\n"
                })
        void leavesWhatIsNew(String next) {
            assertThat(Continuation.of(KEPT).join(next)).isEqualTo(KEPT + next);
        }

        @Test
        void leavesABlockWithinMarkdown() {
            String kept = "```markdown\n# Tool\n\n";
            String next = "Install it:\n\n```bash\nmake\n```\n\nBye.\n```\n";

            assertThat(Continuation.of(kept).join(next)).isEqualTo(kept + next);
            assertThat(Continuation.of(kept).join("```markdown\n" + next)).isEqualTo(kept + next);
        }

        @Test
        void leavesAFenceThatOpensTheNextBlock() {
            String kept = "```python\na = 1\n```\n\nAnd:\n\n";

            assertThat(Continuation.of(kept).join("```python\nb = 2\n```\n"))
                    .isEqualTo(kept + "```python\nb = 2\n```\n");
        }

        @Test
        void takesOffAClosingFenceThatIsRepeated() {
            String kept = "```python\na = 1\n```\n";

            assertThat(Continuation.of(kept).join("```\n\nDone.\n")).isEqualTo(kept + "\nDone.\n");
            assertThat(Continuation.of(kept).join("```\nb = 2\n```\n")).isEqualTo(kept + "```\nb = 2\n```\n");
        }

        @Test
        void addsTheIndentationThatGotLost() {
            assertThat(Continuation.of(CUT).join(REST.stripLeading())).isEqualTo(KEPT + REST);
            assertThat(Continuation.of(KEPT + "    ").join(REST.stripLeading())).isEqualTo(KEPT + REST.stripLeading());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\n\n"})
        void keepsTheUnfinishedLineWhereNothingFollows(String next) {
            assertThat(Continuation.of(CUT).join(next)).isEqualTo(CUT);
        }

        @Test
        void goesOnWithinTheFirstLine() {
            assertThat(Continuation.of("{\"a\":1,").join("\"b\":2}\n")).isEqualTo("{\"a\":1,\"b\":2}\n");
        }

        @Test
        void takesTheFirstLineOnceWhereTheModelBeginsAnew() {
            String start = "{\"name\":\"Ann\",\"age\":";

            assertThat(Continuation.of(start).join(start + "7}\n")).isEqualTo(start + "7}\n");
            assertThat(Continuation.of("aa").join("aab\n")).isEqualTo("aaaab\n");
        }

        @Test
        void joinsSeveralTimes() {
            String first = Continuation.of(CUT).join("    b = 2\n    ret");

            assertThat(Continuation.of(first).join("    b = 2\n    return a + b\n```\n\nDone.\n"))
                    .isEqualTo(KEPT + REST);
        }

        private void assertJoined(String next) {
            assertThat(Continuation.of(CUT).join(next)).isEqualTo(KEPT + REST);
        }
    }

    /** Kept text, dropped line, continuation, expected reply; {@code |} ends a line. */
    @ParameterizedTest
    @CsvSource({
        // Only the longest repetition is removed, and only once.
        "a|b|a|b|, '', a|b|c|, a|b|a|b|c|",
        "a|b|a|b|, '', a|b|a|b|a|b|c|, a|b|a|b|a|b|c|",
        "a|b|c|, '', b|c|d|, a|b|c|d|",
        // A repetition must include the last kept line.
        "a|b|c|, '', b|d|, a|b|c|b|d|",
        "a|b|c|, '', a|b|d|, a|b|c|a|b|d|",
        "a|b|, '', x|b|c|, a|b|x|b|c|",
        "a|    b|, '', b|c|, a|    b|b|c|",
        // Code can contain blank lines and brackets twice.
        "a||, '', |b|, a|||b|",
        "a|}|, '', }|b|, a|}|}|b|",
        "a|});|, '', });|b|, a|});|});|b|",
        "a|}|, '', a|}|b|, a|}|b|",
        "a||, '', a||b|, a||b|",
        // The dropped line shows where the continuation begins.
        "a|}|, b, }|b1|, a|}|b1|",
        "a|}|, }, }|b|, a|}|}|b|",
        "a||, b, |b1|, a||b1|",
        "a = 1|, a =, a = 1|b|, a = 1|a = 1|b|",
        "a = 1|, b =, a = 1|b = 2|, a = 1|b = 2|",
        "a|a|, b, a|a|b2|, a|a|b2|",
        "a|a|, b, a|b2|, a|a|b2|",
        "a|a|, a, a|b|, a|a|a|b|",
        // The model may write another line instead of the dropped one.
        "a = 1|, b =, a = 1|c = 2|, a = 1|c = 2|",
        "a|}|, b, }|c|, a|}|}|c|",
        // Without a better sign, a repetition before the dropped line counts.
        "a = 1|, '', a = 1|b|, a = 1|b|",
        "a = 1|, '', a = 1, a = 1|"
    })
    void takesOffNoMoreThanCanBeTold(String kept, String dropped, String next, String whole) {
        Continuation cut = Continuation.of(lines(kept) + dropped);

        assertThat(cut.join(lines(next))).isEqualTo(lines(whole));
    }

    @Property(tries = 2_000)
    void givesTheTextBackWhereTheModelGoesOnExactly(@ForAll("texts") String text, @ForAll double where) {
        Continuation cut = Continuation.of(text.substring(0, position(text, where)));
        String next = text.substring(cut.kept().length());
        Assume.that(canBeTold(cut, next) && NestedFences.read(text).anomalies() == 0);

        assertThat(cut.join(next)).isEqualTo(text);
    }

    @Property(tries = 2_000)
    void givesTheTextBackWhereTheModelRepeatsLines(
            @ForAll("programs") String text, @ForAll double where, @ForAll byte repeated) {
        Continuation cut = Continuation.of(text.substring(0, position(text, where)));
        Assume.that(cut.kept().endsWith("\n"));
        String next = text.substring(cut.kept().length());
        List<String> kept = cut.kept().lines().toList();
        int count = 1 + Math.floorMod(repeated, kept.size());
        String again = String.join("\n", kept.subList(kept.size() - count, kept.size())) + "\n";

        assertThat(cut.join(again + next)).isEqualTo(text);
    }

    @Property(tries = 1_000)
    void givesTheTextBackWhereTheModelOpensTheBlockAgain(
            @ForAll("programs") String program,
            @ForAll double where,
            @ForAll("openings") String opening,
            @ForAll boolean cutAgain) {
        String head = "Here it is:\n\n```python\n";
        int at = head.length() + position(program, where);
        String text = head + program + (cutAgain ? "" : "```\n\nDone.\n");
        Continuation cut = Continuation.of(text.substring(0, at));
        String next = text.substring(cut.kept().length());
        Assume.that(!next.isBlank() && !next.startsWith("```"));

        assertThat(cut.join(opening + next)).isEqualTo(text);
    }

    @Property
    void neverThrowsNorLosesWhatIsKept(@ForAll("replies") String reply, @ForAll("replies") String next) {
        Continuation cut = Continuation.of(reply);

        assertThat(reply).startsWith(cut.kept());
        assertThat(cut.request()).isNotBlank();
        assertThat(cut.join(next)).startsWith(cut.kept());
        String added = cut.join(next).substring(cut.kept().length());
        if (next.isBlank()) {
            assertThat(added).isIn(next, reply.substring(cut.kept().length()));
        } else {
            assertThat(next).endsWith(added.stripLeading());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\n", "\n", "}\n", "```\n", "```a\n", "Text.\n", "x", "a\nb\n"})
    void isQuickWhateverRepeats(String piece) {
        String text = piece.repeat(60_000 / piece.length());

        assertTimeout(Duration.ofSeconds(120), () -> Continuation.of(text).join(text));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(Tuple.of(3, replies()), Tuple.of(3, programs()), Tuple.of(1, AnyText.unicode()));
    }

    /** Numbered lines, and lines between them that are all equal. */
    @Provide
    Arbitrary<String> programs() {
        Arbitrary<String> line = Arbitraries.of("a = %d", "    b(%d)", "# %d", "if c%d:", "}  // %d", "字%d", "\t%d\t");
        return line.list().ofMinSize(1).ofMaxSize(20).map(lines -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                text.append(lines.get(i).formatted(i + 100)).append('\n');
            }
            return text.toString();
        });
    }

    @Provide
    Arbitrary<String> openings() {
        return Combinators.combine(
                        Arbitraries.of("", "Here is the rest:\n\n", "Sure, here it goes on.\n"),
                        Arbitraries.of("```python\n", "```py\n", "```Python main.py\n"))
                .as(String::concat);
    }

    @Provide
    Arbitrary<String> replies() {
        return Arbitraries.of(
                        "```python\n",
                        "```\n",
                        "```md\n",
                        "~~~\n",
                        "a = 1\n",
                        "b(2)\n",
                        "}\n",
                        "\n",
                        "    c\n",
                        "Text goes here.\n",
                        "Here:\n",
                        "# d\r\n",
                        "e",
                        "```",
                        "字\n",
                        "- f\n",
                        "   ```sh\n",
                        "   ```\n")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    /** Returns whether no equal lines are on both sides of the cut, or after prose and a fence. They would count as repeated. */
    private static boolean canBeTold(Continuation cut, String next) {
        List<String> kept = cut.kept().lines().map(String::stripTrailing).toList();
        List<String> after = next.lines().map(String::stripTrailing).toList();
        for (int start = 0; start < Math.min(6, after.size()); start++) {
            for (int run = 1; run <= Math.min(kept.size(), after.size() - start); run++) {
                List<String> end = kept.subList(kept.size() - run, kept.size());
                if (end.equals(after.subList(start, start + run))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int position(String text, double where) {
        double part = Double.isFinite(where) ? Math.abs(where % 1) : 0.5;
        return (int) (part * (text.length() + 1));
    }

    private static String lines(String text) {
        return text.replace('|', '\n');
    }
}
