/**
 * What is computed when the binary is built, so that it starts faster: the settings of the framework. Uses none of the
 * other packages. Read {@link io.codegeneration.build.BuiltInConfig} first.
 */
package io.codegeneration.build;
