package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.Language;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FenceInfoTest {

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "\t", "{}", "{ }"})
    void saysNothingWhereNothingStands(String info) {
        assertThat(FenceInfo.of(info)).isEqualTo(new FenceInfo(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "python | python | -",
                "Python | Python | -",
                " python  | python | -",
                "c++ | c++ | -",
                "C# | C# | -",
                "objective-c | objective-c | -",
                "node.js | node.js | -",
                ".py | .py | -",
                "Dockerfile | Dockerfile | -",
                "klingon | klingon | -",
                "text | text | -",
                "js {1,3} | js | -",
                "js{1,3} | js | -",
                "js {1,3} showLineNumbers | js | -",
                "js /index.html/ | js | -",
                "{.python .numberLines} | .python | -",
                "{python} | python | -",
                "{r, echo=FALSE} | r | -",
                "{1,3} | - | -",
                "rust,ignore | rust | -",
                "rust, no_run | rust | -",
                "python= | python | -",
                "python=10 | python | -",
                "python:run | python | -",
                "python 3.12 | python | -",
                "java 17.0.1 | java | -",
                "bash $ npm install | bash | -",
                ".net junk | .net | -"
            })
    void readsTheLanguage(String info, String language, String file) {
        assertThat(FenceInfo.of(info)).isEqualTo(new FenceInfo(language, file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "python main.py | python | main.py",
                "python src/main.py | python | src/main.py",
                "python  ./src/main.py | python | ./src/main.py",
                "python src\\main.py | python | src\\main.py",
                "python ../../etc/passwd.py | python | ../../etc/passwd.py",
                "python (main.py) | python | main.py",
                "python # main.py | python | main.py",
                "python, main.py | python | main.py",
                "go go.mod | go | go.mod",
                "c++ src/a.hpp | c++ | src/a.hpp",
                "fortran solve.f90 | fortran | solve.f90",
                "text README.md | text | README.md",
                "text requirements.txt | text | requirements.txt",
                "text .gitignore | text | .gitignore",
                "dockerfile Dockerfile | dockerfile | Dockerfile",
                "makefile Makefile | makefile | Makefile",
                "cmake CMakeLists.txt | cmake | CMakeLists.txt",
                "klingon main.kl | klingon | main.kl",
                "rust,ignore src/main.rs | rust | src/main.rs",
                "tsx app/page.tsx {1-3} | tsx | app/page.tsx"
            })
    void readsTheFileAfterTheLanguage(String info, String language, String file) {
        assertThat(FenceInfo.of(info)).isEqualTo(new FenceInfo(language, file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "main.py | - | main.py",
                "src/main.py | - | src/main.py",
                "README.md | - | README.md",
                "src/Dockerfile | - | src/Dockerfile",
                "index.d.ts | - | index.d.ts",
                ".gitignore | - | .gitignore",
                "main.py (new) | - | main.py",
                "python:src/main.py | python | src/main.py",
                "dockerfile:Dockerfile | dockerfile | Dockerfile",
                "12:40:src/app.py | - | src/app.py",
                "python3.12:src/app.py | python3.12 | src/app.py",
                "c++:a.cpp | c++ | a.cpp"
            })
    void readsTheFileInPlaceOfTheLanguageOrAfterAColon(String info, String language, String file) {
        assertThat(FenceInfo.of(info)).isEqualTo(new FenceInfo(language, file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "python title=\"main.py\" | python | main.py",
                "python title='main.py' | python | main.py",
                "python title=main.py | python | main.py",
                "python title=\"The file main.py\" | python | main.py",
                "python title=\"How to run it\" | python | -",
                "python title=\"How to run it\" file=run.py | python | run.py",
                "ts file=src/a.ts | ts | src/a.ts",
                "ts FILE=src/a.ts | ts | src/a.ts",
                "ts filename=\"src/my file.ts\" | ts | src/my file.ts",
                "ts {file=src/a.ts} | ts | src/a.ts",
                "ts:filename=src/a.ts | ts | src/a.ts",
                "file=src/a.ts | - | src/a.ts",
                "title=\"src/a.ts\" | - | src/a.ts",
                "file: src/a.ts | - | src/a.ts",
                "python path=pkg/__init__.py | python | pkg/__init__.py",
                "{.python filename=\"main.py\"} | .python | main.py",
                "main.py title=\"Listing\" | - | main.py"
            })
    void readsTheFileInAnAttribute(String info, String language, String file) {
        assertThat(FenceInfo.of(info)).isEqualTo(new FenceInfo(language, file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"python https://example.org/main.py", "python v1.2", "python ...", "python a/.", "python *.py"})
    void doesNotTakeOtherWordsForAFile(String info) {
        assertThat(FenceInfo.of(info)).isEqualTo(new FenceInfo("python", null));
    }

    @ParameterizedTest
    @CsvSource({
        "python, python",
        "Python3.12, python",
        "python-3, python",
        "java17, java",
        "php8.2, php",
        "c++20, cpp",
        "language-java, java",
        "lang-js, javascript",
        "c99, c"
    })
    void knowsTheLanguageBehindItsVersionAndPrefix(String word, String language) {
        assertThat(FenceInfo.of(word).knownLanguage()).map(Language::name).hasValue(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "klingon", "text", "12", "lang-", "3.12"})
    void knowsNoLanguageBehindOtherWords(String word) {
        assertThat(FenceInfo.of(word).knownLanguage()).isEmpty();
    }

    @Property
    void neverThrows(@ForAll("infos") String info) {
        FenceInfo read = FenceInfo.of(info);

        assertThat(read.language()).isNotEqualTo("");
        assertThat(read.file()).isNotEqualTo("");
    }

    @Provide
    Arbitrary<String> infos() {
        Arbitrary<String> parts = Arbitraries.of(
                        "python",
                        "js",
                        " ",
                        "=",
                        ":",
                        ",",
                        "{",
                        "}",
                        "title",
                        "file",
                        "\"",
                        "'",
                        "main.py",
                        ".",
                        "/",
                        "\\",
                        "1",
                        ")".repeat(2_000),
                        "字")
                .list()
                .ofMaxSize(12)
                .map(words -> String.join("", words));
        return Arbitraries.oneOf(parts, AnyText.unicode(), AnyText.fileNames());
    }
}
