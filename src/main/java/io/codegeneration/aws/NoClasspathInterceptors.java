package io.codegeneration.aws;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.core.interceptor.ClasspathInterceptorChainFactory;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Replaces, in the binary, the SDK's search for interceptors on the class path. Each SDK client searches under two names, which
 * uses as much memory as a request. No library in this program has such an interceptor.
 */
@TargetClass(ClasspathInterceptorChainFactory.class)
final class NoClasspathInterceptors {

    private NoClasspathInterceptors() {}

    @Substitute
    private Collection<ExecutionInterceptor> createExecutionInterceptorsFromClasspath(String path) {
        return List.of();
    }
}
