package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CsvRow;
import io.codegeneration.generation.GenerationConfig.Model.Thinking;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.SourceFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRulesTest {

    private static final Language PYTHON = Languages.standard().find("python").orElseThrow();
    private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:";

    /** Every form of id that a family comes in. */
    private static final String FAMILIES =
            """
            Claude text completion          | anthropic.claude-v2
            Claude text completion          | anthropic.claude-v2:1
            Claude text completion          | anthropic.claude-v2:1:200k
            Claude text completion          | anthropic.claude-instant-v1
            Claude text completion          | arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1
            Claude 3                        | anthropic.claude-3-haiku-20240307-v1:0
            Claude 3                        | us-gov.anthropic.claude-3-haiku-20240307-v1:0
            Claude 3                        | anthropic.claude-3-opus-20240229-v1:0
            Claude 3                        | anthropic.claude-3-sonnet-20240229-v1:0:28k
            Claude 3                        | arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
            Claude 3                        | arn:aws:bedrock:us-east-1:123456789012:custom-model/anthropic.claude-3-haiku-20240307-v1:0:200k/a1b2c3d4e5f6
            Claude 3.5                      | anthropic.claude-3-5-sonnet-20240620-v1:0
            Claude 3.5                      | anthropic.claude-3-5-sonnet-20241022-v2:0
            Claude 3.5                      | us.anthropic.claude-3-5-haiku-20241022-v1:0
            Claude 3.7                      | eu.anthropic.claude-3-7-sonnet-20250219-v1:0
            Claude 3.7                      | arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0
            Claude Opus 4 and 4.1           | us.anthropic.claude-opus-4-20250514-v1:0
            Claude Opus 4 and 4.1           | us.anthropic.claude-opus-4-1-20250805-v1:0
            Claude 4 to 4.6                 | anthropic.claude-sonnet-4-20250514-v1:0
            Claude 4 to 4.6                 | apac.anthropic.claude-sonnet-4-20250514-v1:0
            Claude 4 to 4.6                 | global.anthropic.claude-sonnet-4-5-20250929-v1:0
            Claude 4 to 4.6                 | jp.anthropic.claude-sonnet-4-5-20250929-v1:0
            Claude 4 to 4.6                 | au.anthropic.claude-haiku-4-5-20251001-v1:0
            Claude 4 to 4.6                 | global.anthropic.claude-opus-4-5-20251101-v1:0
            Claude 4 to 4.6                 | us.anthropic.claude-sonnet-4-6
            Claude 4 to 4.6                 | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0
            Claude Opus 4.6                 | us.anthropic.claude-opus-4-6-v1
            Claude Haiku 5.5                | us.anthropic.claude-haiku-5-5
            Claude Haiku 5.5                | anthropic.claude-haiku-5-5
            Claude Haiku 5.5                | eu.anthropic.claude-haiku-5-5-20261001-v1:0
            Claude Haiku 5.5                | arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5
            Claude Sonnet 5 and Opus 5      | anthropic.claude-sonnet-5
            Claude Sonnet 5 and Opus 5      | global.anthropic.claude-sonnet-5-20260401-v1:0
            Claude Sonnet 5 and Opus 5      | us.anthropic.claude-opus-5
            Claude Sonnet 5 and Opus 5      | us.anthropic.claude-opus-5-v1:0
            Claude Sonnet 5.5 and Opus 5.5  | us.anthropic.claude-sonnet-5-5
            Claude Sonnet 5.5 and Opus 5.5  | global.anthropic.claude-opus-5-5
            Claude Sonnet 5.5 and Opus 5.5  | us.anthropic.claude-sonnet-5-5-20260901-v1:0
            Claude Opus 4.7                 | us.anthropic.claude-opus-4-7
            Claude Mythos and Fable         | anthropic.claude-fable-5
            Claude Mythos and Fable         | us.anthropic.claude-fable-5-1
            Claude Mythos and Fable         | anthropic.claude-mythos-preview
            Claude later                    | global.anthropic.claude-opus-4-8-20260301-v1:0
            Claude later                    | us.anthropic.claude-opus-4-10
            Claude later                    | anthropic.claude-haiku-5
            Claude later                    | us.anthropic.claude-sonnet-5-6
            Claude later                    | us.anthropic.claude-haiku-6
            Claude later                    | us.anthropic.claude-sonnet-6-5
            Claude later                    | us.anthropic.claude-opus-10-1
            Claude later                    | us.anthropic.claude-sonnet-50
            Claude later                    | us.anthropic.claude-novella-5-5
            Nova 2                          | us.amazon.nova-2-lite-v1:0
            Nova 2                          | global.amazon.nova-2-lite-v1:0
            Nova                            | amazon.nova-micro-v1:0
            Nova                            | ca.amazon.nova-lite-v1:0
            Nova                            | apac.amazon.nova-pro-v1:0
            Nova                            | us.amazon.nova-premier-v1:0
            Nova                            | arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1:0:300k/a1b2c3d4e5f6
            Titan Text Lite                 | amazon.titan-text-lite-v1
            Titan Text Express              | amazon.titan-text-express-v1
            Titan Text Express              | amazon.titan-tg1-large
            Titan Text Premier              | amazon.titan-text-premier-v1:0
            Llama 4                         | us.meta.llama4-maverick-17b-instruct-v1:0
            Llama 3.1 to 3.3                | meta.llama3-1-405b-instruct-v1:0
            Llama 3.1 to 3.3                | eu.meta.llama3-2-3b-instruct-v1:0
            Llama 3.1 to 3.3                | us.meta.llama3-3-70b-instruct-v1:0
            Llama 2 and 3                   | meta.llama3-70b-instruct-v1:0
            Llama 2 and 3                   | meta.llama2-13b-chat-v1
            Mistral 7B Instruct             | mistral.mistral-7b-instruct-v0:2
            Mixtral Instruct                | mistral.mixtral-8x7b-instruct-v0:1
            Mistral Large and Small (24.02) | mistral.mistral-large-2402-v1:0
            Mistral Large and Small (24.02) | mistral.mistral-small-2402-v1:0
            Mistral Large and Small         | mistral.mistral-large-2407-v1:0
            Mistral Large and Small         | mistral.mistral-large-3-675b-instruct
            Pixtral                         | eu.mistral.pixtral-large-2502-v1:0
            Ministral and Devstral          | mistral.ministral-3-8b-instruct
            Ministral and Devstral          | mistral.devstral-2-123b
            DeepSeek R1                     | us.deepseek.r1-v1:0
            DeepSeek V3                     | deepseek.v3-v1:0
            DeepSeek V3                     | deepseek.v3.2
            Qwen3 Coder                     | qwen.qwen3-coder-480b-a35b-v1:0
            Qwen3                           | qwen.qwen3-32b-v1:0
            Qwen3                           | qwen.qwen3-235b-a22b-2507-v1:0
            gpt-oss                         | openai.gpt-oss-120b-1:0
            gpt-oss                         | openai.gpt-oss-20b-1:0
            Command R                       | cohere.command-r-v1:0
            Command R                       | cohere.command-r-plus-v1:0
            Jamba                           | ai21.jamba-1-5-large-v1:0
            Palmyra                         | us.writer.palmyra-x5-v1:0
            Palmyra                         | arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.writer.palmyra-x4-v1:0
            """;

    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES, delimiter = '|')
    void knowsFamiliesByAnyFormOfTheirIds(String family, String model) {
        assertThat(ModelRules.of(model).family()).isEqualTo(family);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sa.anthropic.claude-haiku-5-5",
                "a-region-yet-to-come.anthropic.claude-haiku-5-5",
                ARN + "provisioned-model/anthropic.claude-haiku-5-5",
                ARN + "imported-model/anthropic.claude-haiku-5-5"
            })
    void knowsAModelWhereverItsNameCanBeSeen(String model) {
        assertThat(ModelRules.of(model).family()).isEqualTo("Claude Haiku 5.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "claude",
                "anthropic.claude-",
                "claude-haiku-5-5",
                "notanthropic.claude-haiku-5-5",
                "amazon.nova-sonic-v1:0",
                "amazon.nova-canvas-v1:0",
                "amazon.titan-embed-text-v2:0",
                "cohere.command-text-v14",
                "cohere.embed-english-v3",
                "mistral.magistral-small-2509",
                "us.openai.gpt-6-sol",
                "moonshot.kimi-k2-thinking",
                "minimax.minimax-m2",
                "zai.glm-5",
                "google.gemma-3-27b-it",
                "nvidia.nemotron-nano-9b-v2",
                ARN + "application-inference-profile/a1b2c3d4e5f6",
                ARN + "provisioned-model/a1b2c3d4e5f6",
                ARN + "imported-model/a1b2c3d4e5f6",
                ARN + "custom-model-deployment/a1b2c3d4e5f6",
                ARN + "default-prompt-router/anthropic.claude:1",
                "arn:aws:sagemaker:us-east-1:123456789012:endpoint/claude-haiku-5-5"
            })
    void sendsNothingButTheMessageToAnUnknownFamily(String model) {
        assertThat(ModelRules.of(model)).isEqualTo(ModelRules.UNKNOWN);
        assertThat(options(model)).isEqualTo(new CodeModel.Options(null, null, false, true, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic.claude-v2:1, false",
        "anthropic.claude-3-haiku-20240307-v1:0, true",
        "anthropic.claude-3-5-sonnet-20240620-v1:0, true",
        "eu.anthropic.claude-3-7-sonnet-20250219-v1:0, true"
    })
    void sendsBothSamplersToClaudeUpTo37(String model, boolean systemPrompt) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(0.1, 0.2, systemPrompt, true, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-opus-4-20250514-v1:0",
                "us.anthropic.claude-opus-4-1-20250805-v1:0",
                "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "us.anthropic.claude-opus-4-6-v1",
                "us.anthropic.claude-sonnet-4-6"
            })
    void sendsTemperatureAloneToClaude4To46(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(0.1, null, true, true, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-opus-4-7",
                "us.anthropic.claude-opus-4-8",
                "anthropic.claude-haiku-5",
                "us.anthropic.claude-sonnet-5-6",
                "us.anthropic.claude-haiku-6"
            })
    void sendsNoSamplerToLaterClaudeAndLeavesItsThinkingAlone(String model) {
        assertThat(options(model)).isEqualTo(new CodeModel.Options(null, null, true, true, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-haiku-5-5",
                "anthropic.claude-sonnet-5",
                "global.anthropic.claude-opus-5-20260401-v1:0"
            })
    void disablesThinkingWhereThatIsAccepted(String model) {
        assertThat(options(model))
                .isEqualTo(
                        new CodeModel.Options(null, null, true, true, Map.of("thinking", Map.of("type", "disabled"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-sonnet-5-5",
                "global.anthropic.claude-opus-5-5",
                "anthropic.claude-mythos-5",
                "us.anthropic.claude-fable-5"
            })
    void asksForTheLowestEffortWhereThinkingCannotBeDisabled(String model) {
        assertThat(options(model))
                .isEqualTo(new CodeModel.Options(
                        null, null, true, true, Map.of("output_config", Map.of("effort", "low"))));
        assertThat(ModelRules.of(model).can(Thinking.OFF)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "us.anthropic.claude-haiku-5-5, 4096",
        "us.anthropic.claude-sonnet-5-5, 4096",
        "us.anthropic.claude-opus-5, 1024",
        "us.anthropic.claude-opus-4-7, 4096",
        "global.anthropic.claude-sonnet-4-5-20250929-v1:0, 4096",
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0, 1024",
        "us.anthropic.claude-fable-5-1, 4096"
    })
    void putsACachePointAfterAContextThatIsLongEnoughForTheFamily(String model, int minimum) {
        ModelRules rules = ModelRules.of(model);
        int overhead = bytes(prompt(1)) - 1;
        int enough = 3 * minimum - overhead;

        assertThat(rules.cacheMinimum()).isEqualTo(minimum);
        assertThat(rules.options(prompt(enough)).cachePoint()).isTrue();
        assertThat(rules.options(prompt(enough - 1)).cachePoint()).isFalse();
        assertThat(rules.options(prompt(enough)).without(Set.of("cachePoint"))).isEqualTo(rules.options());
        assertThat(rules.options(prompt(enough)).names()).contains("cachePoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-v2:1",
                "anthropic.claude-3-haiku-20240307-v1:0",
                "us.anthropic.claude-haiku-6",
                "us.amazon.nova-2-lite-v1:0",
                "us.meta.llama3-3-70b-instruct-v1:0",
                "qwen.qwen3-coder-480b-a35b-v1:0",
                "moonshot.kimi-k2-thinking",
                ARN + "application-inference-profile/a1b2c3d4e5f6"
            })
    void putsNoCachePointWhereNoneIsKnownToBeAccepted(String model) {
        assertThat(ModelRules.of(model).options(prompt(100_000))).isEqualTo(options(model));
    }

    @Test
    void putsNoCachePointIntoAPromptWithoutAContext() {
        Prompt prompt = new Prompt(PYTHON, "x".repeat(20_000));

        assertThat(ModelRules.of("us.anthropic.claude-opus-5").options(prompt).cachePoint())
                .isFalse();
    }

    @Test
    void namesThePageOfAWindowAndOfPromptCaching() {
        assertThat(CsvRow.read("/models.csv")).allSatisfy(row -> {
            String known = row.field("contextWindow") + row.field("cacheMinimum");
            assertThat(row.field("contextSource"))
                    .matches(known.isEmpty() ? "" : "https://docs\\.aws\\.amazon\\.com/.*");
        });
    }

    private static Prompt prompt(int bytes) {
        return new Prompt(PYTHON, "go on", CodeContext.of(List.of(new SourceFile("a.py", "x".repeat(bytes)))));
    }

    private static int bytes(Prompt prompt) {
        return prompt.rules().length() + String.join("", prompt.contextParts()).length();
    }

    @Property
    void hasARuleForAnyName(@ForAll("names") String name) {
        assertThat(options(name)).isNotNull();
        assertThat(options("us.anthropic.claude-" + name)).isNotNull();
    }

    @Test
    void everyLineOfTheTableCountsForSomeModelAndNamesItsPage() {
        Set<String> tested = FAMILIES.lines()
                .map(row -> row.substring(0, row.indexOf('|')).strip())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(CsvRow.read("/models.csv"))
                .allSatisfy(row -> assertThat(row.field("source")).startsWith("https://docs.aws.amazon.com/"))
                .extracting(row -> row.field("family"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(tested);
    }

    @Test
    void anUnknownFamilyIsToldNothingOfThinking() {
        assertThat(Arrays.stream(Thinking.values()).filter(ModelRules.UNKNOWN::can))
                .containsExactly(Thinking.DEFAULT);
    }

    private static CodeModel.Options options(String model) {
        return ModelRules.of(model).options();
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.unicode();
    }
}
