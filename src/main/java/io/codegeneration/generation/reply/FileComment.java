package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a file name in the first comment of a block: {@code # main.py}, {@code // File: src/app.js}.
 *
 * <p>The comment must not contain anything but the name, and the extension must be that of a known language. In a shell
 * block, it must be that of the shell, because such blocks often mention other files. Any extension is accepted after a
 * label ({@code File:}), and if the block has the extension as its language ({@code # requirements.txt} in {@code
 * ```txt}).
 */
final class FileComment {

    /** The comment must be in one of the first lines. */
    private static final int MAX_LINES = 5;

    private static final int MAX_LENGTH = 300;

    /** Lines that must come before the first comment in some languages. */
    private static final Pattern PREAMBLE =
            Pattern.compile("(?i)\\s*|#!.*|<\\?(?:xml\\b.*|php)|<!doctype\\b.*|#.*\\bcoding[:=].*|@echo off");

    private static final Pattern COMMENT = Pattern.compile("(?i)(?:#+|//+!?|--|;+|%+|'\\s|!\\s|\\*>|::|rem\\s)(.+)"
            + "|/\\*+(.+)\\*/|<!--(.+)-->|\\(\\*+(.+)\\*\\)|\\{-(.+)-}|<%--(.+)--%>|\\{#(.+)#}");

    private static final Pattern FRAME = Pattern.compile("^[\\s=*#~-]+|[\\s=*#~:-]+$");
    private static final Pattern LABEL = Pattern.compile("(?i)^(?:file(?:[ -]?(?:name|path))?|path)\\s*[:=]\\s*");

    /** Files of variables, which have the syntax of a shell. */
    private static final Pattern ENVIRONMENT = Pattern.compile("(?:.*/)?\\.env(?:\\.[A-Za-z]+)*");

    private static final Set<String> SHELLS = Set.of("bash", "fish", "powershell", "batch");

    private FileComment() {}

    /** Returns the name as the model wrote it. */
    static Optional<String> of(String content, FenceInfo info) {
        return content.lines()
                .limit(MAX_LINES)
                .filter(line ->
                        line.length() > MAX_LENGTH || !PREAMBLE.matcher(line).matches())
                .findFirst()
                .filter(line -> line.length() <= MAX_LENGTH)
                .flatMap(line -> file(line.strip(), info));
    }

    private static Optional<String> file(String line, FenceInfo info) {
        Matcher comment = COMMENT.matcher(line);
        boolean heading = line.startsWith("#")
                && info.knownLanguage().filter(FileComment::isMarkdown).isPresent();
        if (heading || !comment.matches()) {
            return Optional.empty();
        }
        int group = 1;
        while (comment.group(group) == null) {
            group++;
        }
        String text = FRAME.matcher(comment.group(group)).replaceAll("");
        Matcher label = LABEL.matcher(text);
        boolean labelled = label.find();
        String name = unquoted(label.replaceFirst(""));
        boolean fits = FenceInfo.looksLikeFile(name) && (labelled || fits(name, info));
        return fits ? Optional.of(name) : Optional.empty();
    }

    private static boolean fits(String name, FenceInfo info) {
        if (ProjectFiles.isProductName(name)) {
            return false;
        }
        Optional<Language> block = info.knownLanguage();
        if (isShell(block)) {
            return FenceInfo.languageOf(name).equals(block)
                    || ENVIRONMENT.matcher(name).matches();
        }
        return hasExtensionOfBlock(name, info)
                || ProjectFiles.isProjectFile(name)
                || FenceInfo.languageOf(name).isPresent();
    }

    /** Returns whether the block has the extension of the name as its language, and that is not a known language. */
    static boolean hasExtensionOfBlock(String name, FenceInfo info) {
        String word = info.language();
        return word != null
                && info.knownLanguage().isEmpty()
                && name.toLowerCase(Locale.ROOT).endsWith("." + word.toLowerCase(Locale.ROOT));
    }

    /** Returns whether this is the language of a shell. Its blocks often mention other files. */
    static boolean isShell(Optional<Language> block) {
        return block.filter(language -> SHELLS.contains(language.name())).isPresent();
    }

    /** Removes quotation marks or brackets around a name. Those in {@code [slug].tsx} belong to the name. */
    static String unquoted(String name) {
        int last = name.length() - 1;
        int quote = last < 2 ? -1 : "`\"'([".indexOf(name.charAt(0));
        return quote >= 0 && name.charAt(last) == "`\"')]".charAt(quote) ? name.substring(1, last) : name;
    }

    private static boolean isMarkdown(Language language) {
        return language.name().equals("markdown");
    }
}
