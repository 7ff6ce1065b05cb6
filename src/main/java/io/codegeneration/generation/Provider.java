package io.codegeneration.generation;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks an adapter of {@code CodeModel}, {@code ObjectStore} or {@code JobQueue} with the name by which configuration chooses it. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Provider {

    String value();

    /** The qualifier as a value, to look an adapter up. */
    final class Literal extends AnnotationLiteral<Provider> implements Provider {

        private static final long serialVersionUID = 1L;

        private final String value;

        public Literal(String value) {
            this.value = value;
        }

        @Override
        public String value() {
            return value;
        }
    }
}
