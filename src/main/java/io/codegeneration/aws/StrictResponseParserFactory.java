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
 * Rejects a response whose head has no empty line at its end. HttpCore's own parser accepts the end of the connection instead: a
 * head that is cut before its {@code Content-Length} would then be a valid response without content.
 */
final class StrictResponseParserFactory implements HttpMessageParserFactory<ClassicHttpResponse> {

    private final DefaultHttpResponseParserFactory delegate;

    StrictResponseParserFactory(Http1Config config) {
        delegate = new DefaultHttpResponseParserFactory(config);
    }

    @Override
    public HttpMessageParser<ClassicHttpResponse> create() {
        HttpMessageParser<ClassicHttpResponse> parser = delegate.create();
        return new HttpMessageParser<>() {

            @Override
            public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                    throws IOException, HttpException {
                return parser.parse(new HeadBuffer(buffer), in);
            }
        };
    }

    @Override
    @Deprecated
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
        return create();
    }

    /** Fails at the end of the connection, except before the first line. */
    private static final class HeadBuffer implements SessionInputBuffer {

        private final SessionInputBuffer buffer;
        private boolean begun;

        HeadBuffer(SessionInputBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
            int count = buffer.readLine(line, in);
            if (count < 0 && begun) {
                throw new ConnectionClosedException("The head of the response is incomplete");
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
