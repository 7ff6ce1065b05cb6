package io.codegeneration.local;

import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.StopReason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Answers from built-in samples: nothing is generated, and every answer says so. Some of its models fail on purpose. */
@Singleton
@Provider("sample")
class SampleModel implements CodeModel {

    private static final String NAME = "sample";
    private static final Usage FREE = Usage.of(0, 0);

    private final Samples samples = new Samples();
    private final Duration slowness;

    SampleModel(LocalConfig config) {
        this.slowness = config.slowness();
    }

    @Override
    public List<String> models() {
        return Stream.concat(Stream.of(NAME), Fault.models().stream()).toList();
    }

    @Override
    public Reply ask(Call call, Consumer<String> pieces) {
        String text = samples.reply(call.prompt().language(), call.prompt().instruction());
        Optional<Fault> fault = Fault.of(call.model());
        return fault.isPresent() ? fail(fault.get(), text, call) : new Reply(text, StopReason.END_TURN, FREE);
    }

    private Reply fail(Fault fault, String text, Call call) {
        return switch (fault) {
            case THROTTLE ->
                throw new TransientException(
                        ProblemCode.MODEL_THROTTLED, "The model has too much to do, or a quota is used up.", null);
            case UNAVAILABLE ->
                throw new TransientException(ProblemCode.MODEL_UNAVAILABLE, "The model is not available now.", null);
            case TRUNCATE -> new Reply(cut(text), StopReason.MAX_TOKENS, FREE);
            case REFUSE -> new Reply("", StopReason.REFUSAL, FREE);
            case EMPTY -> new Reply("", StopReason.END_TURN, FREE);
            case STORAGE -> new Reply(text, StopReason.END_TURN, FREE);
            case SLOW -> {
                sleep(call.timeLimit());
                yield new Reply(text, StopReason.END_TURN, FREE);
            }
        };
    }

    /** The text up to the middle of its code: what stands before the code may be longer than the code. */
    private static String cut(String text) {
        int code = text.indexOf('\n', text.indexOf("```")) + 1;
        return text.substring(0, code + (text.length() - code) / 2);
    }

    private void sleep(Duration timeLimit) {
        boolean tooSlow = slowness.compareTo(timeLimit) > 0;
        try {
            Thread.sleep((tooSlow ? timeLimit : slowness).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TransientException.deadlineExceeded(e);
        }
        if (tooSlow) {
            throw TransientException.deadlineExceeded(null);
        }
    }
}
