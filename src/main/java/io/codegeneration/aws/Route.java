package io.codegeneration.aws;

import java.net.URI;

/**
 * Where a request goes: requests to one route may share a connection.
 *
 * @param secure whether TLS is spoken
 * @param host a name, or an address without brackets
 */
record Route(boolean secure, String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static Route to(URI uri) {
        return of(uri.getScheme(), uri.getHost(), uri.getPort());
    }

    /** Zero or less is the scheme's own port. */
    static Route of(String scheme, String host, int port) {
        boolean secure = "https".equalsIgnoreCase(scheme);
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Route(secure, name, port > 0 ? port : secure ? HTTPS : HTTP);
    }

    /** Host and port as the request line of CONNECT and the header {@code Host} have them. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
