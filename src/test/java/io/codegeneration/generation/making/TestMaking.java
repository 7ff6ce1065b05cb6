package io.codegeneration.generation.making;

import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.JobExpiry;
import io.codegeneration.generation.archive.TestArchive;
import io.codegeneration.generation.model.CodeWriter;
import io.codegeneration.generation.model.Models;
import java.time.Clock;

/** Makes what this package holds as the container does. */
public final class TestMaking {

    private TestMaking() {}

    public static CodeGeneration codeGeneration(CodeWriter writer, Archive archive, CodeFiles files, Clock clock) {
        return new CodeGeneration(writer, archive, files, clock);
    }

    public static ContextReader contexts(Archive archive, CodeFiles files, JobExpiry expiry) {
        return new ContextReader(TestArchive.reader(archive, files, expiry));
    }

    public static RequestReader requestReader(Models models) {
        return new RequestReader(models);
    }
}
