package io.codegeneration.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A response's body that fails if it ends before its announced length: a client may take that for its end. */
final class WholeBody extends FilterInputStream {

    private final Long length;
    private long read;

    /**
     * @param length the announced length in bytes, or null if there is none
     */
    WholeBody(InputStream body, Long length) {
        super(body);
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        count(next < 0 ? next : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
        int count = in.read(bytes, offset, most);
        count(count);
        return count;
    }

    @Override
    public long skip(long most) throws IOException {
        long skipped = in.skip(most);
        read += skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int count) throws IOException {
        if (count > 0) {
            read += count;
        } else if (count < 0 && length != null && read < length) {
            throw new IOException("The body has " + read + " of " + length + " bytes");
        }
    }
}
