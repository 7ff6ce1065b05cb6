package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a file name in the line above a block: {@code ### stack.h}, {@code **stack.h**}, {@code `stack.h`:}, {@code File:
 * stack.h}, {@code #### 1. stack.h}.
 *
 * <p>The line must not contain anything but the name. Without a label ({@code File:}), its extension or a convention must
 * show that it is a file, so that {@code os.path} and {@code Node.js} are not file names. A diff and the output of a
 * program are never files. A shell block below the name of a program is not a file either.
 */
final class FileCaption {

    /** A longer line contains more than a name. */
    private static final int MAX_LENGTH = 300;

    private static final String SYMBOLS = "[\\s\\p{So}\\x{FE0F}\\x{200D}]";

    /** Text that is allowed before a name: markers of quotations, headings and lists, symbols, a number. */
    private static final Pattern BEFORE = Pattern.compile("(?:>|[-+•]\\s|#{1,6}\\s|" + SYMBOLS + ")*+"
            + "(?:\\(?\\d{1,3}(?:\\.\\d{1,3})*[.):\\x{FE0F}\\x{20E3}]*\\s++)?+" + SYMBOLS + "*+");

    private static final Pattern AFTER = Pattern.compile("[\\s#:：]+$");

    private static final Pattern LABEL = Pattern.compile("(?iu)(?:file(?:[ -]?(?:name|path))?|path|datei(?:name)?"
            + "|fichier|archivo|arquivo|файл|文件名?|檔案|ファイル名?|파일)(?: ?#?\\d{1,3})?\\s*[:：=]\\s*");

    /** The underline of a heading. */
    private static final Pattern UNDERLINE = Pattern.compile("[\\s>]{0,9}(?:-{2,}|={2,})\\s*");

    private static final Pattern EMPHASIS = Pattern.compile("(_{1,3})([^_].*[^_])\\1");

    /** The form of module names such as {@code System.Text.Json}. */
    private static final Pattern MIXED_CASE = Pattern.compile(".*\\.[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*");

    /** Extensions, besides the main one of each language, that are accepted if the block has another language. */
    private static final Set<String> OTHER_EXTENSIONS = Set.of(
            "bazel", "c", "cc", "cfg", "cjs", "cmd", "cts", "cxx", "exs", "h", "hh", "hpp", "htm", "hxx", "jsx", "kts",
            "m", "mjs", "mts", "pm", "psd1", "psm1", "pyi", "rake", "tfvars", "tsx", "v", "xsd", "yml", "zsh");

    private static final Set<String> NO_FILES = Set.of(
            "diff", "patch", "console", "output", "terminal", "shell-session", "shellsession", "stdout", "stderr");

    private FileCaption() {}

    /** Returns whether this line can be the underline of a heading. */
    static boolean isUnderline(String line) {
        return line.length() <= MAX_LENGTH && UNDERLINE.matcher(line).matches();
    }

    /** Returns whether a block shows a diff or output, and so is never a file. */
    static boolean showsNoFile(FenceInfo info) {
        return info.language() != null && NO_FILES.contains(info.language().toLowerCase(Locale.ROOT));
    }

    /** Returns the name in a line as the model wrote it. */
    static Optional<String> of(String line, FenceInfo info) {
        if (showsNoFile(info) || line.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String text = BEFORE.matcher(line.replace('*', ' ').replace('`', ' ')).replaceFirst("");
        text = AFTER.matcher(text).replaceFirst("");
        Matcher label = LABEL.matcher(text);
        boolean labelled = label.lookingAt();
        String name = bare(labelled ? text.substring(label.end()) : text);
        boolean file = FenceInfo.looksLikeTemplate(name) && !ProjectFiles.isProductName(name);
        return file && (labelled || fits(name, info)) ? Optional.of(name) : Optional.empty();
    }

    /** Removes emphasis and quotation marks around a name. */
    private static String bare(String text) {
        String name = text.strip();
        Matcher emphasis = EMPHASIS.matcher(name);
        return FileComment.unquoted(emphasis.matches() ? emphasis.group(2) : name);
    }

    private static boolean fits(String name, FenceInfo info) {
        if (ProjectFiles.isProjectFile(name)) {
            return true;
        }
        Optional<Language> block = info.knownLanguage();
        Optional<Language> file = FenceInfo.languageOf(name);
        if (file.isEmpty()) {
            return ProjectFiles.hasProjectExtension(name) || FileComment.hasExtensionOfBlock(name, info);
        }
        if (file.equals(block)) {
            return true;
        }
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean mainExtension =
                extension.length() > 1 && extension.equals(file.orElseThrow().extension());
        return !FileComment.isShell(block)
                && !MIXED_CASE.matcher(name).matches()
                && (mainExtension || OTHER_EXTENSIONS.contains(extension));
    }
}
