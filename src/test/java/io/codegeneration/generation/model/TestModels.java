package io.codegeneration.generation.model;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.Pauser;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.TestConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes what this package holds as the container does. */
public final class TestModels {

    private TestModels() {}

    public static Models models(GenerationConfig config, CodeModel model) {
        return new Models(config, new ModelCatalog(config), model);
    }

    public static CodeWriter writer(
            GenerationConfig config, CodeModel model, Clock clock, Sleeper sleeper, RandomGenerator random) {
        return new CodeWriter(
                models(config, model), calls(config, model, clock, sleeper, random), new ModelCatalog(config), config);
    }

    /** A writer that never waits. */
    static CodeWriter writer(GenerationConfig config, CodeModel model, ManualClock clock, RandomGenerator random) {
        return writer(config, model, clock, clock::advance, random);
    }

    static ModelCalls calls(
            GenerationConfig config, CodeModel model, Clock clock, Sleeper sleeper, RandomGenerator random) {
        return new ModelCalls(
                model, new ModelCatalog(config), new RejectedParameters(), clock, new Pauser(sleeper, random));
    }

    /** What a model is sent by the rules of its family. */
    public static CodeModel.Call call(String model, Prompt prompt, int maxTokens, Duration timeLimit) {
        ModelCatalog catalog = new ModelCatalog(TestConfig.standard());
        return new CodeModel.Call(
                model,
                prompt,
                List.of(),
                catalog.maxTokens(model, maxTokens),
                catalog.options(model, prompt),
                false,
                timeLimit);
    }
}
