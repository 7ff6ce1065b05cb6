package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {

    private final Languages languages = Languages.standard();

    @ParameterizedTest
    @ValueSource(strings = {"python", "Python", "PYTHON", "py", ".py", ".PY", "python3", "  python\n", "\u2003py "})
    void findsPythonByNameAliasAndExtensionInAnyCase(String text) {
        assertThat(languages.find(text)).map(Language::name).hasValue("python");
    }

    @ParameterizedTest
    @CsvSource({
        "C++, cpp",
        "c#, csharp",
        "F#, fsharp",
        "golang, go",
        "Objective-C, objective-c",
        "visual basic, visual-basic",
        "Common Lisp, common-lisp",
        "node.js, javascript",
        "shell, bash",
        "yml, yaml",
        ".h, c",
        "hcl, terraform",
        "PL/SQL, plsql",
        "m, matlab",
        "pl, perl",
        "v, v",
        "d, d",
        "r, r",
        "s, assembly",
        "Protocol Buffers, protobuf"
    })
    void findsLanguagesByTheWordsThatPeopleUse(String text, String name) {
        assertThat(languages.find(text)).map(Language::name).hasValue(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ".", "..py", "klingon", "python java", "py\u0000", "\ud800", "💥", "py,thon"})
    void findsNothingInWordsThatMeanNoLanguage(String text) {
        assertThat(languages.find(text)).isEmpty();
        assertThat(languages.byExtension(text)).isEmpty();
    }

    @Test
    void understandsUpperCaseWhateverTheLocaleOfTheMachine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(languages.find("INI")).map(Language::name).hasValue("ini");
            assertThat(languages.suggestions("ELIXXIR")).contains("elixir");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"py, python", ".PY, python", "hpp, cpp", "cc, cpp", "yml, yaml", "tsx, typescript", "c, c", "go, go"})
    void findsLanguagesByCustomaryAndOtherExtensions(String extension, String name) {
        assertThat(languages.byExtension(extension)).map(Language::name).hasValue(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "Rust", "objective-c", "visual basic"})
    void takesNoNameForAnExtension(String name) {
        assertThat(languages.byExtension(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pyton, python",
        "pyhton, python",
        "Pythn, python",
        ".pyton, python",
        "python4, python",
        "jvaa, java",
        "java script, javascript",
        "typscript, typescript",
        "rubby, ruby",
        "kotln, kotlin",
        "c+, cpp",
        "objectivc, objective-c",
        "common lips, common-lisp",
        "visualbasik, visual-basic",
        "dockerfil, dockerfile"
    })
    void suggestsWhatWasProbablyMeant(String text, String name) {
        assertThat(languages.suggestions(text)).first().isEqualTo(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                ".",
                "x",
                "zz",
                "klingon",
                "🐍",
                "\ud800\udc00\ud800",
                "\u0000\u0001",
                "print hello world in python"
            })
    void suggestsNothingWhereNothingIsNear(String text) {
        assertThat(languages.suggestions(text)).isEmpty();
    }

    @Test
    void suggestsAtMostThreeDifferentNamesForEveryMistypedWord() {
        for (Language language : languages.all()) {
            assertThat(words(language)).allSatisfy(word -> assertThat(languages.suggestions(word + "x"))
                    .hasSizeLessThanOrEqualTo(3)
                    .doesNotHaveDuplicates()
                    .allMatch(name -> languages.find(name).isPresent()));
        }
    }

    @Test
    void answersQuicklyWhateverTheLengthOfTheText() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String piece : List.of("a", " ", ".", "python", "é", "💥", "\ud800")) {
                String text = piece.repeat(1_000_000 / piece.length());
                assertThat(languages.find(text)).isEmpty();
                assertThat(languages.byExtension(text)).isEmpty();
                assertThat(languages.suggestions(text)).isEmpty();
            }
        });
    }

    @Test
    void knowsTheLanguagesThatCallersExpect() {
        assertThat(languages.all())
                .extracting(Language::name)
                .hasSizeGreaterThanOrEqualTo(40)
                .contains(
                        """
                        python java javascript typescript go rust c cpp csharp
                        fsharp ruby php swift kotlin scala groovy clojure haskell
                        ocaml erlang elixir elm dart lua perl r julia matlab
                        fortran cobol ada pascal d nim zig crystal v
                        objective-c visual-basic bash powershell batch sql html css scss
                        xml json yaml toml markdown dockerfile makefile terraform
                        graphql protobuf prolog scheme common-lisp racket assembly
                        solidity vhdl verilog tcl awk sed latex wat
                        """
                                .split("\\s+"));
    }

    @Test
    void listsLanguagesByName() {
        assertThat(languages.all())
                .isSortedAccordingTo(Comparator.comparing(Language::name))
                .isUnmodifiable();
    }

    @Test
    void everyWordMeansOneLanguageOnly() {
        Map<String, Set<String>> meanings = new HashMap<>();
        for (Language language : languages.all()) {
            words(language).forEach(word -> meanings.computeIfAbsent(word, w -> new TreeSet<>())
                    .add(language.name()));
        }

        assertThat(meanings)
                .allSatisfy((word, names) -> assertThat(names).as(word).hasSize(1));
    }

    @Test
    void everyWordIsFound() {
        assertThat(languages.all()).allSatisfy(language -> assertThat(words(language))
                .allSatisfy(word -> assertThat(languages.find(word)).hasValue(language)));
    }

    @Test
    void everyLanguageIsWellFormed() {
        assertThat(languages.all()).allSatisfy(language -> {
            assertThat(language.name()).matches("[a-z0-9-]+");
            assertThat(language.extension()).matches("[a-z0-9]+");
            assertThat(language.displayName())
                    .isNotBlank()
                    .isEqualTo(language.displayName().strip());
            assertThat(language.aliases())
                    .doesNotContain(language.name())
                    .doesNotHaveDuplicates()
                    .allMatch(alias -> alias.matches("[a-z0-9][a-z0-9.+#/-]*"));
            // RFC 6838, section 4.2
            assertThat(language.mediaType())
                    .matches("[a-z]+/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
                    .isEqualTo(language.mediaType().toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void servesTextAsUtf8AndTheRestWithoutCharset() {
        assertThat(languages.all()).allSatisfy(language -> {
            String charset = language.mediaType().startsWith("text/") ? "; charset=UTF-8" : "";
            assertThat(language.contentType()).isEqualTo(language.mediaType() + charset);
        });
        assertThat(contentType("json")).hasValue("application/json");
        assertThat(contentType("html")).hasValue("text/html; charset=UTF-8");
        assertThat(contentType("rust")).hasValue("text/x-rust; charset=UTF-8");
    }

    @Test
    void aLanguageWithoutRegisteredMediaTypeHasOneMadeOfItsName() {
        for (String none : new String[] {null, "", " "}) {
            assertThat(new Language("xyz", "XYZ", List.of(), "xyz", none).mediaType())
                    .isEqualTo("text/x-xyz");
        }
    }

    private Optional<String> contentType(String name) {
        return languages.find(name).map(Language::contentType);
    }

    private static Set<String> words(Language language) {
        Set<String> words = new TreeSet<>(language.aliases());
        words.add(language.name());
        words.add(language.displayName().toLowerCase(Locale.ROOT));
        words.add(language.extension());
        return words;
    }
}
