package io.codegeneration.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A socket with one time limit for all reads and writes, and with reads that do not block. The timeout of an ordinary socket
 * applies to each read separately and to no write. Only one thread may use it at a time, but any thread may close it, which
 * ends a read or a write.
 */
public final class ChannelSocket extends Socket {

    /** Maximum size of one write, because the system copies the bytes before it sends them. */
    private static final int PIECE = 64 * 1024;

    /** Has no stack trace, because it is thrown often and is not an error. */
    private static final class NoDataException extends SocketTimeoutException {

        private static final long serialVersionUID = 1;
        private static final NoDataException INSTANCE = new NoDataException();

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final InputStream in = new Input();
    private final OutputStream out = new Output();

    private TimeLimit limit;
    private int silence;
    private boolean readsBlock = true;
    private boolean endOfInput;
    private long sent;

    /**
     * Creates a socket that is not connected.
     *
     * @param limit the time limit for connecting
     */
    public ChannelSocket(TimeLimit limit) throws IOException {
        super((SocketImpl) null);
        this.limit = limit;
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            selector = Selector.open();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        key = channel.register(selector, 0);
    }

    /**
     * Connects. Closes the socket if this fails.
     *
     * @param address a resolved address
     * @throws ConnectException if the peer refuses the connection or does not answer in time
     */
    public void connect(InetSocketAddress address) throws IOException {
        boolean connected = false;
        try {
            if (!channel.connect(address)) {
                await(SelectionKey.OP_CONNECT, limit);
                channel.finishConnect();
            }
            connected = true;
        } catch (SocketTimeoutException e) {
            throw new ConnectException("no answer from " + address);
        } finally {
            if (!connected) {
                close();
            }
        }
    }

    /** Sets the end of everything that is read or written from now on, and begins to count what is sent. */
    public void begin(TimeLimit end, Duration longestSilence) {
        limit = end;
        silence = (int) Math.min(longestSilence.toMillis(), Integer.MAX_VALUE);
        sent = 0;
    }

    /** Returns the number of bytes that were handed to the system since {@link #begin}. */
    long sent() {
        return sent;
    }

    /** If false, a read throws {@link SocketTimeoutException} at once if no data has arrived. */
    void setReadsBlock(boolean block) {
        readsBlock = block;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    /** Sets the maximum silence of the peer in milliseconds; 0 for no limit. */
    @Override
    public void setSoTimeout(int timeout) {
        silence = timeout;
    }

    @Override
    public int getSoTimeout() {
        return silence;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    /** Returns whether the end of the peer's stream was read. */
    @Override
    public boolean isInputShutdown() {
        return endOfInput;
    }

    @Override
    public boolean isOutputShutdown() {
        return isClosed();
    }

    @Override
    public InetAddress getInetAddress() {
        return channel.socket().getInetAddress();
    }

    @Override
    public int getPort() {
        return channel.socket().getPort();
    }

    @Override
    public InetAddress getLocalAddress() {
        return channel.socket().getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return channel.socket().getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return channel.socket().getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return channel.socket().getLocalSocketAddress();
    }

    /** Closing never waits. */
    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        // Closing never waits.
    }

    @Override
    public void shutdownInput() {
        endOfInput = true;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Also ends a read or write of another thread. Closing the selector releases the file descriptor. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }

    @Override
    public String toString() {
        return channel.toString();
    }

    private int read(ByteBuffer target) throws IOException {
        TimeLimit end = null;
        while (true) {
            if (readsBlock && limit.isOver()) {
                throw new SocketTimeoutException("time limit exceeded");
            }
            int count = channel.read(target);
            if (count != 0) {
                endOfInput = count < 0;
                return count;
            }
            if (!readsBlock) {
                throw NoDataException.INSTANCE;
            }
            end = end == null ? endOfSilence() : end;
            await(SelectionKey.OP_READ, end);
        }
    }

    private void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            if (limit.isOver()) {
                throw new SocketTimeoutException("time limit exceeded");
            }
            int count = channel.write(source);
            sent += count;
            if (count == 0) {
                await(SelectionKey.OP_WRITE, endOfSilence());
            }
        }
    }

    private TimeLimit endOfSilence() {
        return (silence == 0 ? limit : limit.atMost(Duration.ofMillis(silence))).endOfSilence();
    }

    private void await(int operation, TimeLimit end) throws IOException {
        try {
            key.interestOps(operation);
            do {
                long millis = end.leftMillis();
                if (millis == 0) {
                    throw new SocketTimeoutException("the peer is silent");
                }
                selector.select(millis);
                if (Thread.currentThread().isInterrupted()) {
                    close();
                    throw new SocketException("interrupted");
                }
            } while (selector.selectedKeys().isEmpty());
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw closed(e);
        }
    }

    private static SocketException closed(RuntimeException cause) {
        SocketException closed = new SocketException("closed");
        closed.initCause(cause);
        return closed;
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return length == 0 ? 0 : ChannelSocket.this.read(ByteBuffer.wrap(target, offset, length));
        }

        @Override
        public void close() throws IOException {
            ChannelSocket.this.close();
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE) {
                ChannelSocket.this.write(ByteBuffer.wrap(source, offset + done, Math.min(PIECE, length - done)));
            }
        }

        @Override
        public void close() throws IOException {
            ChannelSocket.this.close();
        }
    }
}
