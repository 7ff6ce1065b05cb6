package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.SourceFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names the files of one reply, so that no two have the same name and none has the name of another's folder. A file that
 * the reply changes has the name that it has in the context. Not thread-safe.
 */
final class FileNaming {

    private final List<SourceFile> context;
    private final Map<String, FileName> changeable = new HashMap<>();

    /** Folded paths of all files and of their folders. */
    private final Set<String> taken = new HashSet<>();

    /** Folded paths of all files. */
    private final Set<String> names = new HashSet<>();

    /** @param context the files that the reply changes; empty if it is new code */
    FileNaming(List<SourceFile> context) {
        this.context = context;
        context.forEach(file -> {
            FileName name = new FileName(file.name());
            changeable.put(file.foldedName(), name);
            add(name);
        });
    }

    /** Returns the name of a file that the reply names. */
    FileName named(FileName wanted) {
        FileName existing = changeable.remove(SourceFile.folded(wanted.value()));
        if (existing != null) {
            return existing;
        }
        FileName name = wanted.distinctFrom(taken, names);
        add(name);
        return name;
    }

    /**
     * Returns the name of a file that the reply does not name: that of the context's only file in its language, unless the
     * reply has changed that file before.
     *
     * @param otherwise the name of a new file
     */
    FileName unnamed(Language language, FileName otherwise) {
        List<String> candidates = context.stream()
                .map(SourceFile::name)
                .filter(name ->
                        FenceInfo.languageOf(name).filter(language::equals).isPresent())
                .toList();
        boolean only = candidates.size() == 1 && changeable.containsKey(SourceFile.folded(candidates.get(0)));
        return named(only ? new FileName(candidates.get(0)) : otherwise);
    }

    private void add(FileName name) {
        names.add(SourceFile.folded(name.value()));
        name.paths().map(SourceFile::folded).forEach(taken::add);
    }
}
