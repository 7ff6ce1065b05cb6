package io.codegeneration.lambda;

import io.codegeneration.testing.StreamingRuntimeApi;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class StreamedAnswersTest extends StreamedAnswersSuite {

    @Override
    StreamingRuntimeApi runtime() {
        return JvmPollLoop.runtime(LambdaConfig.InvokeMode.RESPONSE_STREAM);
    }
}
