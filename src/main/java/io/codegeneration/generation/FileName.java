package io.codegeneration.generation;

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
 * character, at most {@value #MAX_DEPTH} parts of at most {@value #MAX_PART} characters.
 *
 * @param value parts joined by {@code /}
 */
record FileName(String value) {

    static final int MAX_DEPTH = 8;
    static final int MAX_PART = 80;

    /** Room for the number that tells names apart. */
    private static final int MAX_CLEANED = MAX_PART - 8;

    /** An object's key has 1,024 bytes, of which prefix, id and slug take up to 102 and such a number 8. */
    private static final int MAX_BYTES = 800;

    /** More of a name than this is never looked at. */
    private static final int LOOKED_AT = 2_000;

    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:");
    private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}._+@-]+");
    private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{M}\\p{Nd}._+@-]+|[^\\p{L}\\p{M}\\p{Nd}_+@-]+$");
    private static final Pattern LEADING_DOTS = Pattern.compile("^\\.{2,}");

    /** Names that Windows keeps for devices, whatever the extension. */
    private static final Pattern RESERVED = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    /** The safe form of a name that a model gave, or nothing where nothing of it is left. */
    static Optional<FileName> clean(String raw) {
        String name =
                raw.substring(0, Math.min(raw.length(), LOOKED_AT)).strip().replace('\\', '/');
        name = Normalizer.normalize(DRIVE.matcher(name).replaceFirst(""), Normalizer.Form.NFC);
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            String inner = EDGES.matcher(part).replaceAll("");
            String joined = UNSAFE.matcher(inner).replaceAll("_");
            String safe = shorten(LEADING_DOTS.matcher(joined).replaceFirst("."));
            if (!safe.isEmpty() && !safe.chars().allMatch(c -> c == '.' || c == '_')) {
                parts.add(RESERVED.matcher(safe).matches() ? shorten("_" + safe) : safe);
            }
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        List<String> kept = parts.subList(Math.max(0, parts.size() - MAX_DEPTH), parts.size());
        while (bytes(kept) > MAX_BYTES) {
            kept = kept.subList(1, kept.size());
        }
        return Optional.of(new FileName(String.join("/", kept)));
    }

    private static int bytes(List<String> parts) {
        return String.join("/", parts).getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * This name, or where it is taken (in any case of its letters) one with a number before the extension. A name
     * whose folder is taken by a file loses its folders.
     *
     * @param taken folded paths of the files so far, and of their folders
     */
    FileName unlike(Set<String> taken, Set<String> files) {
        boolean blocked = paths().anyMatch(path -> !path.equals(value) && files.contains(folded(path)));
        String wanted = blocked ? shorten(value.replace('/', '_')) : value;
        String candidate = wanted;
        for (int number = 2; taken.contains(folded(candidate)); number++) {
            int dot = wanted.indexOf('.', wanted.lastIndexOf('/') + 2);
            candidate =
                    dot < 0 ? wanted + "_" + number : wanted.substring(0, dot) + "_" + number + wanted.substring(dot);
        }
        return new FileName(candidate);
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
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Cuts the stem and keeps the extension; never through a surrogate pair. */
    private static String shorten(String part) {
        if (part.length() <= MAX_CLEANED) {
            return part;
        }
        int dot = part.lastIndexOf('.');
        String extension = dot > 0 && part.length() - dot <= MAX_CLEANED / 2 ? part.substring(dot) : "";
        int end = MAX_CLEANED - extension.length();
        if (Character.isHighSurrogate(part.charAt(end - 1))) {
            end--;
        }
        while (extension.isEmpty() && part.charAt(end - 1) == '.') {
            end--;
        }
        return part.substring(0, end) + extension;
    }
}
