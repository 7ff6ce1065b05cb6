package io.codegeneration.aws;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import software.amazon.awssdk.http.Abortable;

/**
 * The content of a response as it arrives. At its end, the connection goes back to the pool. If the content is closed earlier,
 * the connection goes back only if the rest has already arrived. Only one thread may use it at a time, but any thread may abort
 * it.
 */
final class ResponseBody extends InputStream implements Abortable {

    private static final int PIECE = 8192;

    private final InputStream content;
    private final Exchange exchange;
    private final Connection connection;
    private final boolean staysOpen;
    private long left;
    private boolean ended;

    ResponseBody(HttpEntity entity, Exchange exchange, Connection connection, boolean staysOpen) throws IOException {
        content = entity.getContent();
        left = entity.getContentLength() < 0 ? Long.MAX_VALUE : entity.getContentLength();
        this.exchange = exchange;
        this.connection = connection;
        this.staysOpen = staysOpen;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        try {
            int count = content.read(target, offset, length);
            left -= Math.max(count, 0);
            if (count < 0 || left == 0) {
                end(staysOpen);
            }
            return count;
        } catch (IOException e) {
            end(false);
            throw exchange.failure(e);
        }
    }

    @Override
    public int available() throws IOException {
        return ended ? 0 : content.available();
    }

    /** Never waits for the peer. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        if (!staysOpen) {
            end(false);
            return;
        }
        connection.setReadsBlock(false);
        try {
            byte[] rest = new byte[PIECE];
            int count = content.read(rest);
            if (count >= 0) {
                left -= count;
                count = left == 0 ? -1 : content.read(rest);
            }
            connection.setReadsBlock(true);
            end(count < 0);
        } catch (IOException e) {
            end(false);
        }
    }

    @Override
    public void abort() {
        exchange.abort();
    }

    private void end(boolean reusable) {
        ended = true;
        exchange.release(connection, reusable);
    }
}
