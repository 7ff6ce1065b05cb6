package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.amazon.lambda.runtime.AbstractLambdaPollLoop;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaContext;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaMapperRecorder;
import io.quarkus.amazon.lambda.runtime.LambdaInputReader;
import io.quarkus.amazon.lambda.runtime.LambdaOutputWriter;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;

/**
 * The extension's loop over events, which streams the responses to Function URL events if the URL's invoke mode says so.
 * Every other event is answered by the extension.
 */
final class StreamingPollLoop extends AbstractLambdaPollLoop {

    private final LambdaInputReader<?> reader;
    private final LambdaOutputWriter writer;
    private final LambdaConfig.InvokeMode mode;
    private final RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler = new LambdaHttpHandler();

    StreamingPollLoop(
            LambdaInputReader<?> reader,
            LambdaOutputWriter writer,
            LambdaConfig.InvokeMode mode,
            LaunchMode launchMode) {
        super(
                AmazonLambdaMapperRecorder.objectMapper,
                AmazonLambdaMapperRecorder.cognitoIdReader,
                AmazonLambdaMapperRecorder.clientCtxReader,
                launchMode);
        this.reader = reader;
        this.writer = writer;
        this.mode = mode;
    }

    @Override
    protected Object processRequest(Object input, AmazonLambdaContext context) {
        APIGatewayV2HTTPEvent event = (APIGatewayV2HTTPEvent) input;
        boolean streamed = mode == LambdaConfig.InvokeMode.RESPONSE_STREAM
                && EventSource.of(event.getRequestContext()) == EventSource.FUNCTION_URL;
        return streamed
                ? StreamedResponse.to(event, context, AmazonLambdaMapperRecorder.objectMapper)
                : buffered(event, context);
    }

    /** The extension leaves an empty {@code Transfer-Encoding} in responses that the routes wrote in several pieces. */
    private APIGatewayV2HTTPResponse buffered(APIGatewayV2HTTPEvent event, AmazonLambdaContext context) {
        APIGatewayV2HTTPResponse response = handler.handleRequest(event, context);
        if (JobEvent.isRefused(event, response.getStatusCode())) {
            // A failed invocation is delivered again, perhaps to the version that can run the job.
            throw new IllegalStateException("this version cannot run the job");
        }
        if (response.getHeaders() != null) {
            response.getHeaders().keySet().removeIf(HttpHeaders.TRANSFER_ENCODING.toString()::equalsIgnoreCase);
        }
        return response;
    }

    @Override
    protected void postResponse(URL url, Object response) throws IOException {
        if (response instanceof StreamedResponse streamed) {
            streamed.send(url);
        } else {
            super.postResponse(url, response);
        }
    }

    @Override
    protected LambdaInputReader<?> getInputReader() {
        return reader;
    }

    @Override
    protected LambdaOutputWriter getOutputWriter() {
        return writer;
    }

    @Override
    protected boolean isStream() {
        return false;
    }

    @Override
    protected void processRequest(InputStream input, OutputStream output, AmazonLambdaContext context) {
        throw new IllegalStateException("the handler takes no streams");
    }
}
