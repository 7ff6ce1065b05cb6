package io.codegeneration.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One HTTP/1.1 message (<a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>), read whole from a socket or
 * written whole to it. The body is without its transfer coding. Immutable as long as the body is not written to.
 */
record HttpMessage(String startLine, List<Map.Entry<String, String>> fields, byte[] body) {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    HttpMessage {
        fields = List.copyOf(fields);
    }

    static HttpMessage response(int status, List<Map.Entry<String, String>> fields, byte[] body) {
        // The reason phrase may be empty, the space before it may not be missing.
        return new HttpMessage("HTTP/1.1 " + status + " ", fields, body);
    }

    /**
     * Reads a request. Sends "100 Continue" between head and body if the client waits for it.
     *
     * @return null when the client closed the connection instead of sending a further request
     */
    static HttpMessage readRequest(InputStream in, OutputStream out) throws IOException {
        String startLine = readLine(in);
        if (startLine == null) {
            return null;
        }
        HttpMessage head = new HttpMessage(startLine, readFields(in), new byte[0]);
        if (head.has("Expect", "100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
        return head.withBody(
                head.isChunked()
                        ? readChunks(in)
                        : readExactly(in, head.contentLength().orElse(0)));
    }

    /** Reads the answer to a request of the given method; interim answers (1xx) are skipped. */
    static HttpMessage readResponse(InputStream in, String method) throws IOException {
        HttpMessage head;
        do {
            String startLine = readLine(in);
            if (startLine == null) {
                throw new EOFException("the connection was closed without an answer");
            }
            head = new HttpMessage(startLine, readFields(in), new byte[0]);
        } while (head.status() < 200);
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return head;
        }
        if (head.isChunked()) {
            return head.withBody(readChunks(in));
        }
        return head.withBody(
                head.contentLength().isPresent()
                        ? readExactly(in, head.contentLength().getAsInt())
                        : in.readAllBytes());
    }

    String method() {
        return startLine.substring(0, startLine.indexOf(' '));
    }

    /** The path as it came, percent-encoding included. */
    String rawPath() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** What follows the first question mark, as it came; empty when there is none. */
    String rawQuery() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    HttpHeaders headers() {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach(field -> byName.computeIfAbsent(field.getKey(), name -> new ArrayList<>())
                .add(field.getValue()));
        return HttpHeaders.of(byName, (name, value) -> true);
    }

    /** Whether one of the comma-separated members of the field is the given one, in any case. */
    boolean has(String field, String member) {
        return headers().allValues(field).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .anyMatch(value -> value.strip().equalsIgnoreCase(member));
    }

    /** Start line, fields and the empty line; the fields have to tell the body's length already. */
    byte[] head() {
        StringBuilder head = new StringBuilder(startLine).append("\r\n");
        fields.forEach(field -> head.append(field.getKey())
                .append(": ")
                .append(field.getValue())
                .append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Head and body in one piece, so that they leave in one segment if they fit. */
    byte[] bytes() {
        byte[] head = head();
        byte[] bytes = new byte[head.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return bytes;
    }

    private HttpMessage withBody(byte[] content) {
        return new HttpMessage(startLine, fields, content);
    }

    private String target() {
        String target = startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' '));
        if (target.startsWith("/")) {
            return target;
        }
        int path = target.indexOf('/', target.indexOf("://") + 3);
        return path < 0 ? "/" : target.substring(path);
    }

    private boolean isChunked() {
        return has("Transfer-Encoding", "chunked");
    }

    private OptionalInt contentLength() {
        return headers().firstValue("Content-Length").stream()
                .mapToInt(value -> Integer.parseInt(value.strip()))
                .findFirst();
    }

    private static List<Map.Entry<String, String>> readFields(InputStream in) throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = requireLine(in); !line.isEmpty(); line = requireLine(in)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a header field: " + line);
            }
            fields.add(Map.entry(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.write(readExactly(in, size));
            requireLine(in);
        }
        readFields(in);
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(requireLine(in).split(";", 2)[0].strip(), 16);
    }

    private static byte[] readExactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String requireLine(InputStream in) throws IOException {
        String line = readLine(in);
        if (line == null) {
            throw new EOFException("the connection was closed within a message");
        }
        return line;
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed within a line");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
