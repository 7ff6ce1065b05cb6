package io.codegeneration.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bucket's keys, without contents, listed in the order that S3 documents: that of their UTF-8 bytes. Servers in Java sort
 * strings, which is the order of UTF-16. Pages are short, so that a list takes several of them. Its answers depend on what
 * was stored before, which stubs cannot express.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>
 */
final class OrderedKeys implements AutoCloseable {

    private static final int PAGE = 1;

    private final TreeSet<String> keys = new TreeSet<>(OrderedKeys::compare);
    private final HttpServer server;

    private OrderedKeys(HttpServer server) {
        this.server = server;
    }

    static OrderedKeys start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OrderedKeys bucket = new OrderedKeys(server);
        server.createContext("/", bucket::handle);
        server.start();
        return bucket;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] answer = new byte[0];
        if (exchange.getRequestMethod().equals("PUT")) {
            String path = exchange.getRequestURI().getPath();
            keys.add(path.substring(path.indexOf('/', 1) + 1));
        } else {
            answer = page(query(exchange.getRequestURI())).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String page(Map<String, String> query) {
        String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
        int most = Math.min(PAGE, Integer.parseInt(query.get("max-keys")));
        Iterator<String> later = keys.tailSet(after, false).stream()
                .filter(key -> key.startsWith(query.getOrDefault("prefix", "")))
                .iterator();
        List<String> page = Stream.generate(() -> later.hasNext() ? later.next() : null)
                .limit(most)
                .takeWhile(key -> key != null)
                .toList();
        return "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>" + later.hasNext()
                + "</IsTruncated>"
                + (later.hasNext()
                        ? "<NextContinuationToken>" + page.get(page.size() - 1) + "</NextContinuationToken>"
                        : "")
                + page.stream()
                        .map(key -> "<Contents><Key>" + key + "</Key></Contents>")
                        .collect(Collectors.joining())
                + "</ListBucketResult>";
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter ->
                                URLDecoder.decode(parameter.length < 2 ? "" : parameter[1], StandardCharsets.UTF_8)));
    }

    private static int compare(String key, String other) {
        return Arrays.compareUnsigned(key.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
