package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.Answer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.Closing;
import io.codegeneration.testing.Relay;
import io.codegeneration.testing.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that a server or the network has closed while nobody used them are never the reason for a failed call. */
abstract class ClosedConnections {

    /** Something that a caller does, and which a closed connection could break. */
    enum Call {
        GENERATE {
            @Override
            Answer by(Caller caller, String known) {
                return caller.generate("sum");
            }
        },
        GENERATE_WITH_KEY {
            @Override
            Answer by(Caller caller, String known) {
                return caller.generate("sum", "Idempotency-Key", "a");
            }
        },
        GENERATE_LATER {
            @Override
            Answer by(Caller caller, String known) {
                return caller.generate("sum", "Prefer", "respond-async");
            }
        },
        READ {
            @Override
            Answer by(Caller caller, String known) {
                return caller.get(known);
            }
        },
        LIST {
            @Override
            Answer by(Caller caller, String known) {
                return caller.get("/code-generation");
            }
        },
        DELETE {
            @Override
            Answer by(Caller caller, String known) {
                return caller.delete(known);
            }
        };

        /** @param known the path of a generation that there is */
        abstract Answer by(Caller caller, String known);
    }

    private static final Reply FOUR_FILES = Reply.text(Stream.of("a", "b", "c", "d")
            .map(name -> "```python\n# " + name + ".py\nprint('" + name + "')\n```\n")
            .reduce("", String::concat));

    private Backend backend;
    private Caller caller;

    /** Where the program under test is to be reached. */
    abstract String address();

    /** What stands behind it. */
    abstract Backend backend();

    /** What stands between: before Bedrock, S3 and, if there is one, Lambda. */
    abstract List<Relay> relays();

    /** Does something that happens to a function between two events. */
    abstract void whileIdle(Interruption interruption) throws Exception;

    /** Something that happens while no event is worked on. */
    @FunctionalInterface
    interface Interruption {

        void happen() throws Exception;
    }

    @BeforeEach
    void useConnections() {
        backend = backend();
        backend.reset();
        backend.bedrock().always(FOUR_FILES);
        caller = Caller.fresh(new ApiClient(address()));
    }

    static Stream<Arguments> closings() {
        return Stream.of(Closing.values())
                .flatMap(closing -> Stream.of(Call.values()).map(call -> Arguments.of(closing, call)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("closings")
    void whileIdleCostNothing(Closing closing, Call call) throws Exception {
        Answer first = caller.generate("sum");
        assertThat(first.status()).isEqualTo(200);
        Answer job = caller.generate("more", "Prefer", "respond-async");
        assertThat(caller.settled(job.header("Location")).path("status").asText())
                .isEqualTo("succeeded");
        assertThat(relays().get(1).connections()).as("connections to S3").isGreaterThanOrEqualTo(3);
        backend.bedrock().reset();
        backend.bedrock().always(FOUR_FILES);
        whileIdle(() -> {
            for (Relay relay : relays()) {
                relay.closeAll(closing);
            }
        });

        Answer answer = call.by(caller, first.header("Location"));

        assertThat(answer.status()).isBetween(200, 204);
        if (call == Call.GENERATE || call == Call.GENERATE_WITH_KEY) {
            assertThat(backend.bedrock().requests()).hasSize(1);
            assertThat(answer.json().path("attempts")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void inTheModelsResponseAreAnAttemptThatIsListed(Closing closing) {
        relays().get(0).closeInTheNextResponse(closing);

        Answer answer = caller.generate("sum");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode attempts = answer.json().path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).path("outcome").asText()).isEqualTo("model-unavailable");
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void inTheStoresResponseAreMadeUpFor(Closing closing) {
        relays().get(1).closeInTheNextResponse(closing);

        Answer answer = caller.generate("sum", "Idempotency-Key", "b");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(caller.get(answer.header("Location")).json().path("status").asText())
                .isEqualTo("succeeded");
    }
}
