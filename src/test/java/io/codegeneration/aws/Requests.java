package io.codegeneration.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Sends requests like the SDK, over transports like those of the program. */
final class Requests {

    static final HttpLimits LIMITS = new HttpLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** A completely read response, so that its connection can be used again. */
    record WholeResponse(int status, String content, Map<String, java.util.List<String>> headers) {}

    private Requests() {}

    static Transport transport() {
        return transport(LIMITS, null);
    }

    /** @param tls null for connections without TLS */
    static Transport transport(HttpLimits limits, SSLSocketFactory tls) {
        return transport(limits, tls, ProxySettings.of(name -> null), new ConnectionPool(ConnectionPool.Moment::now));
    }

    static Transport transport(HttpLimits limits, SSLSocketFactory tls, ProxySettings proxies, ConnectionPool pool) {
        Connector connector = new Connector(limits, () -> tls, proxies, InetAddress::getAllByName);
        return new Transport(limits, new Rehearsal(), (path, mark) -> RehearsedReply.json(""), connector, pool);
    }

    static ExecutableHttpRequest request(Transport transport, SdkHttpMethod method, String url, String body) {
        return request(transport, method, url, body, Map.of());
    }

    static ExecutableHttpRequest request(
            Transport transport, SdkHttpMethod method, String url, String body, Map<String, String> headers) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(method).uri(URI.create(url + "/some%20path?a=b%26c"));
        headers.forEach(request::putHeader);
        HttpExecuteRequest.Builder execution = HttpExecuteRequest.builder();
        if (body != null) {
            request.putHeader("Content-Length", Integer.toString(body.length()));
            execution.contentStreamProvider(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return transport.prepareRequest(execution.request(request.build()).build());
    }

    static WholeResponse send(Transport transport, SdkHttpMethod method, String url, String body) throws IOException {
        return read(request(transport, method, url, body).call());
    }

    static WholeResponse post(Transport transport, String url, String body) throws IOException {
        return send(transport, SdkHttpMethod.POST, url, body);
    }

    static WholeResponse read(HttpExecuteResponse response) throws IOException {
        String content = "";
        if (response.responseBody().isPresent()) {
            try (InputStream body = response.responseBody().get()) {
                content = new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }
        return new WholeResponse(
                response.httpResponse().statusCode(),
                content,
                response.httpResponse().headers());
    }
}
