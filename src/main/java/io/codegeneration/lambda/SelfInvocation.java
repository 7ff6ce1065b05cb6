package io.codegeneration.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.Backoff;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Pauser;
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
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Runs jobs in further invocations of this function, with the version or alias of the current invocation. */
@Singleton
@Provider("lambda")
class SelfInvocation implements JobQueue {

    private static final Logger LOG = Logger.getLogger(SelfInvocation.class);

    /** A repeated call is safe: if Lambda delivers a job twice, the record lets one of them run. */
    private static final int MAX_CALLS = 3;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final int ACCEPTED = 202;

    private static final String REFUSED = "The job could not be queued.";
    private static final String ALLOW_INVOKE =
            "Allow the function's role the action lambda:InvokeFunction on the function's own alias.";
    private static final String NO_FUNCTION =
            "Run the program as a Lambda function, because a job is a further invocation of the function.";
    private static final String CHECK_SETTINGS =
            "Check AWS_ENDPOINT_URL_LAMBDA, which is normally not set, and the function's credentials.";

    private final Optional<URI> endpoint;
    private final ObjectMapper json;
    private final Pauser pauser;
    private InvokeCall invoke;

    @Inject
    SelfInvocation(LambdaConfig config, ObjectMapper json, Pauser pauser) {
        this(config.lambda().endpoint(), json, pauser);
    }

    SelfInvocation(Optional<URI> endpoint, ObjectMapper json, Pauser pauser) {
        if (endpoint.isPresent() && endpoint.get().getHost() == null) {
            throw new ConfigurationException("AWS_ENDPOINT_URL_LAMBDA or CODEGEN_LAMBDA_ENDPOINT is '" + endpoint.get()
                    + "', but must be a URL such as https://host");
        }
        this.endpoint = endpoint;
        this.json = json;
        this.pauser = pauser;
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
                InvokeCall.Result answer = send(function, event, end);
                if (answer.status() == ACCEPTED) {
                    return;
                }
                last = new IOException("Lambda answered " + answer);
                if (!temporary(answer.status())) {
                    throw misconfigured(answer.status() < 400 ? CHECK_SETTINGS : ALLOW_INVOKE, last);
                }
            } catch (IOException | ApiCallTimeoutException e) {
                last = e;
            }
            LOG.debugf("Job %s, call %d: %s", job.id(), call, last);
        }
        throw new TransientException(ProblemCode.JOB_REFUSED, REFUSED, last);
    }

    /** Whether a repeated call may succeed. */
    private static boolean temporary(int status) {
        return status >= 500 || status == 429 || status == 409 || status == 408;
    }

    private InvokeCall.Result send(FunctionName function, byte[] event, long end) throws IOException {
        URI address = endpoint.orElseGet(() -> InvokeCall.endpoint(function.region()));
        try {
            return TimeLimit.within(left(end), () -> {
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
            throw misconfigured(CHECK_SETTINGS, e);
        }
    }

    /** Waits before a further call, or returns false if no time would be left. */
    private boolean pause(int calls, long end) {
        Duration left = left(end);
        return calls == 0 ? !left.isZero() && !left.isNegative() : pauser.pause(BACKOFF, calls, left);
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }

    /** Creates the client for the first job: most invocations queue none. */
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
