package io.codegeneration.lambda.warmup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is done before the first event is asked for. */
@ConfigMapping(prefix = "codegen.warm-up")
interface WarmUpConfig {

    /** Whether connections are opened and a request is rehearsed; only ever under Lambda. */
    @WithDefault("true")
    boolean enabled();

    /** How long it may take, from 0s on; what is not ready then goes on beside the first request. */
    @WithDefault("2s")
    Duration limit();
}
