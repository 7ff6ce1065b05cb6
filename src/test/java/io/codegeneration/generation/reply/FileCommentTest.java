package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCommentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "python | # main.py | main.py",
                "python | #main.py | main.py",
                "python | # src/pkg/main.py | src/pkg/main.py",
                "python | # file: main.py | main.py",
                "python | # Filename: main.py | main.py",
                "python | # File path: src/main.py | src/main.py",
                "python | # `main.py` | main.py",
                "python | # === main.py === | main.py",
                "python | # main.py: | main.py",
                "'' | # main.py | main.py",
                "js | // src/app.js | src/app.js",
                "js | // File: src/app.js | src/app.js",
                "tsx | // App.tsx | App.tsx",
                "jsx | /* src/App.jsx */ | src/App.jsx",
                "js | // Node.tsx | Node.tsx",
                "rust | //! src/lib.rs | src/lib.rs",
                "html | <!-- index.html --> | index.html",
                "markdown | <!-- docs/index.md --> | docs/index.md",
                "sql | -- schema.sql | schema.sql",
                "lua | -- init.lua | init.lua",
                "css | /* style.css */ | style.css",
                "java | /** App.java **/ | App.java",
                "asm | ; x.asm | x.asm",
                "lisp | ;;; main.lisp | main.lisp",
                "perl | % x.pl | x.pl",
                "vb | ' Module1.vb | Module1.vb",
                "fortran | ! solve.f90 | solve.f90",
                "batch | rem build.bat | build.bat",
                "batch | :: build.bat | build.bat",
                "ocaml | (* main.ml *) | main.ml",
                "haskell | {- Main.hs -} | Main.hs",
                "sh | # install.sh | install.sh",
                "sh | # File: etc/app.conf | etc/app.conf",
                "dockerfile | # Dockerfile | Dockerfile",
                "make | # Makefile | Makefile",
                "yaml | # .github/workflows/ci.yml | .github/workflows/ci.yml",
                "cpp | // include/stack.h | include/stack.h",
                "txt | # requirements.txt | requirements.txt",
                "properties | # app.properties | app.properties",
                "csharp | // src\\Program.cs | src\\Program.cs"
            })
    void readsTheName(String language, String line, String name) {
        assertThat(FileComment.of(line + "\ncode\n", FenceInfo.of(language))).hasValue(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "python | # python 3.12",
                "python | # 3.12",
                "python | # v1.2",
                "python | # see util.py for more",
                "python | # main.py - the start",
                "python | # https://example.org/main.py",
                "python | # example.com",
                "python | # e.g.",
                "python | # *.py",
                "python | # File: none",
                "python | main.py",
                "python | ^'main.py'^",
                "python | import main.py",
                "js | // see util.js for more",
                "js | // Node.js",
                "js | // Vue.js",
                "js | // d3.js",
                "js | 'main.js';",
                "markdown | # main.py",
                "md | # app.js",
                "sh | # app.py",
                "bash | # requirements.txt",
                "powershell | # Program.cs",
                "text | # data.csv",
                "c | #include \"main.c\"",
                "c | // main.c */ int x;",
                "css | #app.dark",
                "python | #"
            })
    void takesNothingElseForAName(String language, String line) {
        assertThat(FileComment.of(line + "\ncode\n", FenceInfo.of(language))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/usr/bin/env python3\n# a.py\n",
                "# -*- coding: utf-8 -*-\n# a.py\n",
                "\n\n# a.py\n",
                "<?php\n// a.py\n",
                "<?xml version=\"1.0\"?>\n<!-- a.py -->\n",
                "<!DOCTYPE html>\n<!-- a.py -->\n"
            })
    void looksBehindWhatHasToStandFirst(String content) {
        assertThat(FileComment.of(content, FenceInfo.of(""))).hasValue("a.py");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x = 1\n# a.py\n", "# first\n# a.py\n", "\n\n\n\n\n# a.py\n"})
    void looksNoFurtherThanTheFirstLine(String content) {
        assertThat(FileComment.of(content, FenceInfo.of("python"))).isEmpty();
    }

    @Property
    void neverThrows(@ForAll @StringLength(max = 50) String line) {
        for (String comment : new String[] {"# ", "// ", "/*", "<!--", "", "# File: "}) {
            assertThat(FileComment.of(comment + line, FenceInfo.of("python"))).isNotNull();
        }
    }
}
