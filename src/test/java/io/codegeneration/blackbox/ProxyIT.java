package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.ConnectProxy;
import io.codegeneration.testing.Relay;
import io.codegeneration.testing.TlsIdentity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binary behind a proxy, as in a network without any other way out. */
class ProxyIT {

    @Test
    void goesThroughTheProxyToAllButTheHostsThatNeedNone(@TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentity.of("ip:127.0.0.1", folder);
        Path trusted = folder.resolve("trusted.p12");
        identity.writeTrustStore(trusted);
        Backend backend = Backend.start();
        try (ConnectProxy proxy = ConnectProxy.start();
                Relay bedrock = Relay.before(backend.bedrock().url(), identity.server());
                Relay s3 = Relay.before(backend.proxy().url(), identity.server());
                NativeFunction function = new NativeFunction(
                        backend,
                        Map.of(
                                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.url(),
                                "AWS_ENDPOINT_URL_S3", s3.url(),
                                "HTTPS_PROXY", "http://user:word@" + proxy.address(),
                                "NO_PROXY", s3.url().substring("https://".length())),
                        runtime -> Map.of(),
                        "-Djavax.net.ssl.trustStore=" + trusted,
                        "-Djavax.net.ssl.trustStorePassword=" + TlsIdentity.password())) {
            assertThat(function.api().generate("python", "sum").status()).isEqualTo(200);

            assertThat(proxy.requestLines())
                    .containsOnly("CONNECT " + bedrock.url().substring("https://".length()) + " HTTP/1.1");
            assertThat(proxy.heads())
                    .allSatisfy(head -> assertThat(head).contains("Proxy-Authorization: Basic dXNlcjp3b3Jk"));
            assertThat(function.process.output())
                    .noneMatch(line -> line.contains("dXNlcjp3b3Jk") || line.contains(":word@"));
        }
    }
}
