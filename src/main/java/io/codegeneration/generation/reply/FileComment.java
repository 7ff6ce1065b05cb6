package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file name in the first comment line of a block: {@code # main.py}, {@code // File: src/app.js}.
 *
 * <p>The name has to be all that the comment says, and its extension must be that of a known language. In a shell's
 * block it must be the shell's own: such blocks talk about other files. After a label ({@code File:}) any extension
 * will do, and so does the one that a block without a known language is called by ({@code # requirements.txt} in
 * {@code ```txt}).
 */
final class FileComment {

    /** More lines than these, and more of a line, are never looked at. */
    private static final int LINES = 5;

    private static final int MAX_LENGTH = 300;

    /** What has to stand before anything else in some languages. */
    private static final Pattern PREAMBLE =
            Pattern.compile("(?i)\\s*|#!.*|<\\?(?:xml\\b.*|php)|<!doctype\\b.*|#.*\\bcoding[:=].*|@echo off");

    private static final Pattern COMMENT = Pattern.compile("(?i)(?:#+|//+!?|--|;+|%+|'\\s|!\\s|\\*>|::|rem\\s)(.+)"
            + "|/\\*+(.+)\\*/|<!--(.+)-->|\\(\\*+(.+)\\*\\)|\\{-(.+)-}|<%--(.+)--%>|\\{#(.+)#}");

    private static final Pattern FRAME = Pattern.compile("^[\\s=*#~-]+|[\\s=*#~:-]+$");
    private static final Pattern LABEL = Pattern.compile("(?i)^(?:file(?:[ -]?(?:name|path))?|path)\\s*[:=]\\s*");

    /** Settings are written like a shell's variables. */
    private static final Pattern ENVIRONMENT = Pattern.compile("(?:.*/)?\\.env(?:\\.[A-Za-z]+)*");

    private static final Set<String> SHELLS = Set.of("bash", "fish", "powershell", "batch");

    private FileComment() {}

    /** The name as the model wrote it. */
    static Optional<String> of(String content, FenceInfo info) {
        return content.lines()
                .limit(LINES)
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

    /** Whether a block calls itself by the extension of the name, and that is no language. */
    static boolean hasExtensionOfBlock(String name, FenceInfo info) {
        String word = info.language();
        return word != null
                && info.knownLanguage().isEmpty()
                && name.toLowerCase(Locale.ROOT).endsWith("." + word.toLowerCase(Locale.ROOT));
    }

    /** Whether this is a shell, whose blocks talk about other files. */
    static boolean isShell(Optional<Language> block) {
        return block.filter(language -> SHELLS.contains(language.name())).isPresent();
    }

    /** A name without the quotes or brackets around it; those of {@code [slug].tsx} belong to it. */
    static String unquoted(String name) {
        int last = name.length() - 1;
        int quote = last < 2 ? -1 : "`\"'([".indexOf(name.charAt(0));
        return quote >= 0 && name.charAt(last) == "`\"')]".charAt(quote) ? name.substring(1, last) : name;
    }

    private static boolean isMarkdown(Language language) {
        return language.name().equals("markdown");
    }
}
