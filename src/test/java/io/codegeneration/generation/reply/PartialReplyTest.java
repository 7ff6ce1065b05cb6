package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialReplyTest {

    private static final Language PYTHON = Languages.standard().find("python").orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "H",
                "Here is a fun",
                "I'll write a function (recursive) that",
                "Sure! Here's `add`:\n\n",
                "**Addition**\n\nThis is how",
                "# Addition in Python",
                "Here it is:\n\n```",
                "Here it is:\n\n```python",
                "Here it is:\n\n```python\n",
                "<think>```python\nx = 1\n```",
                "Hier ist die Lösung für größere Zahlen",
                "以下は",
                "A is a",
                "It adds (see above (and below",
                "It adds (see above (and below) the numbers",
                "Ünder (a) and (b) it is 1 + 1",
            })
    void holdsNoCodeBeforeAnyWasWritten(String text) {
        assertThat(new PartialReply(PYTHON, Reasoning.strip(text)).codeBytes()).isZero();
    }

    @Test
    void readsLongAndDeeplyNestedLines() {
        String words = "A " + "word (and another) ".repeat(50_000);

        assertThat(new PartialReply(PYTHON, words).codeBytes()).isZero();
        assertThat(new PartialReply(PYTHON, "A " + "( a ".repeat(50_000)).codeBytes())
                .isZero();
        assertThat(new PartialReply(PYTHON, "Use the call " + "foo (a, ".repeat(50_000) + "x = 1").codeBytes())
                .isPositive();
    }

    /** As long as a reply can be, on the stack of a small thread. */
    @ParameterizedTest
    @ValueSource(strings = {"word ", "(aside) ", "( nested ", "größer 🙂 "})
    void judgesALongLine(String piece) throws Exception {
        String prose = "Here is " + piece.repeat(1024 * 1024 / piece.length());
        List<Long> bytes = new CopyOnWriteArrayList<>();
        Thread small = new Thread(
                null,
                () -> {
                    bytes.add(new PartialReply(PYTHON, prose).codeBytes());
                    bytes.add(new PartialReply(PYTHON, prose + ";").codeBytes());
                },
                "small",
                512 * 1024);
        small.setUncaughtExceptionHandler((thread, e) -> {});
        small.start();
        small.join();

        assertThat(bytes).hasSize(2);
        assertThat(bytes.get(0)).isZero();
        assertThat(bytes.get(1)).isGreaterThan(1024 * 1024 - 100);
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void judgesNestedParenthesesInOnePass() {
        assertThat(new PartialReply(PYTHON, "A " + "( a ".repeat(60) + ";").codeBytes())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Here it is:\n\n```python\nd",
                "```python\ndef add(a, b):\n    return a + b\n```\n\nThis adds",
                "def add(a, b):\n    re",
                "import os",
                "SELECT name",
                "Print(x)",
                "Of two )",
                "Sum (a) )",
                "Here is a function:\n\ndef f",
                "ABS",
                "Ⓐ is a",
                "A1",
                "It calls add(",
                "It adds) the",
                "It adds (see above (and below) the) numbers",
                "It adds (a = 1",
                "It ends;",
            })
    void holdsCodeFromItsFirstCharacterOn(String text) {
        assertThat(new PartialReply(PYTHON, text).codeBytes()).isPositive();
    }
}
