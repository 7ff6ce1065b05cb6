package io.codegeneration.generation;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts for properties: whatever Unicode has, and what is known to make trouble. */
public final class AnyText {

    private AnyText() {}

    /** Any sequence of UTF-16 code units, halves of surrogate pairs among them. */
    public static Arbitrary<String> unicode() {
        Arbitrary<String> units = Arbitraries.strings().all().ofMaxLength(300);
        Arbitrary<String> characters = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .list()
                .ofMaxSize(120)
                .map(AnyText::ofCodePoints);
        Arbitrary<String> words = Arbitraries.of(
                        "é", "ö", "ﬃ", "İ", "ß", "ﷺ", "e\u0301", "字", "💥", "a", "B", " ", "_", "-", "\n")
                .list()
                .ofMaxSize(120)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(
                units, characters, words, Arbitraries.strings().ascii().ofMaxLength(500));
    }

    /** Hostile names of files, and any other text. */
    public static Arbitrary<String> fileNames() {
        Arbitrary<String> hostile = Arbitraries.of(
                        "/",
                        "/",
                        "/",
                        ".git",
                        ".GIT",
                        "git~1",
                        "[",
                        "]",
                        "(..)",
                        "+",
                        "'",
                        "\\",
                        "..",
                        ".",
                        ":",
                        "C:",
                        "~",
                        "con",
                        "NUL",
                        "aux",
                        "lpt1",
                        "com9.txt",
                        " ",
                        "\u0000",
                        "\u001f",
                        "\r\n",
                        "\u202e",
                        "\ufeff",
                        "*",
                        "?",
                        "\"",
                        "<",
                        "|",
                        "%2e%2e",
                        "%2f",
                        "$HOME",
                        "`id`",
                        "main",
                        ".py",
                        ".d.ts",
                        ".gitignore",
                        "__init__",
                        "_",
                        "-rf",
                        "A",
                        "a",
                        "É",
                        "e\u0301",
                        "字",
                        "💥",
                        "\ud83d",
                        "........................................................................................",
                        "s".repeat(90),
                        "字".repeat(70),
                        "𝒳".repeat(60))
                .list()
                .ofMinSize(1)
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
        Arbitrary<String> plain = Arbitraries.of(
                "main.py", "Main.py", "src/main.py", "src", "SRC/a", "src/a", "a.py", "src/a/b.py", "README.md");
        return Arbitraries.frequencyOf(Tuple.of(4, hostile), Tuple.of(2, plain), Tuple.of(2, unicode()));
    }

    private static String ofCodePoints(List<Integer> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::appendCodePoint);
        return text.toString();
    }
}
