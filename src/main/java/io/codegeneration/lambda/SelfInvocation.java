package io.codegeneration.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.job.JobQueue;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Has a job run in a further invocation of this very function, by the name that the current one came by. */
@Singleton
@Provider("lambda")
class SelfInvocation implements JobQueue {

    private static final Logger LOG = Logger.getLogger(SelfInvocation.class);

    /** An event that is taken twice does no harm: the record lets one of the two run. */
    private static final int MAX_CALLS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int TAKEN = 202;

    private static final String REFUSED = "The job could not be handed over.";
    private static final String ALLOW =
            "Allow the function's role the action lambda:InvokeFunction on the function's own alias.";
    private static final String NO_FUNCTION =
            "Run the program as a Lambda function: jobs need a function that can invoke itself.";
    private static final String LOOK_AT_SETTINGS =
            "Look at AWS_ENDPOINT_URL_LAMBDA, which is best left unset, and at the function's credentials.";

    private final Optional<URI> endpoint;
    private final ObjectMapper json;
    private final RandomGenerator random;
    private InvokeCall invoke;

    @Inject
    SelfInvocation(LambdaConfig config, ObjectMapper json, RandomGenerator random) {
        this(config.lambda().endpoint(), json, random);
    }

    SelfInvocation(Optional<URI> endpoint, ObjectMapper json, RandomGenerator random) {
        if (endpoint.isPresent() && endpoint.get().getHost() == null) {
            throw new ConfigurationException("AWS_ENDPOINT_URL_LAMBDA or CODEGEN_LAMBDA_ENDPOINT is '" + endpoint.get()
                    + "', which is not an address such as https://host");
        }
        this.endpoint = endpoint;
        this.json = json;
        this.random = random;
    }

    @Override
    public void submit(Job job, Invocation invocation, Duration timeLimit) {
        long end = System.nanoTime() + timeLimit.toNanos();
        FunctionName function =
                invocation.functionArn().flatMap(FunctionName::of).orElseThrow(() -> misconfigured(NO_FUNCTION, null));
        byte[] event = JobEvent.of(job).bytes(json);
        Exception last = null;
        for (int call = 0; call < MAX_CALLS && pause(call, end); call++) {
            try {
                InvokeCall.Answer answer = send(function, event, end);
                if (answer.status() == TAKEN) {
                    return;
                }
                last = new IOException("Lambda answered " + answer);
                if (!passing(answer.status())) {
                    throw misconfigured(answer.status() < 400 ? LOOK_AT_SETTINGS : ALLOW, last);
                }
            } catch (IOException | ApiCallTimeoutException e) {
                last = e;
            }
            LOG.debugf("Job %s, call %d: %s", job.id(), call, last);
        }
        throw new TransientException(ProblemCode.JOB_REFUSED, REFUSED, last);
    }

    /** What the next call may find otherwise; everything else stays as it is until somebody changes it. */
    private static boolean passing(int status) {
        return status >= 500 || status == 429 || status == 409 || status == 408;
    }

    private InvokeCall.Answer send(FunctionName function, byte[] event, long end) throws IOException {
        URI address = endpoint.orElseGet(() -> InvokeCall.endpoint(function.region()));
        try {
            return TimeLimit.within(Duration.ofNanos(end - System.nanoTime()), () -> {
                try {
                    return invoke().send(address, function, event);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (ApiCallTimeoutException e) {
            throw e;
        } catch (RuntimeException e) {
            throw misconfigured(LOOK_AT_SETTINGS, e);
        }
    }

    /** Waits before a repetition, with full jitter. False where no time is left after that. */
    private boolean pause(int call, long end) {
        long bound = call == 0 ? 0 : FIRST_PAUSE.toNanos() << call;
        long pause = bound == 0 ? 0 : random.nextLong(bound);
        if (end - System.nanoTime() <= pause) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Made when the first job is handed over: most invocations hand over none. */
    private synchronized InvokeCall invoke() {
        if (invoke == null) {
            invoke = new InvokeCall();
        }
        return invoke;
    }

    @PreDestroy
    synchronized void close() {
        if (invoke != null) {
            invoke.close();
        }
    }

    private static OperatorException misconfigured(String fix, Throwable cause) {
        return new OperatorException(ProblemCode.JOB_REFUSED, REFUSED, fix, cause);
    }
}
