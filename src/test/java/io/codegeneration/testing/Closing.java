package io.codegeneration.testing;

import java.io.IOException;
import java.net.Socket;

/** How a server lets a connection go. */
public enum Closing {
    /** TCP's end alone; with TLS that is a truncation. */
    FIN {
        @Override
        public void close(Socket raw, Socket secured) throws IOException {
            raw.close();
        }
    },
    /** TLS's end before TCP's. */
    CLOSE_NOTIFY {
        @Override
        public void close(Socket raw, Socket secured) throws IOException {
            secured.close();
        }
    },
    /** As a NAT gateway answers that has forgotten the connection. */
    RST {
        @Override
        public void close(Socket raw, Socket secured) throws IOException {
            raw.setSoLinger(true, 0);
            raw.close();
        }
    };

    /**
     * Closes a connection. A thread that reads from it notices later; only then it is closed for the other side.
     *
     * @param secured the same as the other one without TLS
     */
    public abstract void close(Socket raw, Socket secured) throws IOException;
}
