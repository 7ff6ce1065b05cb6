package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.LogLine;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.job.Job;
import io.codegeneration.generation.job.JobRunner;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Runs the jobs that the program sent to itself. Their events reach no route. Lambda discards the answer: it only needs
 * one, or it would deliver the event again.
 */
@ApplicationScoped
class JobEvents {

    private static final Logger LOG = Logger.getLogger("io.codegeneration.job");

    /** The priority of the filter: before {@link HeaderRestoration}. */
    private static final int FIRST = 20_000;

    private static final int DONE = 204;

    /** Runs a job, see {@link JobRunner#run}. */
    interface Runner {

        Optional<GenerationRecord> run(Job job, Deadline deadline, String requestId);
    }

    private final Runner runner;
    private final TimeLimits limits;
    private final ObjectMapper json;

    @Inject
    JobEvents(JobRunner runner, LambdaConfig config, Clock clock, ObjectMapper json) {
        this(runner::run, new TimeLimits(config.gatewayLimit(), clock), json);
    }

    JobEvents(Runner runner, TimeLimits limits, ObjectMapper json) {
        this.runner = runner;
        this.limits = limits;
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::take, FIRST);
    }

    private void take(RoutingContext routing) {
        Optional<GatewayEvent> job = GatewayEvent.of(routing.request()).filter(GatewayEvent::isJob);
        if (job.isEmpty()) {
            routing.next();
            return;
        }
        Context context = ((QuarkusHttpHeaders) routing.request().headers()).getContextObject(Context.class);
        // Unordered: a job can take minutes, and other work of the request's context must not wait for it.
        routing.vertx()
                .executeBlocking(() -> run(job.get(), context), false)
                .onSuccess(problem -> answer(routing, problem))
                .onFailure(routing::fail);
    }

    /** Runs the job of an event. Returns the problem if the job could not be run, whatever the job's own outcome. */
    Optional<Problem> run(GatewayEvent event, Context context) {
        String requestId = context == null ? null : context.getAwsRequestId();
        LogLine line = new LogLine();
        Optional<CodeGenerationException> failure = JobEvent.read(event.getBody(), json)
                .map(named -> run(named.job(), limits.deadline(context, null), requestId, line))
                .orElseGet(() -> Optional.of(CallerException.invalid("body", "The job has no owner and id.")));
        failure.ifPresent(e -> line.outcome(e.code().code()));
        line.write(LOG, "job", requestId);
        return failure.map(e -> Problem.of(e, JobEvent.PATH, requestId, null));
    }

    private Optional<CodeGenerationException> run(Job job, Deadline deadline, String requestId, LogLine line) {
        line.with("id", job.id()).outcome("nothing-to-do");
        try {
            runner.run(job, deadline, requestId).ifPresent(line::generated);
            return Optional.empty();
        } catch (CodeGenerationException e) {
            LOG.errorf("Job %s ended with %s: %s", job.id(), e.code().code(), e.getCause());
            return Optional.of(e);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Job %s failed unexpectedly", job.id());
            return Optional.of(OperatorException.internal(e));
        }
    }

    private void answer(RoutingContext routing, Optional<Problem> problem) {
        HttpServerResponse response = routing.response();
        if (problem.isEmpty()) {
            response.setStatusCode(DONE).end();
        } else {
            response.setStatusCode(problem.get().status())
                    .putHeader("Content-Type", "application/problem+json")
                    .end(json.valueToTree(problem.get()).toString());
        }
    }
}
