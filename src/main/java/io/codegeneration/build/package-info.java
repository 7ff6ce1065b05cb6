/**
 * Reads the framework's configuration when the binary is built, so that the binary starts faster. Uses no other package. Read
 * {@link io.codegeneration.build.BuiltInConfig} first. Also writes the facts about the binary that its deployment checks:
 * {@link io.codegeneration.build.FunctionFacts}.
 */
package io.codegeneration.build;
