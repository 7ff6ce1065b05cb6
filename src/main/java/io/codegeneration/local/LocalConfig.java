package io.codegeneration.local;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a developer's machine keeps what was generated.
 *
 * @param directory the folder in place of a bucket ({@code codegen.local.directory}), relative to the working directory
 * @param slowness how long the model {@code fault-slow} takes ({@code codegen.local.slowness})
 */
record LocalConfig(Path directory, Duration slowness) {}
