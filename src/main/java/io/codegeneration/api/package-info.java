/**
 * HTTP: routes, bodies, headers and problems. Uses the core and decides nothing that the core should decide. Read
 * {@link io.codegeneration.api.CodeGenerationResource} first.
 */
package io.codegeneration.api;
