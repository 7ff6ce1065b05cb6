/**
 * Asks models, behind the port {@link io.codegeneration.generation.model.CodeModel}: prompt, rules by model family,
 * attempts, fallbacks and what all calls cost. Uses the reply, to continue text that was truncated. Read {@link
 * io.codegeneration.generation.model.CodeWriter} first.
 */
package io.codegeneration.generation.model;
