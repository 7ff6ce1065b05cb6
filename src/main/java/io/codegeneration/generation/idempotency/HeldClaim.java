package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.archive.CompareAndSwap;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.Unsaved;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A claim for its holder. Its end is written only if no other process has taken the claim over. If that write fails, the
 * caller still gets the answer: the claim expires, and its next holder finds the record.
 */
public final class HeldClaim {

    private static final Logger LOG = Logger.getLogger(HeldClaim.class);

    private final ClaimStore store;
    private final Claims.Claimant claimant;
    private final Claim claim;
    private final ObjectStore.Version version;

    HeldClaim(ClaimStore store, Claims.Claimant claimant, Claim claim, ObjectStore.Version version) {
        this.store = store;
        this.claimant = claimant;
        this.claim = claim;
        this.version = version;
    }

    public GenerationId id() {
        return new GenerationId(claim.id());
    }

    /** Returns what an earlier holder generated and could not store. */
    public Optional<Unsaved> unsaved() {
        return Optional.ofNullable(claim.kept());
    }

    /** Returns the generations of dead holders. Their files are no longer needed once there is an answer. */
    public List<String> leftovers() {
        return claim.leftovers();
    }

    /** Gives the request its answer. */
    public void finish(Claim.StoredAnswer answer, Deadline deadline) {
        write(claim.done(answer, token()), deadline);
    }

    /** Keeps what was generated for the next request with the key, which stores it. */
    public void keep(Unsaved unsaved, Deadline deadline) {
        write(claim.keeping(unsaved, token()), deadline);
    }

    /** Lets the next request with the key begin anew. */
    public void release(Deadline deadline) {
        write(claim.free(token()), deadline);
    }

    private void write(Claim last, Deadline deadline) {
        try {
            if (store.swap(claimant.place(), Optional.of(version), last, deadline)
                    instanceof CompareAndSwap.Outcome.Lost) {
                LOG.debugf("The claim of generation %s was taken over", claim.id());
            }
        } catch (CodeGenerationException e) {
            LOG.warnf("The claim of generation %s could not be written: %s", claim.id(), e.getCause());
        }
    }

    private static String token() {
        return UUID.randomUUID().toString();
    }
}
