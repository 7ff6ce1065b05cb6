package io.codegeneration.generation.idempotency;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.reply.ReplyReader;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says who has an idempotency key and what became of its request. Kept as an object that is only ever written under a
 * condition, so that one of several claimants has it.
 *
 * @param state how far it is
 * @param holder a random name of who wrote this: equal bytes would have equal ETags, and a write whose answer was lost is
 *     recognised by it
 * @param id the generation that is made, or was
 * @param fingerprint digest of the request
 * @param createdAt when the key was first used; see {@code codegen.idempotency.retention}
 * @param expiresAt from when on a running claim can be taken over, since its holder cannot answer any more
 * @param answer what was answered, where it is done
 * @param kept what was generated but not stored as it should be, or null
 * @param leftovers generations of holders that died, whose code may still be there; removed once the request succeeded
 */
public record Claim(
        State state,
        String holder,
        String id,
        String fingerprint,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant expiresAt,
        StoredAnswer answer,
        Kept kept,
        List<String> leftovers) {

    public Claim {
        leftovers = leftovers == null ? List.of() : List.copyOf(leftovers);
    }

    /** How far a claim is. */
    public enum State {
        /** Its holder is at work, or died. */
        RUNNING,
        /** It has its answer. */
        DONE,
        /** What was generated waits to be stored; a repetition does so. */
        KEPT,
        /** Anybody can have the key. */
        FREE
    }

    /**
     * An answer as it is given again.
     *
     * @param status HTTP status
     * @param body the body, byte for byte
     * @param retryAfter seconds, or null
     * @param outcome {@code succeeded}, {@code queued} or a problem's code, for the log
     */
    public record StoredAnswer(int status, String body, Long retryAfter, String outcome) {}

    /**
     * A generation that could not be stored.
     *
     * @param generation its record
     * @param contents the text of each of its files, in the same order
     */
    public record Kept(GenerationRecord generation, List<String> contents) {

        public Kept {
            contents = List.copyOf(contents);
        }

        /**
         * What a failed record tells of a generation that was complete but could not be stored; null where it tells of none.
         *
         * @param contents the text of each of its files, as far as the record holds it
         */
        static Kept of(GenerationRecord failed, List<String> contents) {
            Problem problem = failed.problem();
            boolean complete = problem != null
                    && problem.code().equals(ProblemCode.STORAGE_FAILED.code())
                    && !contents.isEmpty()
                    && contents.size() == failed.files().size();
            return complete ? new Kept(withItsExplanation(failed.asMade(), contents), contents) : null;
        }

        /** Where the explanation is the whole reply, what stands around the files in it. */
        private static GenerationRecord withItsExplanation(GenerationRecord made, List<String> contents) {
            if (made.explanation() == null) {
                return made;
            }
            ReplyReader.Found found = new ReplyReader(
                            Languages.standard().find(made.language()).orElseThrow(),
                            Slug.of(made.request().message()))
                    .read(made.explanation());
            List<String> read = found.files().stream().map(SourceFile::content).toList();
            return read.equals(contents) ? made.explained(found.explanation()) : made;
        }

        /** All files as a text to be read by people, each after its name. */
        public String text() {
            return files().stream()
                    .map(file -> "~~~~ " + file.name() + "\n" + file.content() + "~~~~\n")
                    .collect(Collectors.joining());
        }

        public List<SourceFile> files() {
            List<GenerationRecord.StoredFile> files = generation.files();
            return IntStream.range(0, files.size())
                    .mapToObj(i -> new SourceFile(files.get(i).name(), contents.get(i)))
                    .toList();
        }
    }

    Claim done(StoredAnswer with, String by) {
        return new Claim(State.DONE, by, id, fingerprint, createdAt, expiresAt, with, null, List.of());
    }

    Claim keeping(Kept what, String by) {
        return new Claim(State.KEPT, by, id, fingerprint, createdAt, expiresAt, null, what, leftovers);
    }

    public Claim free(String by) {
        return new Claim(State.FREE, by, id, fingerprint, createdAt, expiresAt, null, null, leftovers);
    }
}
