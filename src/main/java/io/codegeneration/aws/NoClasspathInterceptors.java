package io.codegeneration.aws;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.core.interceptor.ClasspathInterceptorChainFactory;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Takes the place, in the binary, of the search for interceptors that libraries bring: each client of the SDK looks for them
 * under two names, which costs as much memory as a request. No library here brings one.
 */
@TargetClass(ClasspathInterceptorChainFactory.class)
final class NoClasspathInterceptors {

    private NoClasspathInterceptors() {}

    @Substitute
    private Collection<ExecutionInterceptor> createExecutionInterceptorsFromClasspath(String path) {
        return List.of();
    }
}
