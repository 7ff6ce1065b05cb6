package io.codegeneration.generation.making;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.reply.FileName;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the files that a caller sent. */
final class ContextFiles {

    static final String FILES = "files";

    /** The most bytes of all files of a request. */
    private static final int MAX_BYTES = 512 * 1024;

    /** A longer name is not a file's, and is not worth looking at. */
    private static final int LONGEST_NAME = 1000;

    private ContextFiles() {}

    /**
     * Returns the files with their names in Unicode's normalization form C.
     *
     * @param faults receives the faults of all files
     */
    static List<SourceFile> check(List<SourceFile> sent, List<Problem.FieldError> faults) {
        if (sent.size() > CodeContext.MAX_FILES) {
            faults.add(
                    fault("files has %d files; at most %d are allowed.".formatted(sent.size(), CodeContext.MAX_FILES)));
            return List.of();
        }
        List<SourceFile> files = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < sent.size(); i++) {
            SourceFile file = sent.get(i);
            String place = FILES + "[" + i + "].";
            String name = file.name() == null ? null : name(place, file.name(), faults);
            if (file.content() != null) {
                checkContent(place, file.content(), faults);
                bytes += file.bytes().length;
            }
            files.add(new SourceFile(name, file.content()));
        }
        if (bytes > MAX_BYTES) {
            faults.add(fault("files has %d bytes of content; at most %d are allowed.".formatted(bytes, MAX_BYTES)));
        }
        checkCollisions(files, faults);
        return files;
    }

    private static String name(String place, String sent, List<Problem.FieldError> faults) {
        String normal = sent.length() > LONGEST_NAME ? "" : Normalizer.normalize(sent, Normalizer.Form.NFC);
        Optional<String> stored =
                normal.isEmpty() ? Optional.empty() : FileName.clean(normal).map(FileName::value);
        if (stored.filter(normal::equals).isPresent()) {
            return normal;
        }
        String hint = stored.map(name -> " Send it as " + name + ".").orElse("");
        faults.add(new Problem.FieldError(
                place + "name",
                "The name is not a relative path that is safe on every file system, with at most %d parts and %d bytes.%s"
                        .formatted(FileName.MAX_DEPTH, FileName.MAX_BYTES, hint)));
        return null;
    }

    private static void checkContent(String place, String content, List<Problem.FieldError> faults) {
        boolean unfit = content.codePoints()
                .anyMatch(character -> character == 0 || Character.getType(character) == Character.SURROGATE);
        if (unfit) {
            faults.add(new Problem.FieldError(
                    place + "content", "The content has a NUL character, or half of a surrogate pair."));
        }
    }

    private static void checkCollisions(List<SourceFile> files, List<Problem.FieldError> faults) {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            SourceFile file = files.get(i);
            if (file.name() != null && names.putIfAbsent(file.foldedName(), i) != null) {
                faults.add(new Problem.FieldError(
                        FILES + "[" + i + "].name", "Another file has this name. Upper and lower case do not differ."));
            }
        }
        folderOfOther(files)
                .ifPresent(file -> faults.add(new Problem.FieldError(
                        FILES + "[" + files.indexOf(file) + "].name", "Another file has this name for a folder.")));
    }

    /** Returns a file that has the name of a folder of another file. */
    static Optional<SourceFile> folderOfOther(List<SourceFile> files) {
        Map<String, SourceFile> names = new HashMap<>();
        files.stream().filter(file -> file.name() != null).forEach(file -> names.put(file.foldedName(), file));
        return names.keySet().stream()
                .flatMap(name -> FileName.foldersOf(name).map(names::get))
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    private static Problem.FieldError fault(String detail) {
        return new Problem.FieldError(FILES, detail);
    }
}
