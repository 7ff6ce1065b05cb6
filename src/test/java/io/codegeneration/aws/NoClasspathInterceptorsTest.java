package io.codegeneration.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.ClasspathInterceptorChainFactory;

/** Fails if a library brings an interceptor, or if the SDK no longer has the replaced method. */
class NoClasspathInterceptorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"global/handlers", "services/s3", "services/bedrockruntime"})
    void noLibraryBringsAny(String place) throws IOException {
        assertThat(Collections.list(Thread.currentThread()
                        .getContextClassLoader()
                        .getResources("software/amazon/awssdk/" + place + "/execution.interceptors")))
                .isEmpty();
    }

    @Test
    void theSdkLooksForThemWhereTheBinaryDoesNot() throws Exception {
        var method = ClasspathInterceptorChainFactory.class.getDeclaredMethod(
                "createExecutionInterceptorsFromClasspath", String.class);

        assertThat(method.getReturnType()).isEqualTo(Collection.class);
        assertThat(new ClasspathInterceptorChainFactory().getGlobalInterceptors())
                .isEmpty();
    }
}
