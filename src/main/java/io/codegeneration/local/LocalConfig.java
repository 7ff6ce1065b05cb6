package io.codegeneration.local;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of a developer's machine.
 *
 * @param directory the folder to use instead of a bucket ({@code codegen.local.directory}), relative to the working directory
 * @param slowness how long the model {@code fault-slow} takes ({@code codegen.local.slowness})
 */
record LocalConfig(Path directory, Duration slowness) {}
