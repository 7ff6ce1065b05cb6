package io.codegeneration;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Relay;
import io.codegeneration.testing.TlsIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** With TLS, as in AWS; in a process that goes on and in one that is frozen, as Lambda does it between two events. */
class ClosedConnectionsIT {

    private static final List<Relay> RELAYS = new ArrayList<>();
    private static NativeFunction function;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentity.of("ip:127.0.0.1", folder);
        Path trusted = folder.resolve("trusted.p12");
        identity.writeTrustStore(trusted);
        SSLContext tls = identity.server();
        Backend backend = Backend.start();
        RELAYS.add(Relay.before(backend.bedrock().url(), tls));
        RELAYS.add(Relay.before(backend.proxy().url(), tls));
        function = new NativeFunction(
                backend,
                Map.of(
                        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                        RELAYS.get(0).url(),
                        "AWS_ENDPOINT_URL_S3",
                        RELAYS.get(1).url()),
                runtime -> {
                    Relay lambda = Relay.before(runtime.invokeUrl(), tls);
                    RELAYS.add(lambda);
                    return Map.of("AWS_ENDPOINT_URL_LAMBDA", lambda.url());
                },
                "-Djavax.net.ssl.trustStore=" + trusted,
                "-Djavax.net.ssl.trustStorePassword=" + TlsIdentity.password());
    }

    @AfterAll
    static void stop() throws Exception {
        function.close();
        for (Relay relay : RELAYS) {
            relay.close();
        }
        RELAYS.clear();
    }

    @Nested
    class InAProcessThatGoesOn extends OfTheBinary {

        @Override
        void whileIdle(Interruption interruption) throws Exception {
            interruption.happen();
        }
    }

    @Nested
    class InAFrozenProcess extends OfTheBinary {

        @Override
        void whileIdle(Interruption interruption) throws Exception {
            signal("STOP");
            try {
                interruption.happen();
            } finally {
                signal("CONT");
            }
        }

        private static void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, Long.toString(function.process.pid()))
                    .start()
                    .waitFor();
        }
    }

    abstract static class OfTheBinary extends ClosedConnections {

        @Override
        String address() {
            return function.runtime.frontUrl();
        }

        @Override
        Backend backend() {
            return function.backend;
        }

        @Override
        List<Relay> relays() {
            return RELAYS;
        }
    }
}
