package io.codegeneration.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.submission.Submissions;
import io.netty.channel.Channel;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Answers requests with streams of events. What is known before the first event is a response like any other. */
@Singleton
class EventStreams {

    private static final Logger LOG = Logger.getLogger(EventStreams.class);

    /** How long the program's stop waits for interrupted generations. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

    private final Submissions submissions;
    private final AnswerResponses responses;
    private final ProblemReport problems;
    private final RequestLog log;
    private final ObjectMapper json;

    /** As many threads as there are streams, which the server's own threads limit. */
    private final ExecutorService makers = Executors.newCachedThreadPool();

    EventStreams(
            Submissions submissions,
            AnswerResponses responses,
            ProblemReport problems,
            RequestLog log,
            ObjectMapper json) {
        this.submissions = submissions;
        this.responses = responses;
        this.problems = problems;
        this.log = log;
        this.json = json;
    }

    /** Interrupts the generations that still run, while the program can still tell their callers. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        makers.shutdownNow();
        if (!makers.awaitTermination(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("A stream still runs while the program stops");
        }
    }

    /**
     * Answers a request.
     *
     * @throws CodeGenerationException if the request failed before a generation began
     */
    RestResponse<StreamingOutput> answer(
            GenerationRequest request, Optional<IdempotencyKey> key, Invocation invocation, RoutingContext routing)
            throws InterruptedException {
        GenerationStream stream = GenerationStream.start(
                listener -> submissions.submit(new Submissions.Submission(request, key, false, listener), invocation),
                makers);
        if (stream.started().isPresent()) {
            GenerationId id = stream.started().get().generation();
            return streaming(responses.streamOf(id), stream, invocation, routing);
        }
        Answer answer = stream.answer();
        if (answer.problem() || answer.accepted()) {
            log.answered(answer);
            return responses.insteadOfStream(answer);
        }
        String language = AnswerDetails.of(answer, json).language();
        return streaming(responses.streamOf(answer), GenerationStream.again(answer, language), invocation, routing);
    }

    private RestResponse<StreamingOutput> streaming(
            ResponseBuilder<StreamingOutput> response,
            GenerationStream stream,
            Invocation invocation,
            RoutingContext routing) {
        log.streams();
        return response.entity(out -> write(stream, writer(out, routing), invocation))
                .build();
    }

    /**
     * Writes all events, then the line of the log. Returns after the generation has ended, whether the caller is still there or
     * not, because Lambda may freeze the process afterwards.
     */
    void write(GenerationStream stream, EventWriter writer, Invocation invocation) {
        try {
            boolean connected = stream.writeTo(writer);
            StreamEvent last = last(stream, invocation);
            if (connected) {
                writer.write(last);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("The last event was not written", e);
        } finally {
            log.streamEnded(invocation);
        }
    }

    private StreamEvent last(GenerationStream stream, Invocation invocation) throws JsonProcessingException {
        try {
            Answer answer = stream.answer();
            log.answered(answer);
            return answer.problem()
                    ? StreamEvent.FailedEvent.of(answer.body(), answer.retryAfter())
                    : new StreamEvent.Completed(answer.body());
        } catch (RuntimeException | Error e) {
            CodeGenerationException failure = ProblemReport.known(e);
            String problem = json.writeValueAsString(problems.report(failure, invocation.path()));
            return StreamEvent.FailedEvent.of(problem, failure.retryAfter());
        }
    }

    private EventWriter writer(OutputStream out, RoutingContext routing) {
        Channel channel = ((ConnectionBase) routing.request().connection()).channel();
        return new EventWriter(out, json, WriteTimeout.of(channel));
    }
}
