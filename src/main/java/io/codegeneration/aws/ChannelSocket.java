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
 * A connected socket of which every read and write ends in time, whatever the peer does, and which can be asked without
 * waiting whether the peer has sent something. An ordinary socket limits reads only, and each of them anew. One thread uses
 * it at a time; any thread may close it, which ends a read or a write.
 */
public final class ChannelSocket extends Socket {

    /** Most of one write to the system, which copies what it is given before it sends. */
    private static final int PIECE = 64 * 1024;

    /** Without a trace, since it only says that a socket was asked and had nothing. */
    private static final class NothingToRead extends SocketTimeoutException {

        private static final long serialVersionUID = 1;
        private static final NothingToRead INSTANCE = new NothingToRead();

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
    private boolean waits = true;
    private boolean ended;
    private long sent;

    /**
     * A socket that is not connected yet.
     *
     * @param limit of the time to connect
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
     * Opens the connection, or closes the socket.
     *
     * @param address resolved
     * @throws ConnectException if the peer refuses it or does not answer within the limit
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

    /** Bytes that the system took to send since {@link #begin}. */
    long sent() {
        return sent;
    }

    /** With false, a read of what has not arrived ends at once with {@link SocketTimeoutException}. */
    void waits(boolean forInput) {
        waits = forInput;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    /** Longest silence of the peer in milliseconds; 0 means no limit. */
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

    /** Whether the peer's end of the stream was read. */
    @Override
    public boolean isInputShutdown() {
        return ended;
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

    /** There is no lingering: closing never waits. */
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
        ended = true;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Closes the connection and ends a read or write of another thread. The selector frees the descriptor. */
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
            if (waits && limit.isOver()) {
                throw new SocketTimeoutException("time is over");
            }
            int count = channel.read(target);
            if (count != 0) {
                ended = count < 0;
                return count;
            }
            if (!waits) {
                throw NothingToRead.INSTANCE;
            }
            end = end == null ? endOfSilence() : end;
            await(SelectionKey.OP_READ, end);
        }
    }

    private void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            if (limit.isOver()) {
                throw new SocketTimeoutException("time is over");
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
