package io.codegeneration.lambda.warmup;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Runs work before the extension asks the Runtime API for the first event, on the thread that asks. The framework has no hook
 * so late in the start, but the JDK selects a proxy before it opens a connection.
 */
final class FirstEvent extends ProxySelector {

    private static final String NEXT = "/runtime/invocation/next";

    private final ProxySelector usual;
    private final Runnable before;

    private FirstEvent(ProxySelector usual, Runnable before) {
        this.usual = usual;
        this.before = before;
    }

    /** Runs the work once, before the first event. The work must not throw. */
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
