package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.testing.StreamingRuntimeApi;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaApi;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaMapperRecorder;
import io.quarkus.amazon.lambda.runtime.JacksonInputReader;
import io.quarkus.amazon.lambda.runtime.JacksonOutputWriter;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;
import java.util.EnumMap;
import java.util.Map;

/**
 * The loop of the binary on the JVM, before a Runtime API of the test's own. It needs the application of a test. One loop a
 * mode runs until the JVM ends: a loop that is stopped stops its application.
 */
final class JvmPollLoop {

    private static final ShutdownContext NEVER = new ShutdownContext() {
        @Override
        public void addShutdownTask(Runnable task) {
            // The loop goes on.
        }

        @Override
        public void addLastShutdownTask(Runnable task) {
            // The loop goes on.
        }
    };
    private static final Map<LambdaConfig.InvokeMode, JvmPollLoop> LOOPS = new EnumMap<>(LambdaConfig.InvokeMode.class);

    private final StreamingRuntimeApi runtime = StreamingRuntimeApi.start();

    private JvmPollLoop(LambdaConfig.InvokeMode mode) {
        ObjectMapper json = AmazonLambdaMapperRecorder.objectMapper;
        String usual = System.setProperty(AmazonLambdaApi.QUARKUS_INTERNAL_AWS_LAMBDA_TEST_API, runtime.address());
        try {
            new StreamingPollLoop(
                            new JacksonInputReader(json.readerFor(APIGatewayV2HTTPEvent.class)),
                            new JacksonOutputWriter(json.writerFor(APIGatewayV2HTTPResponse.class)),
                            mode,
                            LaunchMode.TEST)
                    .startPollLoop(NEVER);
        } finally {
            if (usual == null) {
                System.clearProperty(AmazonLambdaApi.QUARKUS_INTERNAL_AWS_LAMBDA_TEST_API);
            } else {
                System.setProperty(AmazonLambdaApi.QUARKUS_INTERNAL_AWS_LAMBDA_TEST_API, usual);
            }
        }
    }

    /** The Runtime API of the loop with this mode. */
    static synchronized StreamingRuntimeApi runtime(LambdaConfig.InvokeMode mode) {
        return LOOPS.computeIfAbsent(mode, JvmPollLoop::new).runtime;
    }
}
