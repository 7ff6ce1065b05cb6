package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRulesTest {

    private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-3-haiku-20240307-v1:0",
                "anthropic.claude-3-opus-20240229-v1:0",
                "anthropic.claude-3-sonnet-20240229-v1:0:28k",
                "anthropic.claude-3-5-sonnet-20240620-v1:0",
                "anthropic.claude-3-5-sonnet-20241022-v2:0",
                "us.anthropic.claude-3-5-haiku-20241022-v1:0",
                "eu.anthropic.claude-3-7-sonnet-20250219-v1:0",
                ARN + "inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0",
                "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
            })
    void sendsBothSamplersToClaudeUpTo37(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(0.1, 0.2, true, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-v2",
                "anthropic.claude-v2:1",
                "anthropic.claude-v2:1:200k",
                "anthropic.claude-instant-v1",
                "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1"
            })
    void sendsBothSamplersAndOneTextToTheOldestClaude(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(0.1, 0.2, false, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-sonnet-4-20250514-v1:0",
                "us.anthropic.claude-opus-4-20250514-v1:0",
                "us.anthropic.claude-opus-4-1-20250805-v1:0",
                "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
                "global.anthropic.claude-opus-4-5-20251101-v1:0",
                "us.anthropic.claude-opus-4-6-v1",
                "us.anthropic.claude-sonnet-4-6",
                ARN + "inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0"
            })
    void sendsTemperatureAloneToClaude4To46(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(0.1, null, true, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-opus-4-7",
                "global.anthropic.claude-opus-4-8-20260301-v1:0",
                "anthropic.claude-haiku-5",
                "us.anthropic.claude-haiku-6",
                "us.anthropic.claude-sonnet-6-5",
                "us.anthropic.claude-opus-10-1",
                "us.anthropic.claude-novella-5-5"
            })
    void sendsNoSamplerToLaterClaude(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(null, null, true, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-haiku-5-5",
                "eu.anthropic.claude-haiku-5-5-20261001-v1:0",
                "anthropic.claude-sonnet-5",
                "global.anthropic.claude-sonnet-5-20260401-v1:0",
                "us.anthropic.claude-opus-5",
                "us.anthropic.claude-opus-5-v1:0",
                ARN + "inference-profile/us.anthropic.claude-haiku-5-5"
            })
    void disablesThinkingWhereThatIsAccepted(String model) {
        assertThat(options(model))
                .isEqualTo(new CodeModel.Options(null, null, true, Map.of("thinking", Map.of("type", "disabled"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-sonnet-5-5",
                "global.anthropic.claude-opus-5-5",
                "us.anthropic.claude-sonnet-5-5-20260901-v1:0"
            })
    void asksForTheLowestEffortWhereThinkingCannotBeDisabled(String model) {
        assertThat(options(model))
                .isEqualTo(new CodeModel.Options(null, null, true, Map.of("output_config", Map.of("effort", "low"))));
    }

    @ParameterizedTest
    @CsvSource({
        "amazon.nova-pro-v1:0",
        "meta.llama3-3-70b-instruct-v1:0",
        "mistral.mistral-large-2407-v1:0",
        "us.deepseek.r1-v1:0",
        "openai.gpt-oss-120b-1:0",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6",
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3d4e5f6",
        "''",
        "claude",
        "anthropic.claude-"
    })
    void sendsNothingButTheMessageToAnUnknownFamily(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(null, null, false, Map.of()));
    }

    @Property
    void hasARuleForAnyName(@ForAll("names") String name) {
        assertThat(options(name)).isNotNull();
        assertThat(options("us.anthropic.claude-" + name)).isNotNull();
    }

    private static CodeModel.Options options(String model) {
        return ModelRules.of(model).options();
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.unicode();
    }
}
