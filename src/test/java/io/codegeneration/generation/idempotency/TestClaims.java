package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.JobExpiry;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.TestArchive;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Makes what this package holds as the container does. */
public final class TestClaims {

    private TestClaims() {}

    public static Answers answers(ClaimFormat format) {
        return new Answers(format);
    }

    public static Claims claims(
            ObjectStore store,
            ClaimFormat format,
            Archive archive,
            CodeFiles files,
            JobExpiry expiry,
            Answers answers,
            GenerationConfig config,
            Clock clock,
            RandomGenerator random) {
        ClaimStore claims = new ClaimStore(store, TestArchive.compareAndSwap(store, clock), format);
        return new Claims(claims, archive, files, expiry, answers, config, clock, random);
    }

    /** The same claim, ended again by somebody else. */
    public static Claim rewritten(Claim done, String by) {
        return done.done(done.answer(), by);
    }
}
