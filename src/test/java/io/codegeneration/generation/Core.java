package io.codegeneration.generation;

import java.util.random.RandomGenerator;

/** Puts the core together as the container does, around a model. */
final class Core {

    private Core() {}

    static ModelCalls calls(
            GenerationConfig config, CodeModel model, ManualClock clock, Sleeper sleeper, RandomGenerator random) {
        return new ModelCalls(model, new ModelCatalog(config), new Rejections(), clock, sleeper, random);
    }

    static CodeWriter writer(GenerationConfig config, CodeModel model, ManualClock clock, RandomGenerator random) {
        return new CodeWriter(
                new Models(config, new ModelCatalog(config), model),
                calls(config, model, clock, clock::advance, random),
                config);
    }

    static CodeGeneration generation(
            GenerationConfig config, CodeModel model, Archive archive, ManualClock clock, RandomGenerator random) {
        return new CodeGeneration(writer(config, model, clock, random), archive, clock, random);
    }
}
