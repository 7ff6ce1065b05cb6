package io.codegeneration.local;

import java.nio.file.Path;

/**
 * Where a developer's machine keeps what was generated.
 *
 * @param directory the folder in place of a bucket ({@code codegen.local.directory}), relative to the working directory
 */
record LocalConfig(Path directory) {}
