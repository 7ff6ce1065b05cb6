package io.codegeneration.blackbox;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Relay;
import java.util.List;

/** The program under test, and the servers that it calls. */
interface Program extends AutoCloseable {

    /** Something that happens while the program handles no request. */
    @FunctionalInterface
    interface IdleAction {

        void happen() throws Exception;
    }

    ApiClient api();

    Backend backend();

    /** The relays before Bedrock, S3 and, for the binary, Lambda; none before the binary if the suite closes no connections. */
    List<Relay> relays();

    /** Lets something happen between two requests. */
    void whileIdle(IdleAction action) throws Exception;

    /** A caller without generations: a new one, or the anonymous one if the program is not told who calls. */
    default ApiCaller caller() {
        if (api().takesEvents()) {
            return ApiCaller.fresh(api());
        }
        backend().s3().empty(Backend.BUCKET);
        return ApiCaller.anonymous(api());
    }
}
