package io.codegeneration;

import io.codegeneration.testing.Backend;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.ConfigProvider;

@QuarkusTest
@WithTestResource(value = BackendResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class AllowedMethodsTest extends AllowedMethods {

    Backend backend;

    @Override
    String address() {
        return "http://localhost:"
                + ConfigProvider.getConfig().getValue("quarkus.lambda.mock-event-server.test-port", Integer.class);
    }

    @Override
    Backend backend() {
        return backend;
    }
}
