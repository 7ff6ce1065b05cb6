package io.codegeneration.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * AWS's Runtime Interface Emulator, running an executable. It starts the executable when the first event comes, and refuses
 * an event while it handles another.
 *
 * @see <a href="https://github.com/aws/aws-lambda-runtime-interface-emulator">Runtime Interface Emulator</a>
 */
public final class RuntimeEmulator implements AutoCloseable {

    /** Skips tests, and says why, if the emulator is not installed. */
    public static final class Installed implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Peer.enabledIfInstalled(NAME);
        }
    }

    /** The only part of {@link #FUNCTION_ARN} that can be chosen. */
    private static final String FUNCTION = "code-generation";

    /** The ARN that invocations come with. */
    public static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:012345678912:function:" + FUNCTION;

    private static final String NAME = "aws-lambda-rie";
    private static final String INVOCATIONS = "/2015-03-31/functions/function/invocations";

    private final Peer peer;

    private RuntimeEmulator(Peer peer) {
        this.peer = peer;
    }

    /**
     * Starts the emulator. The executable starts with the first event.
     *
     * @param timeoutSeconds the time that each invocation has
     * @param variables what the executable finds in its environment, in addition to Lambda's
     */
    public static RuntimeEmulator start(Path binary, int timeoutSeconds, Map<String, String> variables) {
        return new RuntimeEmulator(Peer.start(
                NAME,
                port -> List.of(
                        "--runtime-interface-emulator-address=127.0.0.1:" + port,
                        "--runtime-api-address=127.0.0.1:" + Peer.freePort(),
                        binary.toAbsolutePath().toString()),
                (folder, environment) -> {
                    environment.clear();
                    environment.put("AWS_LAMBDA_FUNCTION_NAME", FUNCTION);
                    environment.put("AWS_LAMBDA_FUNCTION_TIMEOUT", Integer.toString(timeoutSeconds));
                    environment.put("AWS_ACCESS_KEY_ID", "test");
                    environment.put("AWS_SECRET_ACCESS_KEY", "test");
                    environment.put("AWS_SESSION_TOKEN", "test");
                    environment.putAll(variables);
                }));
    }

    /** A client for {@link ApiClient#event}. The emulator takes events only, no other HTTP requests. */
    public ApiClient api() {
        return new ApiClient(peer.url(), INVOCATIONS);
    }

    /** The lines that the emulator and the executable wrote so far, in their order. */
    public List<String> output() {
        return peer.process().output();
    }

    @Override
    public void close() {
        peer.close();
    }
}
