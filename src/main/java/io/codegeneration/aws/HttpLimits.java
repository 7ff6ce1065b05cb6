package io.codegeneration.aws;

import java.time.Duration;

/**
 * Time limits for the steps of a request. The limit of the whole call, {@link TimeLimit}, also applies.
 *
 * @param connect for opening a connection, including all attempts on the addresses of the host
 * @param handshake for the TLS handshake, including the answer of a proxy
 * @param silence for each wait until the peer sends or accepts the next bytes
 * @param attempt for one request, from opening its connection to the last byte of its response
 */
public record HttpLimits(Duration connect, Duration handshake, Duration silence, Duration attempt) {}
