package io.codegeneration.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.aws.Rehearsal;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

class GuardrailTest {

    private static final GuardrailConfig GUARDRAIL = new BedrockAdapter.Guardrail(Optional.of("gr1a2b3c4d5e"), "3");

    @Test
    void sendsTheGuardrailWithEveryConversation() {
        BedrockServer.Recorded asked = ask(BedrockAdapter.MODEL, BedrockReply.text("x"));

        assertThat(asked.json().path("guardrailConfig").toString())
                .isEqualTo("{\"guardrailIdentifier\":\"gr1a2b3c4d5e\",\"guardrailVersion\":\"3\"}");
    }

    @Test
    void sendsTheGuardrailWithEveryTextCompletion() {
        BedrockServer.Recorded asked =
                ask(BedrockAdapter.COMPLETION_MODEL, BedrockReply.completion("x", "stop_sequence"));

        assertThat(asked.header("X-Amzn-Bedrock-GuardrailIdentifier")).isEqualTo("gr1a2b3c4d5e");
        assertThat(asked.header("X-Amzn-Bedrock-GuardrailVersion")).isEqualTo("3");
    }

    @Test
    void tellsThatAGuardrailIntervenedInATextCompletion() {
        BedrockReply blocked = BedrockReply.converse(Map.of(
                "completion", "Blocked.",
                "stop_reason", "stop_sequence",
                "amazon-bedrock-guardrailAction", "INTERVENED"));

        try (BedrockAdapter bedrock = new BedrockAdapter()) {
            bedrock.server().next(blocked);
            assertThat(bedrock.ask(BedrockAdapter.call(BedrockAdapter.COMPLETION_MODEL))
                            .stopReason()
                            .refused())
                    .isTrue();
        }
    }

    private static BedrockServer.Recorded ask(String model, BedrockReply reply) {
        try (BedrockServer server = BedrockServer.start().next(reply)) {
            BedrockConfig place = new BedrockAdapter.Place(server.url());
            try (BedrockRuntimeClient client =
                    new BedrockClients().client(place, new BedrockConnections(place, new Rehearsal(), null))) {
                TextCompletion completion = new TextCompletion(client, GUARDRAIL, new ObjectMapper());
                CodeModel.Call call = BedrockAdapter.call(model);
                new BedrockModel(client, completion, GUARDRAIL, new ApplicationProfiles(place), new ObjectMapper())
                        .ask(call, piece -> {});
                return server.requests().get(0);
            }
        }
    }
}
