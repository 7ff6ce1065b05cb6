package io.codegeneration.aws;

import java.net.URI;

/**
 * The target of a request. Requests with the same route can use the same connection.
 *
 * @param secure whether TLS is used
 * @param host a name, or an IP address without brackets
 */
record Route(boolean secure, String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static Route to(URI uri) {
        return of(uri.getScheme(), uri.getHost(), uri.getPort());
    }

    /** @param port zero or less for the default port of the scheme */
    static Route of(String scheme, String host, int port) {
        boolean secure = "https".equalsIgnoreCase(scheme);
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Route(secure, name, port > 0 ? port : secure ? HTTPS : HTTP);
    }

    /** Returns host and port in the form for CONNECT and the header {@code Host}. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
