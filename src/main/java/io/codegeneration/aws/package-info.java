/**
 * What the AWS adapters share: the HTTP client of the SDK, time limits, connections that are opened early, and the rehearsal.
 * Uses no other package and contains nothing that is specific to one service. Read {@link io.codegeneration.aws.Transport}
 * first.
 */
package io.codegeneration.aws;
