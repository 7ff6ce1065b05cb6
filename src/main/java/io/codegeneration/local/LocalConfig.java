package io.codegeneration.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where a developer's machine keeps what was generated. */
@ConfigMapping(prefix = "codegen.local")
interface LocalConfig {

    /** The folder in place of a bucket, relative to the working directory. */
    @WithDefault("target/code-generation")
    Path directory();
}
