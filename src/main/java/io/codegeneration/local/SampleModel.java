package io.codegeneration.local;

import io.codegeneration.generation.CodeModel;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.StopReason;
import io.codegeneration.generation.Usage;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Answers from built-in samples: nothing is generated, and every answer says so. */
@Singleton
@Provider("sample")
class SampleModel implements CodeModel {

    private static final String NAME = "sample";

    private final Samples samples = new Samples();

    @Override
    public Optional<String> fixedModel() {
        return Optional.of(NAME);
    }

    @Override
    public Reply ask(Call call) {
        String text = samples.reply(call.prompt().language(), call.prompt().instruction());
        return new Reply(text, StopReason.END_TURN, Usage.of(0, 0), List.of());
    }
}
