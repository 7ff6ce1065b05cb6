package io.codegeneration.bedrock;

import static io.codegeneration.bedrock.BedrockAdapter.MODEL;
import static io.codegeneration.bedrock.BedrockAdapter.PATIENCE;
import static io.codegeneration.bedrock.BedrockAdapter.PLAIN;
import static io.codegeneration.bedrock.BedrockAdapter.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.testing.BedrockReply;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationProfilesTest {

    private static final String ARN =
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6";
    private static final Profile PROFILE = new Profile(MODEL, ARN);

    private record Profile(String model, String arn) implements BedrockConfig.Profile {}

    @Test
    void callsAModelThroughItsProfile() {
        assertThat(called(MODEL, PLAIN, BedrockReply.text("x"))).isEqualTo("/model/" + ARN + "/converse-stream");
    }

    @Test
    void callsAModelThatDoesNotStreamThroughItsProfile() {
        CodeModel.Options whole = new CodeModel.Options(null, null, true, false, Map.of());

        assertThat(called(MODEL, whole, BedrockReply.text("x"))).isEqualTo("/model/" + ARN + "/converse");
    }

    @Test
    void callsAModelWithoutAProfileItself() {
        assertThat(called("amazon.nova-lite-v1:0", PLAIN, BedrockReply.text("x")))
                .isEqualTo("/model/amazon.nova-lite-v1:0/converse-stream");
    }

    @Test
    void refusesTwoProfilesOfOneModel() {
        assertThatThrownBy(() -> new ApplicationProfiles(config(PROFILE, new Profile(MODEL, ARN + "0"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("CODEGEN_BEDROCK_PROFILES has two profiles of " + MODEL);
    }

    @Test
    void refusesAnArnOfAnotherKind() {
        assertThatThrownBy(() -> new ApplicationProfiles(config(new Profile(MODEL, "a1b2c3d4e5f6"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'a1b2c3d4e5f6' is not the ARN of an application inference profile");
    }

    private static BedrockConfig config(BedrockConfig.Profile... profiles) {
        return new BedrockAdapter.Place(Optional.empty(), Optional.empty(), Duration.ofSeconds(3), List.of(profiles));
    }

    private static String called(String model, CodeModel.Options options, BedrockReply reply) {
        try (BedrockAdapter bedrock = BedrockAdapter.through(PROFILE)) {
            bedrock.server().next(reply);
            bedrock.ask(call(model, options, PATIENCE));
            return URLDecoder.decode(bedrock.server().requests().get(0).path(), StandardCharsets.UTF_8);
        }
    }
}
