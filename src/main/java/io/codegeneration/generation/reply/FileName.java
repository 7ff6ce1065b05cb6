package io.codegeneration.generation.reply;

import io.codegeneration.generation.SourceFile;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A relative path that is safe on every file system. It cannot leave its folder, and it has no drive, no reserved or empty
 * part, no control character, at most {@value #MAX_DEPTH} parts and at most {@value #MAX_BYTES} bytes of UTF-8. Names as
 * frameworks use them are kept: {@code app/[slug]/page.tsx}, {@code (auth)}, {@code $id.tsx}, {@code +page.svelte}.
 *
 * @param value the parts, separated by {@code /}
 */
public record FileName(String value) {

    public static final int MAX_DEPTH = 32;
    public static final int MAX_BYTES = 200;

    /** Of a longer name, only the end counts. */
    private static final int MAX_LENGTH = 2_000;

    /** Maximum number of bytes of an extension. */
    private static final int MAX_EXTENSION = 40;

    private static final String KEPT = "\\p{L}\\p{M}\\p{Nd}_+@$()\\[\\]{}~!,=&'\\-";
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:");
    private static final Pattern UNSAFE = Pattern.compile("[^" + KEPT + ". ]+");
    private static final Pattern LEADING = Pattern.compile("^[^" + KEPT + ".]+");
    private static final Pattern KEPT_AT_THE_END = Pattern.compile("[" + KEPT + "]");
    private static final Pattern LEADING_DOTS = Pattern.compile("^\\.{2,}");

    /** Parts that are not names, or mean the home folder. */
    private static final Pattern NOT_A_NAME = Pattern.compile("[._]*|~");

    /** Names that Windows reserves for devices, with any extension. */
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$) *(\\..*)?");

    /** Git's folder, from which Git runs programs, and its short name on Windows. */
    private static final Pattern GIT = Pattern.compile("(?i)(?:\\.git|git~[0-9]+)");

    /** Returns the safe form of a name that a model or a caller wrote, or empty if nothing of it is left. */
    public static Optional<FileName> clean(String raw) {
        String name =
                raw.substring(Math.max(0, raw.length() - MAX_LENGTH)).strip().replace('\\', '/');
        name = Normalizer.normalize(DRIVE.matcher(name).replaceFirst(""), Normalizer.Form.NFC);
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            String safe = part(part);
            if (!NOT_A_NAME.matcher(safe).matches()) {
                parts.add(safe);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new FileName(fitting(parts)));
    }

    private static String part(String raw) {
        String inner = withoutEnd(LEADING.matcher(raw).replaceFirst(""));
        String joined = UNSAFE.matcher(inner).replaceAll("_");
        String safe = LEADING_DOTS.matcher(joined).replaceFirst(".");
        if (GIT.matcher(safe).matches()) {
            return "_" + safe.toLowerCase(Locale.ROOT).replaceFirst("^\\.", "");
        }
        return RESERVED.matcher(safe).matches() ? "_" + safe : safe;
    }

    /** Removes the characters at the end that must not end a name, such as dots and spaces. */
    private static String withoutEnd(String text) {
        int end = text.length();
        while (end > 0) {
            int character = text.codePointBefore(end);
            if (KEPT_AT_THE_END.matcher(Character.toString(character)).matches()) {
                break;
            }
            end -= Character.charCount(character);
        }
        return text.substring(0, end);
    }

    /** Returns as many of the last parts as fit. A last part that is too long is shortened before its extension. */
    private static String fitting(List<String> parts) {
        int from = parts.size() - 1;
        int room = MAX_BYTES - bytes(parts.get(from));
        while (from > 0 && parts.size() - from < MAX_DEPTH && room > bytes(parts.get(from - 1))) {
            from--;
            room -= bytes(parts.get(from)) + 1;
        }
        return room < 0 ? shorten(parts.get(from)) : String.join("/", parts.subList(from, parts.size()));
    }

    /**
     * Returns this name or, if it is taken, ignoring case, a similar one with a number before the extension. If a file has
     * the name of one of its folders, the path becomes one part.
     *
     * @param taken folded paths of the other files and of their folders
     * @param files folded paths of the other files
     */
    FileName distinctFrom(Set<String> taken, Set<String> files) {
        boolean blocked = paths().anyMatch(path -> !path.equals(value) && files.contains(SourceFile.folded(path)));
        String wanted = blocked ? value.replace('/', '_') : value;
        FileName candidate = new FileName(wanted);
        for (int number = 2; candidate.blocked(taken, files); number++) {
            candidate = numbered(wanted, number);
        }
        return candidate;
    }

    private boolean blocked(Set<String> taken, Set<String> files) {
        return taken.contains(SourceFile.folded(value))
                || paths().anyMatch(path -> !path.equals(value) && files.contains(SourceFile.folded(path)));
    }

    private static FileName numbered(String wanted, int number) {
        int slash = wanted.lastIndexOf('/');
        String last = wanted.substring(slash + 1);
        // Not within the brackets of "[...slug].tsx".
        int bracket = Math.max(last.lastIndexOf(']'), Math.max(last.lastIndexOf(')'), last.lastIndexOf('}')));
        int dot = last.indexOf('.', Math.max(1, bracket));
        if (dot >= 0 && bytes(last.substring(dot)) > MAX_EXTENSION) {
            dot = -1;
        }
        String end = "_" + number + (dot < 0 ? "" : last.substring(dot));
        String stem = dot < 0 ? last : last.substring(0, dot);
        String folders = wanted.substring(0, slash + 1);
        while (bytes(folders + stem + end) > MAX_BYTES && !folders.isEmpty()) {
            folders = folders.substring(folders.indexOf('/') + 1);
        }
        return new FileName(folders + cut(stem, MAX_BYTES - bytes(folders) - bytes(end)) + end);
    }

    /** Returns this path and the paths of all its folders. */
    Stream<String> paths() {
        return Stream.concat(Stream.of(value), foldersOf(value));
    }

    /** Returns the paths of all folders of a path. */
    public static Stream<String> foldersOf(String path) {
        return IntStream.range(0, path.length())
                .filter(i -> path.charAt(i) == '/')
                .mapToObj(i -> path.substring(0, i));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Cuts the stem and keeps the extension. */
    private static String shorten(String part) {
        int dot = part.lastIndexOf('.');
        String extension = dot > 0 && bytes(part.substring(dot)) <= MAX_EXTENSION ? part.substring(dot) : "";
        String stem = part.substring(0, part.length() - extension.length());
        return cut(stem, MAX_BYTES - bytes(extension)) + extension;
    }

    /** Returns the beginning of a text, without dots and spaces at its end. Never splits a surrogate pair. */
    private static String cut(String text, int bytes) {
        int end = text.length();
        int left = bytes(text);
        while (left > bytes) {
            int character = text.codePointBefore(end);
            end -= Character.charCount(character);
            left -= bytes(Character.toString(character));
        }
        boolean cut = end < text.length();
        while (cut && end > 1 && (text.charAt(end - 1) == '.' || text.charAt(end - 1) == ' ')) {
            end--;
        }
        return text.substring(0, end);
    }
}
