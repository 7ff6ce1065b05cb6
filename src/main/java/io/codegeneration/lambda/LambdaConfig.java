package io.codegeneration.lambda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How events reach the function, and where Lambda is. */
@ConfigMapping(prefix = "codegen")
interface LambdaConfig {

    /** Longest synchronous answer behind an HTTP API, counted from the gateway's receipt: more than 0, at most 29 s. */
    @WithDefault("28s")
    Duration gatewayLimit();

    Caller caller();

    FunctionUrl functionUrl();

    Lambda lambda();

    /** How the caller is found. */
    interface Caller {

        /** Key of a Lambda authorizer's context whose value names the caller. */
        Optional<String> contextKey();
    }

    /** The function's URL. */
    interface FunctionUrl {

        /** The invoke mode that the Function URL is set to; events do not tell it. */
        @WithDefault("buffered")
        InvokeMode invokeMode();
    }

    /** How a Function URL passes responses on. */
    enum InvokeMode {
        /** As a whole. */
        BUFFERED,
        /** Piece by piece. */
        RESPONSE_STREAM
    }

    /** The Lambda service. */
    interface Lambda {

        /** Endpoint that replaces the one of the function's region; {@code AWS_ENDPOINT_URL_LAMBDA} by default. */
        @WithDefault("${AWS_ENDPOINT_URL_LAMBDA:${AWS_ENDPOINT_URL:}}")
        Optional<URI> endpoint();
    }
}
