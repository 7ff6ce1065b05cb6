package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.Closing;
import io.codegeneration.testing.Relay;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No call fails because a server or the network has closed an idle connection. */
@BlackBox(closesConnections = true)
class ClosedConnectionsSuite {

    /** Something that a caller does, and which a closed connection could break. */
    enum CallerAction {
        GENERATE {
            @Override
            ApiAnswer by(ApiCaller caller, String known) {
                return caller.generate("sum");
            }
        },
        GENERATE_WITH_KEY {
            @Override
            ApiAnswer by(ApiCaller caller, String known) {
                return caller.generate("sum", "Idempotency-Key", "a");
            }
        },
        GENERATE_LATER {
            @Override
            ApiAnswer by(ApiCaller caller, String known) {
                return caller.generate("sum", "Prefer", "respond-async");
            }
        },
        READ {
            @Override
            ApiAnswer by(ApiCaller caller, String known) {
                return caller.get(known);
            }
        },
        LIST {
            @Override
            ApiAnswer by(ApiCaller caller, String known) {
                return caller.get("/code-generation");
            }
        },
        DELETE {
            @Override
            ApiAnswer by(ApiCaller caller, String known) {
                return caller.delete(known);
            }
        };

        /** @param known the path of a generation that there is */
        abstract ApiAnswer by(ApiCaller caller, String known);
    }

    private static final BedrockReply FOUR_FILES = BedrockReply.text(Stream.of("a", "b", "c", "d")
            .map(name -> "```python\n# " + name + ".py\nprint('" + name + "')\n```\n")
            .reduce("", String::concat));

    private Program program;
    private Backend backend;
    private ApiCaller caller;

    @BeforeEach
    void useConnections(Program program) {
        this.program = program;
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(FOUR_FILES);
        caller = program.caller();
    }

    static Stream<Arguments> closings() {
        return Stream.of(Closing.values())
                .flatMap(closing -> Stream.of(CallerAction.values()).map(call -> Arguments.of(closing, call)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("closings")
    void whileIdleCostNothing(Closing closing, CallerAction call) throws Exception {
        ApiAnswer first = caller.generate("sum");
        assertThat(first.status()).isEqualTo(200);
        ApiAnswer job = caller.generate("more", "Prefer", "respond-async");
        assertThat(caller.settled(job.header("Location")).path("status").asText())
                .isEqualTo("succeeded");
        assertThat(program.relays().get(1).connections())
                .as("connections to S3")
                .isGreaterThanOrEqualTo(3);
        backend.bedrock().reset();
        backend.bedrock().always(FOUR_FILES);
        program.whileIdle(() -> {
            for (Relay relay : program.relays()) {
                relay.closeAll(closing);
            }
        });

        ApiAnswer answer = call.by(caller, first.header("Location"));

        assertThat(answer.status()).isBetween(200, 204);
        if (call == CallerAction.GENERATE || call == CallerAction.GENERATE_WITH_KEY) {
            assertThat(backend.bedrock().requests()).hasSize(1);
            assertThat(answer.json().path("attempts")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void inTheModelsResponseAreAnAttemptThatIsListed(Closing closing) {
        program.relays().get(0).closeInTheNextResponse(closing);

        ApiAnswer answer = caller.generate("sum");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode attempts = answer.json().path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).path("outcome").asText()).isEqualTo("model-unavailable");
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void inTheStoresResponseAreMadeUpFor(Closing closing) {
        program.relays().get(1).closeInTheNextResponse(closing);

        ApiAnswer answer = caller.generate("sum", "Idempotency-Key", "b");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(caller.get(answer.header("Location")).json().path("status").asText())
                .isEqualTo("succeeded");
    }
}
