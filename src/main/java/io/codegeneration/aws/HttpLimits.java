package io.codegeneration.aws;

import java.time.Duration;

/**
 * How long the steps of a request may take. The limit of the whole call, {@link TimeLimit}, holds as well.
 *
 * @param connect longest time to open a connection to a service, all its addresses together
 * @param handshake longest time for TLS, and for the answer of a proxy
 * @param silence longest time in which a peer neither sends a byte that is awaited nor takes one that is written
 * @param attempt longest time for a request, from opening its connection to the last byte of its response
 */
public record HttpLimits(Duration connect, Duration handshake, Duration silence, Duration attempt) {}
