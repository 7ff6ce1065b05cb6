package io.codegeneration.lambda.warmup;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Tells when the first event is about to be asked for: after everything has started and on the very thread that asks, which
 * waits as long. No phase of the framework comes so late; the JDK, though, asks for a proxy before it opens a connection.
 */
final class FirstEvent extends ProxySelector {

    private static final String NEXT = "/runtime/invocation/next";

    private final ProxySelector usual;
    private final Runnable before;

    private FirstEvent(ProxySelector usual, Runnable before) {
        this.usual = usual;
        this.before = before;
    }

    /** Has something run once, before the first event is asked for. It must not throw. */
    static void before(Runnable work) {
        setDefault(new FirstEvent(getDefault(), work));
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (uri.getPath() != null && uri.getPath().endsWith(NEXT)) {
            setDefault(usual);
            before.run();
        }
        return usual == null ? List.of(Proxy.NO_PROXY) : usual.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        if (usual != null) {
            usual.connectFailed(uri, address, e);
        }
    }
}
