package io.codegeneration.lambda;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import io.quarkus.amazon.lambda.runtime.LambdaInputReader;
import io.quarkus.amazon.lambda.runtime.LambdaOutputWriter;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;

/** Starts {@link StreamingPollLoop} in the binary in place of the extension's loop, which cannot be configured. */
@TargetClass(AmazonLambdaRecorder.class)
final class PollLoopReplacement {

    @Alias
    private static LambdaInputReader<?> objectReader;

    @Alias
    private static LambdaOutputWriter objectWriter;

    private PollLoopReplacement() {}

    @Substitute
    public void startPollLoop(ShutdownContext context, LaunchMode launchMode) {
        LambdaConfig config = Arc.container().instance(LambdaConfig.class).get();
        new StreamingPollLoop(objectReader, objectWriter, config.functionUrl().invokeMode(), launchMode)
                .startPollLoop(context);
    }
}
