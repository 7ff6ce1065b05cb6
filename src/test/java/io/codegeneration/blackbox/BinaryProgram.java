package io.codegeneration.blackbox;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Relay;
import io.codegeneration.testing.TlsIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * The native binary behind an emulator of Lambda. Relays speak TLS, as AWS does.
 *
 * @param frozen whether the process is stopped while it is idle
 */
record BinaryProgram(NativeFunction function, List<Relay> relays, boolean frozen) implements Program {

    static Program start(BlackBox suite, boolean frozen) throws Exception {
        List<String> options = new ArrayList<>();
        if (!suite.binaryHeap().isEmpty()) {
            options.add("-Xmx" + suite.binaryHeap());
        }
        return suite.closesConnections()
                ? relayed(options, frozen)
                : new BinaryProgram(
                        new NativeFunction(
                                Backend.start(), Map.of(), runtime -> Map.of(), options.toArray(String[]::new)),
                        List.of(),
                        frozen);
    }

    private static Program relayed(List<String> options, boolean frozen) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target"), "tls");
        TlsIdentity identity = TlsIdentity.of("ip:127.0.0.1", folder);
        Path trusted = folder.resolve("trusted.p12").toAbsolutePath();
        identity.writeTrustStore(trusted);
        options.add("-Djavax.net.ssl.trustStore=" + trusted);
        options.add("-Djavax.net.ssl.trustStorePassword=" + TlsIdentity.password());
        SSLContext tls = identity.server();
        Backend backend = Backend.start();
        List<Relay> relays = new ArrayList<>();
        relays.add(Relay.before(backend.bedrock().url(), tls));
        relays.add(Relay.before(backend.proxy().url(), tls));
        NativeFunction function = new NativeFunction(
                backend,
                Map.of(
                        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                        relays.get(0).url(),
                        "AWS_ENDPOINT_URL_S3",
                        relays.get(1).url()),
                runtime -> {
                    Relay lambda = Relay.before(runtime.invokeUrl(), tls);
                    relays.add(lambda);
                    return Map.of("AWS_ENDPOINT_URL_LAMBDA", lambda.url());
                },
                options.toArray(String[]::new));
        return new BinaryProgram(function, relays, frozen);
    }

    @Override
    public ApiClient api() {
        return function.api();
    }

    @Override
    public Backend backend() {
        return function.backend;
    }

    @Override
    public void whileIdle(IdleAction action) throws Exception {
        if (!frozen) {
            action.happen();
            return;
        }
        signal("STOP");
        try {
            action.happen();
        } finally {
            signal("CONT");
        }
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(function.process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws Exception {
        function.close();
        for (Relay relay : relays) {
            relay.close();
        }
    }
}
