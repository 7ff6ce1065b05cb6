package io.codegeneration.aws;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Parses heads that end with their empty line. HttpCore's own parser takes the end of the connection for the end of a head as
 * well: a head that breaks off before its {@code Content-Length} would then be a good response without content.
 */
final class StrictResponseParserFactory implements HttpMessageParserFactory<ClassicHttpResponse> {

    private final DefaultHttpResponseParserFactory parsers;

    StrictResponseParserFactory(Http1Config config) {
        parsers = new DefaultHttpResponseParserFactory(config);
    }

    @Override
    public HttpMessageParser<ClassicHttpResponse> create() {
        HttpMessageParser<ClassicHttpResponse> parser = parsers.create();
        return new HttpMessageParser<>() {

            @Override
            public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                    throws IOException, HttpException {
                return parser.parse(new Lines(buffer), in);
            }
        };
    }

    @Override
    @Deprecated
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
        return create();
    }

    /** The lines of one head, of which only the first may be missing. */
    private static final class Lines implements SessionInputBuffer {

        private final SessionInputBuffer buffer;
        private boolean begun;

        Lines(SessionInputBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
            int count = buffer.readLine(line, in);
            if (count < 0 && begun) {
                throw new ConnectionClosedException("The head of the response breaks off");
            }
            begun = true;
            return count;
        }

        @Override
        public HttpTransportMetrics getMetrics() {
            return buffer.getMetrics();
        }

        @Override
        public int length() {
            return buffer.length();
        }

        @Override
        public int capacity() {
            return buffer.capacity();
        }

        @Override
        public int available() {
            return buffer.available();
        }

        @Override
        public int read(byte[] target, int offset, int length, InputStream in) throws IOException {
            return buffer.read(target, offset, length, in);
        }

        @Override
        public int read(byte[] target, InputStream in) throws IOException {
            return buffer.read(target, in);
        }

        @Override
        public int read(InputStream in) throws IOException {
            return buffer.read(in);
        }
    }
}
