package io.codegeneration.lambda;

import io.codegeneration.aws.ChannelSocket;
import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * A response that the Runtime API takes piece by piece. The JDK's client cannot send it: it has no trailers.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming">Response
 *     streaming in custom runtimes</a>
 */
final class ResponseStream implements Closeable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A write that makes no progress for so long, or a confirmation that takes so long, means that the reader is gone. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(30);

    private static final String HEAD =
            """
            POST %s HTTP/1.1\r
            Host: %s\r
            User-Agent: code-generation\r
            Content-Type: application/vnd.awslambda.http-integration-response\r
            Lambda-Runtime-Function-Response-Mode: streaming\r
            Transfer-Encoding: chunked\r
            Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r
            Connection: close\r
            \r
            """;

    private static final String ERROR_TYPE = "Function.ResponseInterrupted";
    private static final String ERROR =
            "{\"errorMessage\":\"The response ended too early.\",\"errorType\":\"" + ERROR_TYPE + "\"}";
    private static final String TRAILERS = "Lambda-Runtime-Function-Error-Type: " + ERROR_TYPE
            + "\r\nLambda-Runtime-Function-Error-Body: "
            + Base64.getEncoder().encodeToString(ERROR.getBytes(StandardCharsets.US_ASCII)) + "\r\n";

    private static final String PROTOCOL = "HTTP/1.1";
    private static final String LINE_END = "\r\n";

    private final ChannelSocket socket;
    private byte[] head;

    private ResponseStream(ChannelSocket socket, byte[] head) {
        this.socket = socket;
        this.head = head;
    }

    /** Connects to the Runtime API. */
    static ResponseStream open(URL url) throws IOException {
        return open(url, LONGEST_STANDSTILL);
    }

    static ResponseStream open(URL url, Duration longestStandstill) throws IOException {
        ChannelSocket socket = new ChannelSocket(TimeLimit.of(CONNECT));
        int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        socket.connect(new InetSocketAddress(url.getHost(), port));
        socket.begin(TimeLimit.of(Deadline.LONGEST), longestStandstill);
        return new ResponseStream(socket, ascii(HEAD.formatted(url.getPath(), url.getAuthority())));
    }

    /** Sends a piece at once. */
    void write(byte[] piece) throws IOException {
        socket.getOutputStream().write(chunk(piece, ""));
    }

    /**
     * Sends the last piece, and waits until the Runtime API has confirmed the response.
     *
     * @param piece may be empty
     * @param failed whether the response is not complete
     */
    void end(byte[] piece, boolean failed) throws IOException {
        socket.getOutputStream().write(chunk(piece, "0\r\n" + (failed ? TRAILERS : "") + LINE_END));
        String confirmation = statusLine();
        if (!confirmation.startsWith(" 2", PROTOCOL.length())) {
            throw new IOException("the Runtime API answered " + confirmation);
        }
    }

    /** One write to the socket: whatever is due of the request's head, a chunk unless the piece is empty, and what follows. */
    private byte[] chunk(byte[] piece, String following) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(head.length + piece.length + 32 + following.length());
        bytes.writeBytes(head);
        head = new byte[0];
        if (piece.length > 0) {
            bytes.writeBytes(ascii(Integer.toHexString(piece.length) + LINE_END));
            bytes.writeBytes(piece);
            bytes.writeBytes(ascii(LINE_END));
        }
        bytes.writeBytes(ascii(following));
        return bytes.toByteArray();
    }

    private String statusLine() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
