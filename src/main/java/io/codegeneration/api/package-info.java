/**
 * HTTP: routes, bodies, headers, problems and server-sent events. Uses the core, which makes all decisions about
 * generations. Read {@link io.codegeneration.api.CodeGenerationResource} first, then
 * {@link io.codegeneration.api.EventStreams} for streams.
 */
package io.codegeneration.api;
