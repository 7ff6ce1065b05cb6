package io.codegeneration;

import io.codegeneration.RelayedBackendResource.Relays;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Relay;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

@QuarkusTest
@WithTestResource(value = RelayedBackendResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class ClosedConnectionsTest extends ClosedConnections {

    Backend backend;
    Relays relays;

    @Override
    String address() {
        return "http://localhost:"
                + ConfigProvider.getConfig().getValue("quarkus.lambda.mock-event-server.test-port", Integer.class);
    }

    @Override
    Backend backend() {
        return backend;
    }

    @Override
    List<Relay> relays() {
        return relays.all();
    }

    @Override
    void whileIdle(Interruption interruption) throws Exception {
        interruption.happen();
    }
}
