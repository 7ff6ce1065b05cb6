package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.job.JobQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SelfInvocationWiringTest {

    @Inject
    @Provider("lambda")
    JobQueue queue;

    @Test
    void asksForAFunctionOutsideOfLambda() {
        Job job = new Job(Owner.ANONYMOUS, new GenerationId("20261122T101530123Z-k3v9q2w8"));

        OperatorException e = catchThrowableOfType(
                OperatorException.class, () -> queue.submit(job, TestInvocation.anonymous(), Duration.ofSeconds(1)));

        assertThat(e.fix().orElseThrow()).contains("Lambda function");
    }
}
