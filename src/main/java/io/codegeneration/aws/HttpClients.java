package io.codegeneration.aws;

import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Makes the HTTP clients that the clients of the SDK send with. */
public final class HttpClients {

    static {
        // A POST whose answer is lost must not be sent again unasked; a binary has this from its build.
        if (System.getProperty("sun.net.http.retryPost") == null) {
            System.setProperty("sun.net.http.retryPost", "false");
        }
    }

    private HttpClients() {}

    /**
     * A client with a pool of its own.
     *
     * @param connectTimeout how long opening a connection may take
     * @param readTimeout how long the other side may be silent
     */
    public static SdkHttpClient create(Duration connectTimeout, Duration readTimeout) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(connectTimeout)
                .socketTimeout(readTimeout)
                .build();
    }
}
