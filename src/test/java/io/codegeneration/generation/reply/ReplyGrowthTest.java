package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Slug;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The work of reading a reply grows linearly with its length, whatever the model writes.
 *
 * <p>The work is not measured as time, which depends on the machine, but in two other ways. Steps of this package and of
 * CommonMark are the same in each run (see {@link CountingLoader}). Allocated bytes show copies that the JDK makes in one
 * step. A text of twice the length may take a little more than twice of each. Both texts are so short that they are parsed
 * again equally often (see {@link FencedBlocks#maxReparses}).
 */
class ReplyGrowthTest {

    private static final int LENGTH = 16_000;
    private static final int MEBIBYTE = 1024 * 1024;

    /** Maximum ratio of the steps for twice the length. */
    private static final double STEPS = 2.2;

    /** The JIT compiler removes a varying number of allocations. */
    private static final double BYTES = 2.6;

    /** Allowed difference for small amounts of work. */
    private static final long FEW_BYTES = 500_000;

    /** Marks the cut. No shape contains it. */
    private static final char CUT = '\u0001';

    private static Consumer<String> reading;
    private static Consumer<String> joining;
    private static Consumer<String> judging;

    /** A kind of text that can have any length. */
    record Shape(String name, String start, IntFunction<String> piece, String end) {

        String text(int length) {
            return text(length, -1);
        }

        /** Returns the same text with a mark in its middle. */
        String cut(int length) {
            return text(length, length / 2);
        }

        private String text(int length, int middle) {
            StringBuilder text = new StringBuilder(start);
            boolean marked = middle < 0;
            for (int i = 0; text.length() < length; i++) {
                String next = piece.apply(i);
                if (!marked && text.length() >= middle) {
                    marked = true;
                    next = next.substring(0, next.length() / 2) + CUT + next.substring(next.length() / 2);
                }
                text.append(next);
            }
            return text.append(end).toString();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The work of a run. */
    private record MeasuredWork(long steps, long bytes) {}

    /** Loaded by the counting loader. Reads a reply, and names its files if there are few. */
    public static final class Reading implements Consumer<String> {

        /** Public, because the caller is in another class loader. */
        public Reading() {}

        @Override
        public void accept(String text) {
            ReplyReader.UnnamedFiles code =
                    new ReplyReader(Languages.standard().find("python").orElseThrow(), Slug.of("x")).find(text);
            code.bytes();
            if (code.count() <= 50) {
                code.named();
            }
        }
    }

    /** Loaded by the counting loader. Joins a truncated reply with a continuation that repeats it. */
    public static final class Joining implements Consumer<String> {

        public Joining() {}

        @Override
        public void accept(String text) {
            int at = text.indexOf(CUT);
            Continuation cut = Continuation.of(text.substring(0, at));
            cut.request();
            cut.join(text.substring(at + 1));
            cut.join(text.substring(0, at));
        }
    }

    /** Loaded by the counting loader. Judges a reply that broke off. */
    public static final class Judging implements Consumer<String> {

        public Judging() {}

        @Override
        public void accept(String text) {
            new PartialReply(Languages.standard().find("python").orElseThrow(), text).codeBytes();
        }
    }

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void load() throws ReflectiveOperationException {
        CountingLoader loader = new CountingLoader();
        reading = (Consumer<String>) loader.loadClass(Reading.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        joining = (Consumer<String>) loader.loadClass(Joining.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        judging = (Consumer<String>) loader.loadClass(Judging.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        for (Shape shape : shapes()) {
            judging.accept(shape.text(500));
            reading.accept(shape.text(500));
            joining.accept(shape.cut(12_000));
        }
    }

    static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        // Fences, one after the other.
        shapes.add(repeat("blocks", "```\nx\n```\n"));
        shapes.add(repeat("blocks in the language", "```python\nx = 1\n```\n"));
        shapes.add(repeat("blocks behind a space", " ```\nx\n```\n"));
        shapes.add(repeat("empty blocks", "```\n```\n"));
        shapes.add(repeat("openings", "```a\n"));
        shapes.add(repeat("bare fences", "```\n"));
        shapes.add(repeat("tildes", "~~~a\nx\n~~~\n"));
        shapes.add(repeat("tildes and backticks in turn", "~~~a\n```b\n"));
        shapes.add(shape("fences that grow", i -> "`".repeat(3 + i % 200) + "a\n"));
        shapes.add(repeat("an open block of short lines", "```python\n", "x\n", ""));
        shapes.add(repeat("an open block of empty lines", "```python\n", "\n", "x"));
        shapes.add(repeat("inline fences", "``` ``` "));
        shapes.add(repeat("fences with text behind", "``` x ```\n"));
        // Fences within fences.
        shapes.add(repeat("Markdown with blocks", "```md\n", "```b\nx\n```\n", "```\n"));
        shapes.add(repeat("Markdown with openings", "```md\n", "```b\n", ""));
        shapes.add(repeat("Markdown within Markdown", "```md\n", "```md\n", "```\n"));
        shapes.add(repeat("Markdown with bare fences", "```md\n", "\n```\nx\n", ""));
        shapes.add(repeat("openings in pairs", "```a\n```b\n```\n```\n"));
        shapes.add(repeat("Markdown blocks with openings", "```md\n```a\n```\n"));
        shapes.add(repeat("a reply in Markdown", "```md\n", "```python\nx = 1\n```\n\nText.\n\n", "```\n"));
        shapes.add(shape("blocks within longer fences", i -> "`".repeat(4 + i % 50) + "md\n```a\nx\n```\n"));
        // Fences in lists and quotations.
        shapes.add(repeat("escaped blocks", "- ```a\nb\n"));
        shapes.add(repeat("escaped blocks that close", "1. A:\n\n   ```python\nx = 1\n   ```\n"));
        shapes.add(repeat("blocks in quotations", "> ```a\n> b\n> ```\n"));
        shapes.add(repeat("open blocks in quotations", "> ```a\nb\n"));
        shapes.add(repeat("blocks in list items", "- a\n\n  ```b\n  c\n  ```\n"));
        shapes.add(repeat("a deep quotation", "> ".repeat(60) + "a\n", "> ".repeat(60) + "```\n", ""));
        shapes.add(repeat("lazy lines of a deep quotation", "> ".repeat(60) + "a\n", "b\n", ""));
        shapes.add(repeat("a deep list", "- ".repeat(60) + "a\n", "b\n", ""));
        shapes.add(shape("lists that grow", i -> "  ".repeat(i % 100) + "- a\n"));
        shapes.add(repeat("quotations on one line", "> "));
        shapes.add(repeat("items on one line", "- "));
        shapes.add(repeat("numbers on one line", "1. "));
        // Text that is something else in CommonMark.
        shapes.add(repeat("a paragraph of numbers", "1\n"));
        shapes.add(repeat("a paragraph of items that cannot begin", "2. a\n"));
        shapes.add(repeat("a paragraph of empty items", "a\n", "*\n", ""));
        shapes.add(repeat("a paragraph of brackets", "}\n"));
        shapes.add(repeat("underlines", "a\n=\n"));
        shapes.add(repeat("definitions", "[a]: b\n"));
        shapes.add(repeat("a definition with a long title", "[a]: b '", "1\n", ""));
        shapes.add(repeat("open brackets", "["));
        shapes.add(repeat("lines of open brackets", "[\n"));
        shapes.add(repeat("emphasis", "*a **b _c __d "));
        shapes.add(repeat("open tags", "<a "));
        shapes.add(repeat("indented code", "    a\n\n\n"));
        shapes.add(repeat("thematic breaks", "* * * * *\n"));
        shapes.add(repeat("stars on one line", "* "));
        // Long lines.
        shapes.add(repeat("one line", "x"));
        shapes.add(repeat("a long line of spaces", " "));
        shapes.add(repeat("a long line of tabs in a list", "- ", "\t", "x"));
        shapes.add(repeat("a long line of backticks", "`"));
        shapes.add(repeat("a long opening line", "```python ", "a.", "\nx\n```\n"));
        shapes.add(repeat("a long opening line of attributes", "```python ", "title=\"a ", "\nx\n```\n"));
        shapes.add(repeat("a long opening line of colons", "```", "a1:", "\nx\n```\n"));
        shapes.add(repeat("long opening lines", "```" + "a1.1:".repeat(100) + "\nx\n```\n"));
        shapes.add(repeat("opening lines of attributes", "```js " + "name=' ".repeat(70) + "\nx\n```\n"));
        shapes.add(repeat("a long comment", "```python\n# ", "a.b ", "\n```\n"));
        shapes.add(repeat("long comments", "```python\n# File: " + "a_".repeat(140) + "\n```\n"));
        shapes.add(repeat("windows", "```python\r\nx = 1\r\n```\r\n"));
        // Names.
        shapes.add(repeat("one name for all", "```python a.py\n1\n```\n"));
        shapes.add(shape("a name for each", i -> "```python a" + i + ".py\n1\n```\n"));
        shapes.add(repeat("names in comments", "```python\n# a.py\n```\n"));
        shapes.add(repeat("names above blocks", "### `a.py`\n\n```python\n1\n```\n"));
        shapes.add(repeat("names above nothing", "**a.py**\n"));
        shapes.add(repeat("names above one block", "", "**a.py**\n\n", "```\nx\n```\n"));
        shapes.add(repeat("blank lines above blocks", "**a.py**\n\n\n\n\n\n\n\n\n```python\n1\n```\n"));
        shapes.add(repeat("blank lines above one block", "**a.py**\n", "\n", "```python\n1\n```\n"));
        shapes.add(repeat(
                "fifty names that clash", ("```python " + "a/".repeat(90) + "b.py\n1\n```\n").repeat(50), "x", ""));
        // Reasoning.
        shapes.add(repeat("tags of reasoning", "<think>"));
        shapes.add(repeat("reasoning that ends", "<think>a</think>\n"));
        shapes.add(repeat("reasoning that only ends", "a\n</think>\n"));
        shapes.add(repeat("reasoning within reasoning", "<think><think>a</think>\n"));
        shapes.add(
                repeat("reasoning with drafts", "<think>\n", "```python\nx\n```\n", "</think>\n```python\ny\n```\n"));
        // Text that repeats.
        shapes.add(repeat("prose", "Here it is.\n"));
        shapes.add(repeat("prose with dots", "Aa", ". ", "x\n"));
        shapes.add(repeat("a long line of prose", "Here ", "it is. ", ""));
        shapes.add(repeat("a long line of prose in parentheses", "Here ", "(it is) ", ""));
        shapes.add(repeat("nested parentheses", "Here ", "( it is ", ""));
        shapes.add(repeat("nested parentheses before code", "Here ", "( it is ", ";"));
        shapes.add(repeat("two lines in turn", "a = 1\n}\n"));
        shapes.add(repeat("long lines in turn", "```python\n", "x".repeat(500) + "\n" + "y".repeat(500) + "\n", ""));
        shapes.add(shape("lines that almost repeat", i -> i % 100 == 99 ? "b\n" : "a\n"));
        shapes.add(repeat("line ends", "\n"));
        shapes.add(repeat("carriage returns", "\r"));
        return shapes;
    }

    @Test
    void knowsFortyShapes() {
        assertThat(shapes()).hasSizeGreaterThan(40);
        assertThat(shapes()).extracting(Shape::name).doesNotHaveDuplicates();
    }

    /** Tests the measurement: quadratic work is noticed. */
    @Test
    void noticesWhatGrowsFaster() {
        assertThat(steps(text -> FencedBlocks.lines(text).forEach(line -> CountedWork.contains(text, "z")), "ab\n"))
                .isGreaterThan(3.9);
    }

    static Stream<Arguments> ways() {
        return shapes().stream()
                .flatMap(shape -> Stream.of("reading", "joining", "judging").map(way -> Arguments.of(way, shape)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void takesTwiceTheWorkForTwiceTheText(String way, Shape shape) {
        MeasuredWork once = work(way, shape, LENGTH);
        MeasuredWork twice = work(way, shape, 2 * LENGTH);

        assertThat((double) twice.steps() / once.steps()).as("steps").isLessThan(STEPS);
        assertThat((double) twice.bytes()).as("bytes").isLessThan(BYTES * once.bytes() + FEW_BYTES);
    }

    /** Tests the longest allowed reply for a few shapes only, because this takes long. */
    @ParameterizedTest
    @ValueSource(strings = {"blocks", "Markdown with blocks", "a paragraph of numbers", "names above blocks"})
    void takesNoMoreForEachCharacterOfAMebibyte(String name) {
        Shape shape = shapes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        MeasuredWork few = work(reading, shape.text(2 * LENGTH));
        MeasuredWork many = work(reading, shape.text(MEBIBYTE));

        assertThat((double) many.steps() / few.steps()).isLessThan(STEPS / 2 * MEBIBYTE / (2 * LENGTH));
    }

    private static double steps(Consumer<String> task, String piece) {
        double once = work(task, piece.repeat(1_000)).steps();
        return work(task, piece.repeat(2_000)).steps() / once;
    }

    private static MeasuredWork work(String way, Shape shape, int length) {
        return switch (way) {
            case "reading" -> work(reading, shape.text(length));
            case "judging" -> work(judging, shape.text(length));
            default -> work(joining, shape.cut(length));
        };
    }

    private static MeasuredWork work(Consumer<String> task, String text) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long steps = CountedWork.steps();
        long bytes = thread.getCurrentThreadAllocatedBytes();
        task.accept(text);
        return new MeasuredWork(CountedWork.steps() - steps, thread.getCurrentThreadAllocatedBytes() - bytes);
    }

    private static Shape repeat(String name, String piece) {
        return repeat(name, "", piece, "");
    }

    private static Shape repeat(String name, String start, String piece, String end) {
        return new Shape(name, start, i -> piece, end);
    }

    private static Shape shape(String name, IntFunction<String> piece) {
        return new Shape(name, "", piece, "");
    }
}
