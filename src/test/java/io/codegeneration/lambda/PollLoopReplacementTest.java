package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import io.quarkus.amazon.lambda.runtime.LambdaInputReader;
import io.quarkus.amazon.lambda.runtime.LambdaOutputWriter;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fails if a new version of Quarkus changes what {@link PollLoopReplacement}, {@link StreamingPollLoop} and {@link
 * EventDispatch} replace or repeat. Compare them with the new version first; then write down its digests.
 */
class PollLoopReplacementTest {

    @Test
    void theExtensionStartsItsLoopByTheMethodThatIsReplaced() throws Exception {
        Method replaced =
                AmazonLambdaRecorder.class.getDeclaredMethod("startPollLoop", ShutdownContext.class, LaunchMode.class);

        assertThat(Modifier.toString(replaced.getModifiers())).isEqualTo("public");
        assertThat(replaced.getReturnType()).isEqualTo(void.class);
    }

    @Test
    void theExtensionKeepsItsReaderAndWriterWhereTheReplacementFindsThem() throws Exception {
        assertStatic("objectReader", LambdaInputReader.class);
        assertStatic("objectWriter", LambdaOutputWriter.class);
    }

    @ParameterizedTest
    @CsvSource({
        "io/quarkus/amazon/lambda/runtime/AmazonLambdaRecorder, ca1a0dffb4accd4d",
        "io/quarkus/amazon/lambda/runtime/AmazonLambdaRecorder$1, 8585e98778bc3095",
        "io/quarkus/amazon/lambda/runtime/AbstractLambdaPollLoop, 3c114ea5f881fb0f",
        "io/quarkus/amazon/lambda/runtime/AbstractLambdaPollLoop$1, 0b5156abe4c0f3a8",
        "io/quarkus/amazon/lambda/http/LambdaHttpHandler, 2c6c5dee6553b7d7",
        "io/quarkus/amazon/lambda/http/LambdaHttpHandler$NettyResponseHandler, e554544ce939b713",
        "io/quarkus/netty/runtime/virtual/VirtualChannel, 441af202d2b9fbd6",
        "io/quarkus/netty/runtime/virtual/VirtualClientConnection, 730170e9297cf5ea"
    })
    void theClassIsTheOneThatWasCompared(String type, String digest) throws Exception {
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(type + ".class")) {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());

            assertThat(HexFormat.of().formatHex(sha256)).startsWith(digest);
        }
    }

    private static void assertStatic(String name, Class<?> type) throws NoSuchFieldException {
        Field field = AmazonLambdaRecorder.class.getDeclaredField(name);

        assertThat(field.getType()).isEqualTo(type);
        assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
    }
}
