package io.codegeneration.generation.reply;

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
 * A relative path that is safe on every file system: no way out, no drive, no reserved or empty name, no control
 * character, at most {@value #MAX_DEPTH} parts and {@value #MAX_BYTES} bytes of UTF-8. What frameworks put into names
 * stays: {@code app/[slug]/page.tsx}, {@code (auth)}, {@code $id.tsx}, {@code +page.svelte}.
 *
 * @param value parts joined by {@code /}
 */
record FileName(String value) {

    static final int MAX_DEPTH = 32;
    static final int MAX_BYTES = 200;

    /** More of a name's end than this is never looked at. */
    private static final int MAX_LENGTH = 2_000;

    /** An extension of more bytes than this is no extension. */
    private static final int MAX_EXTENSION = 40;

    private static final String KEPT = "\\p{L}\\p{M}\\p{Nd}_+@$()\\[\\]{}~!,=&'\\-";
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:");
    private static final Pattern UNSAFE = Pattern.compile("[^" + KEPT + ". ]+");
    private static final Pattern LEADING = Pattern.compile("^[^" + KEPT + ".]+");
    private static final Pattern KEPT_AT_THE_END = Pattern.compile("[" + KEPT + "]");
    private static final Pattern LEADING_DOTS = Pattern.compile("^\\.{2,}");

    /** Parts that name nothing, or somebody's home. */
    private static final Pattern NAMELESS = Pattern.compile("[._]*|~");

    /** Names that Windows keeps for devices, whatever the extension. */
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$) *(\\..*)?");

    /** Git's own folder, which runs what stands in it, and what Windows calls it for short. */
    private static final Pattern GIT = Pattern.compile("(?i)(?:\\.git|git~[0-9]+)");

    /** The safe form of a name that a model gave, or nothing where nothing of it is left. */
    static Optional<FileName> clean(String raw) {
        String name =
                raw.substring(Math.max(0, raw.length() - MAX_LENGTH)).strip().replace('\\', '/');
        name = Normalizer.normalize(DRIVE.matcher(name).replaceFirst(""), Normalizer.Form.NFC);
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            String safe = part(part);
            if (!NAMELESS.matcher(safe).matches()) {
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

    /** The text up to the last character that may end a name; neither a dot nor a space may. */
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

    /** The last parts, as many as there is room for; of a last one that is too long, its beginning and extension. */
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
     * This name, or where it is taken (in any case of its letters) one with a number before the extension. A name
     * whose folder is taken by a file loses its folders.
     *
     * @param taken folded paths of the files so far, and of their folders
     */
    FileName unlike(Set<String> taken, Set<String> files) {
        boolean blocked = paths().anyMatch(path -> !path.equals(value) && files.contains(folded(path)));
        String wanted = blocked ? value.replace('/', '_') : value;
        FileName candidate = new FileName(wanted);
        for (int number = 2; candidate.blocked(taken, files); number++) {
            candidate = numbered(wanted, number);
        }
        return candidate;
    }

    private boolean blocked(Set<String> taken, Set<String> files) {
        return taken.contains(folded(value))
                || paths().anyMatch(path -> !path.equals(value) && files.contains(folded(path)));
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

    /** This path and those of all its folders. */
    Stream<String> paths() {
        return Stream.concat(
                Stream.of(value),
                IntStream.range(0, value.length())
                        .filter(i -> value.charAt(i) == '/')
                        .mapToObj(i -> value.substring(0, i)));
    }

    /** The form in which names that differ only by case are equal. */
    static String folded(String name) {
        // Lower case first: the capital sharp s has no other capital form.
        return name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
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

    /** The beginning of a text, without dots and spaces at its end, and never half of a surrogate pair. */
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
