package io.codegeneration.local;

import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.model.StopReason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replies from built-in samples: nothing is generated, and every reply says so. Some of its models fail on purpose. Thread-safe.
 */
@Singleton
@Provider("sample")
class SampleModel implements CodeModel {

    private static final String NAME = "sample";
    private static final Usage FREE = Usage.of(0, 0);

    /** Up to three words, with the white space before them and at the end of the text. */
    private static final Pattern PIECE = Pattern.compile("(?:\\s*\\S+){1,3}(?:\\s+$)?|\\s+");

    /** Between two pieces, so that a person can read along. */
    private static final Duration PACE = Duration.ofMillis(40);

    private final Samples samples = new Samples();
    private final SampleChanges changes = new SampleChanges(samples);
    private final Duration slowness;
    private final Sleeper sleeper;

    SampleModel(LocalConfig config, Sleeper sleeper) {
        this.slowness = config.slowness();
        this.sleeper = sleeper;
    }

    @Override
    public List<String> models() {
        return Stream.concat(Stream.of(NAME), Fault.models().stream()).toList();
    }

    @Override
    public Reply ask(Call call, Consumer<String> pieces) {
        String whole = reply(call.prompt());
        String text = whole.substring(written(whole, call.followUps()));
        Optional<Fault> fault = Fault.of(call.model());
        return fault.isPresent()
                ? fail(fault.get(), text, call, pieces)
                : write(new Reply(text, StopReason.END_TURN, FREE), call.timeLimit(), call, pieces);
    }

    private String reply(Prompt prompt) {
        return prompt.context().isEmpty()
                ? samples.reply(prompt.language(), prompt.instruction())
                : changes.reply(prompt);
    }

    private Reply fail(Fault fault, String text, Call call, Consumer<String> pieces) {
        return switch (fault) {
            case THROTTLE ->
                throw new TransientException(
                        ProblemCode.MODEL_THROTTLED, "The model is throttled, or a quota is used up.", null);
            case UNAVAILABLE ->
                throw new TransientException(ProblemCode.MODEL_UNAVAILABLE, "The model is not available now.", null);
            case TRUNCATE ->
                write(new Reply(half(text, call), StopReason.MAX_TOKENS, FREE), call.timeLimit(), call, pieces);
            case INTERRUPT ->
                write(Reply.interrupted(half(text, call), brokenConnection()), call.timeLimit(), call, pieces);
            case REFUSE -> new Reply("", StopReason.REFUSAL, FREE);
            case EMPTY -> new Reply("", StopReason.END_TURN, FREE);
            case STORAGE -> write(new Reply(text, StopReason.END_TURN, FREE), call.timeLimit(), call, pieces);
            case SLOW -> {
                Duration left = waitSlowly(call.timeLimit());
                yield write(new Reply(text, StopReason.END_TURN, FREE), left, call, pieces);
            }
        };
    }

    private static Interruption brokenConnection() {
        return new Interruption(
                Interruption.Cause.CONNECTION,
                TransientException.costly(
                        ProblemCode.MODEL_UNAVAILABLE, "The connection to the model broke off.", null));
    }

    /** Delivers a reply: a few words at a time if somebody watches, otherwise at once. */
    private Reply write(Reply reply, Duration left, Call call, Consumer<String> pieces) {
        if (!call.watched()) {
            pieces.accept(reply.text());
            return reply;
        }
        StringBuilder written = new StringBuilder();
        Duration rest = left;
        for (MatchResult piece : PIECE.matcher(reply.text()).results().toList()) {
            rest = rest.minus(PACE);
            if (rest.isNegative() || !sleep(PACE)) {
                return outOfTime(written.toString());
            }
            written.append(piece.group());
            pieces.accept(piece.group());
        }
        return reply;
    }

    private static Reply outOfTime(String written) {
        TransientException failure = TransientException.deadlineExceeded(null);
        if (written.isBlank()) {
            throw failure;
        }
        return Reply.interrupted(written, new Interruption(Interruption.Cause.TIME, failure));
    }

    /** Returns the length of the text that a call continues; 0 for a new text. */
    private static int written(String whole, List<FollowUp> followUps) {
        String kept =
                followUps.isEmpty() ? "" : followUps.get(followUps.size() - 1).reply();
        return whole.startsWith(kept) ? kept.length() : 0;
    }

    /** Returns the text up to the middle of its code: a new text begins with prose, which may be longer than the code. */
    private static String half(String text, Call call) {
        int code = call.followUps().isEmpty() ? text.indexOf('\n', text.indexOf("```")) + 1 : 0;
        return text.substring(0, code + (text.length() - code) / 2);
    }

    /** Returns the time that is left. */
    private Duration waitSlowly(Duration timeLimit) {
        boolean tooSlow = slowness.compareTo(timeLimit) > 0;
        if (!sleep(tooSlow ? timeLimit : slowness) || tooSlow) {
            throw TransientException.deadlineExceeded(null);
        }
        return timeLimit.minus(slowness);
    }

    /** Returns false if the thread was interrupted. */
    private boolean sleep(Duration time) {
        try {
            sleeper.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
