package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.LostJobs;
import io.codegeneration.generation.archive.ObjectStore;
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
            LostJobs lostJobs,
            Answers answers,
            GenerationConfig config,
            Clock clock,
            RandomGenerator random) {
        return new Claims(store, format, archive, lostJobs, answers, config, clock, random);
    }

    /** The same claim, ended again by somebody else. */
    public static Claim rewritten(Claim done, String by) {
        return done.done(done.answer(), by);
    }
}
