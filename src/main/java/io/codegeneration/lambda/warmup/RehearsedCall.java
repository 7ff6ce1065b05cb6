package io.codegeneration.lambda.warmup;

import io.codegeneration.aws.Rehearsal;
import io.codegeneration.generation.Invocation;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Calls the function as Lambda would, event in and answer out, with a request that goes nowhere. */
@Singleton
class RehearsedCall {

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

    RehearsedCall(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    /**
     * Returns once the answer is there. One that is no success may have left a thread behind, which is about to ask the
     * model for example: the rehearsal then never ends, so that nothing of it is ever sent.
     *
     * @return whether it is a success
     */
    boolean run() throws IOException {
        String event = EVENT.formatted(Invocation.ROOT, rehearsal.begin());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new RehearsalContext());
        boolean succeeded = answer.toString(StandardCharsets.UTF_8).contains("\"statusCode\":200");
        if (succeeded) {
            rehearsal.end();
        }
        return succeeded;
    }
}
