package io.codegeneration.blackbox;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A suite that sees the program only from outside. It runs once for each {@link ProgramKind} that the build asks for, and
 * gets the running {@link Program} as a parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(BlackBoxExtension.class)
@interface BlackBox {

    /** Whether the suite closes connections. The binary then uses TLS, and runs a second time as a frozen process. */
    boolean closesConnections() default false;

    /** Whether the suite can run against the binary. */
    boolean binary() default true;

    /** The maximum heap of the binary, such as {@code 100m}; empty for the default. */
    String binaryHeap() default "";
}
