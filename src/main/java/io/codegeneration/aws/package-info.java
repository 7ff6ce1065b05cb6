/**
 * What the adapters that use the SDK of AWS share: the way to the network. {@link io.codegeneration.aws.Transport} is the HTTP
 * client of each service; framing and parsing are Apache HttpCore's, while connections, their pool, time limits and TLS are
 * dealt with here. It knows no service.
 */
package io.codegeneration.aws;
