/**
 * Answers to requests, and claims on idempotency keys: of all requests with one key, one is worked on and the others get its
 * answer. Uses the archive. Read {@link io.codegeneration.generation.idempotency.Claims} first.
 */
package io.codegeneration.generation.idempotency;
