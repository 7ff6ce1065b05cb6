package io.codegeneration.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A server-sent event. As JSON it is the event's data. */
sealed interface StreamEvent {

    /** Returns the event's type, as its line {@code event:} gives it. */
    String type();

    /** The generation has begun. Always the first event. */
    @RegisterForReflection
    record Started(
            String id,
            GenerationRecord.Status status,
            String language,
            @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                    Instant createdAt)
            implements StreamEvent {

        static Started of(GenerationId id, String language) {
            return new Started(id.value(), GenerationRecord.Status.RUNNING, language, id.createdAt());
        }

        GenerationId generation() {
            return new GenerationId(id);
        }

        @Override
        public String type() {
            return "started";
        }
    }

    /**
     * A model call begins.
     *
     * @param number the number of the call, from 1
     * @param keep how many code points of the text so far remain valid
     */
    @RegisterForReflection
    record ModelCall(int number, String model, int keep) implements StreamEvent {

        @Override
        public String type() {
            return "attempt";
        }
    }

    /** A piece of the model's reply. */
    @RegisterForReflection
    record Text(String text) implements StreamEvent {

        @Override
        public String type() {
            return "text";
        }
    }

    /**
     * The generation has succeeded. Always the last event.
     *
     * @param answer the JSON of the buffered answer, on one line
     */
    @RegisterForReflection
    record Completed(@JsonValue @JsonRawValue String answer) implements StreamEvent {

        @Override
        public String type() {
            return "completed";
        }
    }

    /**
     * The generation has failed. Always the last event.
     *
     * @param problem the JSON of the problem, on one line
     */
    @RegisterForReflection
    record FailedEvent(@JsonValue @JsonRawValue String problem) implements StreamEvent {

        /** Adds when to try again, as a member of the problem: a stream has no header for it any more. */
        static FailedEvent of(String problem, Optional<Duration> retryAfter) {
            String open = problem.substring(0, problem.lastIndexOf('}'));
            return new FailedEvent(retryAfter
                    .map(wait -> open + ",\"retryAfter\":" + wait.toSeconds() + "}")
                    .orElse(problem));
        }

        @Override
        public String type() {
            return "failed";
        }
    }
}
