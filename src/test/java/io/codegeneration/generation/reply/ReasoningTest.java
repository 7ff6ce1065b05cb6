package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.StopReason;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasoningTest {

    private static final String CODE = "def f():\n    return 1\n";
    private static final String ANSWER = "Here:\n\n```python\n" + CODE + "```\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>\nFirst a draft:\n```python\nx = 0\n```\n</think>\n\n",
                "<think></think>",
                "<think>ok</think>",
                "\n <THINK>\nok\n</THINK>\n",
                "<thinking>\nok\n</thinking>\n",
                "<reasoning>ok</reasoning>\n\n",
                "<think>\nThe tag `<think>` is one.\n</think>\n",
                "<think>\nThe tags `<think>` and `</think>` are two.\n</think>\n",
                "<think>\nIt ends with `</think>` here.\n</think>\n",
                "<think>1</think>\n<think>2</think>\n<thinking>3</thinking>",
                "<think>\nI have to remove <think> blocks.\n</think>\n\n",
                "<THINK>\nİ\n</THINK>\n\n",
                "\nA draft:\n```python\nx = 0\n```\n</think>\n\n",
                "\uFEFF<think>ok</think>\n"
            })
    void isNoPartOfTheReply(String reasoning) {
        assertThat(Reasoning.strip(reasoning + ANSWER)).isEqualTo(ANSWER);
        assertThat(new CodeModel.Reply(reasoning + ANSWER, StopReason.END_TURN, null).text())
                .isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>",
                "<think>\nA draft:\n```python\nx = 0\n```\n",
                "<thinking>\n\n\nHm",
                "<think>ok</think>\n",
                "<think>ok</think>"
            })
    void isAllWhereNothingFollows(String reply) {
        assertThat(Reasoning.strip(reply)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Here:\n```python\ntext = '''\n<think>\nok\n</think>\n'''\n```\n",
                "```python\nprompt = t.split(\"</think>\")[-1]\n```\n",
                "Here:\n```python\ntext = '''\n</think>\n'''\n```\n",
                "```python\ns.split(\"</think>\")[-1]\n```\nDone.\n",
                "The tag <think> begins it.\n",
                "print('</think>')\n",
                "x = 1 </think>\n",
                "<thinker>x</thinker>\n",
                "<b>x</b>\n",
                "<thin",
                "",
                " \n"
            })
    void isLookedForAtTheBeginningOnly(String reply) {
        assertThat(Reasoning.strip(reply)).isEqualTo(reply);
        assertThat(Reasoning.strip("<think>\nok\n</think>\n" + reply)).isEqualTo(reply.stripLeading());
    }

    @Test
    void givesNeitherCodeNorExplanation() {
        ReplyReader reader = new ReplyReader(Languages.standard().find("python").orElseThrow(), Slug.of("one"));

        assertThat(reader.read("<think>\n```python\nx = 0\n```\nHm.\n</think>\n\n" + ANSWER))
                .isEqualTo(reader.read(ANSWER));
        assertThat(reader.read("<think>\n```python\nx = 0\n```\nHm.\n").files()).isEmpty();
    }

    @Property
    void leavesTheEndOfAnyText(@ForAll @From("texts") String text) {
        assertThat(text).endsWith(Reasoning.strip(text));
    }

    @Provide
    net.jqwik.api.Arbitrary<String> texts() {
        return net.jqwik.api.Arbitraries.of(
                        "<think>", "</think>", "<thinking>", "</thinking>", "\n", " ", "x", "```\n", "İ", "\uFEFF")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }
}
