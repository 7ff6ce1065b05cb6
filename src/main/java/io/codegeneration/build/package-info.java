/** What makes the binary's start short: settings of the framework that are read when the binary is built. */
package io.codegeneration.build;
