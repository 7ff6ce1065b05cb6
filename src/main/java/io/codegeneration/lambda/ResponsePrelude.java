package io.codegeneration.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What comes before the body of a streamed response: its status, its headers and its cookies as JSON, and eight NUL bytes.
 *
 * @param status the HTTP status
 * @param headers names in lower case; several values of a name are joined by commas
 * @param cookies the values of {@code Set-Cookie}, which cannot be joined
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming">Response
 *     streaming in custom runtimes</a>
 */
record ResponsePrelude(int status, Map<String, String> headers, List<String> cookies) {

    private static final byte[] END = new byte[8];

    private static final String COOKIE = "set-cookie";

    /** They describe the connection, which Lambda replaces by one of its own. */
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "transfer-encoding");

    static ResponsePrelude of(HttpResponse response) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, String> header : response.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!name.equals(COOKIE) && !HOP_BY_HOP.contains(name)) {
                headers.merge(name, header.getValue(), (first, second) -> first + "," + second);
            }
        }
        return new ResponsePrelude(
                response.status().code(), headers, response.headers().getAll(COOKIE));
    }

    /** The prelude of a response with a body of this type. */
    static ResponsePrelude of(int status, String contentType) {
        return new ResponsePrelude(status, Map.of("content-type", contentType), List.of());
    }

    void writeTo(OutputStream out, ObjectMapper json) throws IOException {
        ObjectNode prelude = json.createObjectNode().put("statusCode", status);
        ObjectNode fields = prelude.putObject("headers");
        headers.forEach(fields::put);
        ArrayNode values = prelude.putArray("cookies");
        cookies.forEach(values::add);
        out.write(prelude.toString().getBytes(StandardCharsets.UTF_8));
        out.write(END);
    }
}
