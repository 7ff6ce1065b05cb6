package io.codegeneration.blackbox;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a suite once for each kind of program that the build asks for. */
final class BlackBoxExtension implements ClassTemplateInvocationContextProvider {

    private static final ExtensionContext.Namespace PROGRAMS =
            ExtensionContext.Namespace.create(BlackBoxExtension.class);

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public boolean mayReturnZeroClassTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<SuiteRun> provideClassTemplateInvocationContexts(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        BlackBox suite = type.getAnnotation(BlackBox.class);
        return ProgramKind.wanted().stream()
                .filter(kind -> kind.suits(suite))
                .filter(kind -> kind.takesEvents() || !type.isAnnotationPresent(EventsOnly.class))
                .map(kind -> new SuiteRun(kind, suite));
    }

    private record SuiteRun(ProgramKind kind, BlackBox suite) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return kind.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Running(kind, suite));
        }
    }

    /** Starts the program before a suite, gives it to the tests, and stops it afterwards. */
    private static final class Running
            implements BeforeClassTemplateInvocationCallback,
                    AfterClassTemplateInvocationCallback,
                    ParameterResolver,
                    ExecutionCondition {

        private final ProgramKind kind;
        private final BlackBox suite;
        private Program program;

        Running(ProgramKind kind, BlackBox suite) {
            this.kind = kind;
            this.suite = suite;
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return !kind.takesEvents() && AnnotationSupport.isAnnotated(context.getElement(), EventsOnly.class)
                    ? ConditionEvaluationResult.disabled("it sends events")
                    : ConditionEvaluationResult.enabled("");
        }

        @Override
        public void beforeClassTemplateInvocation(ExtensionContext context) throws Exception {
            program = switch (kind) {
                case JVM -> onJvm(kind, context);
                case JVM_HTTP -> onJvm(kind, context).overHttp();
                case BINARY -> BinaryProgram.start(suite, false);
                case FROZEN_BINARY -> BinaryProgram.start(suite, true);
            };
        }

        /** The one program of a kind on the JVM, which JUnit closes at the end of the run. */
        private static JvmProgram onJvm(ProgramKind kind, ExtensionContext context) {
            ExtensionContext.Store store = context.getRoot().getStore(PROGRAMS);
            JvmProgram.Services services = store.computeIfAbsent(
                    JvmProgram.Services.class, key -> JvmProgram.Services.start(), JvmProgram.Services.class);
            return store.computeIfAbsent(
                    kind,
                    key -> {
                        try {
                            return JvmProgram.start(services);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    JvmProgram.class);
        }

        @Override
        public void afterClassTemplateInvocation(ExtensionContext context) throws Exception {
            if (program instanceof BinaryProgram binary) {
                binary.close();
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Program.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return program;
        }
    }
}
