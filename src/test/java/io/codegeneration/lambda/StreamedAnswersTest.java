package io.codegeneration.lambda;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.StreamingRuntimeApi;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
@WithTestResource(value = StreamedAnswersTest.Servers.class, scope = TestResourceScope.MATCHING_RESOURCES)
class StreamedAnswersTest extends StreamedAnswersSuite {

    /** Points the clients at servers of the test. */
    public static class Servers implements QuarkusTestResourceLifecycleManager {

        private Backend backend;

        @Override
        public Map<String, String> start() {
            backend = Backend.start();
            return backend.properties();
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(backend, new TestInjector.MatchesType(Backend.class));
        }

        @Override
        public void stop() {
            if (backend != null) {
                backend.close();
            }
        }
    }

    Backend backend;

    @Override
    StreamingRuntimeApi runtime() {
        return JvmPollLoop.runtime(LambdaConfig.InvokeMode.RESPONSE_STREAM);
    }

    @Override
    Backend backend() {
        return backend;
    }
}
