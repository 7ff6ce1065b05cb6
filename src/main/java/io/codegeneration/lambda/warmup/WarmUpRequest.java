package io.codegeneration.lambda.warmup;

import io.codegeneration.aws.Rehearsal;
import io.codegeneration.generation.Invocation;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Sends one event through the whole program. No call of it leaves the process. */
@Singleton
class WarmUpRequest {

    private static final String EVENT =
            """
            {"version":"2.0","routeKey":"$default","rawPath":"%1$s","rawQueryString":"",\
            "headers":{"accept":"*/*","content-type":"application/json","host":"localhost","user-agent":"warm-up",\
            "x-forwarded-for":"127.0.0.1","x-forwarded-port":"443","x-forwarded-proto":"https"},\
            "requestContext":{"accountId":"1","apiId":"1","domainName":"localhost","domainPrefix":"1","http":{\
            "method":"POST","path":"%1$s","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"warm-up"},\
            "requestId":"1","routeKey":"$default","stage":"$default","time":"01/Jan/2026:00:00:00 +0000","timeEpoch":0},\
            "body":"{\\"key\\":\\"python\\",\\"message\\":\\"%2$s\\"}","isBase64Encoded":false}""";

    private final Rehearsal rehearsal;

    WarmUpRequest(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    /**
     * Sends the event and waits for the answer. If the answer is not a success, a thread may still be working on the request;
     * the rehearsal then never ends, so that this thread sends nothing.
     *
     * @return whether the answer is a success
     */
    boolean run() throws IOException {
        String event = EVENT.formatted(Invocation.ROOT, rehearsal.begin());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new WarmUpContext());
        boolean succeeded = answer.toString(StandardCharsets.UTF_8).contains("\"statusCode\":200");
        if (succeeded) {
            rehearsal.end();
        }
        return succeeded;
    }
}
