package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseStreamTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final byte[] LARGE = new byte[32 * 1024 * 1024];

    private ServerSocket server;
    private URL url;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        url = new URL("http://127.0.0.1:" + server.getLocalPort() + "/2018-06-01/runtime/invocation/1/response");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void sendsOneRequestInChunks() throws IOException {
        try (ResponseStream stream = ResponseStream.open(url);
                Socket peer = server.accept()) {
            stream.write("prelude".getBytes(StandardCharsets.UTF_8));
            peer.getOutputStream().write("HTTP/1.1 202 Accepted\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            stream.end("0123456789abcdef".getBytes(StandardCharsets.UTF_8), false);
            stream.close();

            assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(
                            """
                            POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r
                            Host: 127.0.0.1:%d\r
                            User-Agent: code-generation\r
                            Content-Type: application/vnd.awslambda.http-integration-response\r
                            Lambda-Runtime-Function-Response-Mode: streaming\r
                            Transfer-Encoding: chunked\r
                            Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r
                            Connection: close\r
                            \r
                            7\r
                            prelude\r
                            10\r
                            0123456789abcdef\r
                            0\r
                            \r
                            """
                                    .formatted(server.getLocalPort()));
        }
    }

    @Test
    void givesUpAReaderThatStandsStill() throws IOException {
        try (ResponseStream stream = ResponseStream.open(url, SHORT);
                Socket peer = server.accept()) {
            assertThatIOException().isThrownBy(() -> stream.write(LARGE)).isInstanceOf(SocketTimeoutException.class);
            assertThat(peer.isClosed()).isFalse();
        }
    }

    @Test
    void givesUpAConfirmationThatNeverComes() throws IOException {
        try (ResponseStream stream = ResponseStream.open(url, SHORT);
                Socket peer = server.accept()) {
            assertThatIOException()
                    .isThrownBy(() -> stream.end(new byte[0], false))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(peer.isClosed()).isFalse();
        }
    }

    @Test
    void reportsARefusal() throws IOException {
        try (ResponseStream stream = ResponseStream.open(url);
                Socket peer = server.accept()) {
            peer.getOutputStream().write("HTTP/1.1 413 Too Large\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThatIOException()
                    .isThrownBy(() -> stream.end(new byte[0], false))
                    .withMessageContaining("413");
        }
    }
}
