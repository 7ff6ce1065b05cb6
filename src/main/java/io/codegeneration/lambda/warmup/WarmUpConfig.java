package io.codegeneration.lambda.warmup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the program does before its first event. */
@ConfigMapping(prefix = "codegen.warm-up")
interface WarmUpConfig {

    /** Whether the program opens connections and sends itself a request. Only Lambda does it. */
    @WithDefault("true")
    boolean enabled();

    /** The time limit, 0 s or more. What is not ready then continues beside the first request. */
    @WithDefault("2s")
    Duration limit();
}
