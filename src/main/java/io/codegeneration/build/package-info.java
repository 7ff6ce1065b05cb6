/**
 * Reads the framework's configuration when the binary is built, so that the binary starts faster. Uses no other package. Read
 * {@link io.codegeneration.build.BuiltInConfig} first.
 */
package io.codegeneration.build;
