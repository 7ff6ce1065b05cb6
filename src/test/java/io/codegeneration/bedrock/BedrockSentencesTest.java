package io.codegeneration.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockSentencesTest {

    private static final Set<String> SENT = new LinkedHashSet<>(
            List.of("temperature", "topP", "system", "cachePoint", "thinking", "output_config", "top_k"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`temperature` and `top_p` cannot both be specified for this model. Please use only one. | topP,temperature",
                "The model returned the following errors: `temperature` is deprecated for this model. | temperature",
                "Malformed input request: extraneous key [top_k] is not permitted, please reformat your input. | top_k",
                "The model returned the following errors: top_k: Extra inputs are not permitted | top_k",
                "This model doesn't support the topP field. Remove topP and try again. | topP",
                "This model doesn't support the system field. Remove system and try again. | system",
                "This model does not support system messages. | system",
                "The model returned the following errors: thinking: adaptive thinking is not supported on this model | thinking",
                "The model returned the following errors: output_config.effort: Extra inputs are not permitted | output_config",
                "thinking.type: Input should be 'adaptive' or 'enabled' | thinking",
                "`temperature` may only be set to 1 when thinking is enabled. | temperature,thinking",
                "\"thinking.type.disabled\" is not supported for this model | thinking",
                "You invoked an unsupported model or your request did not allow prompt caching. | cachePoint",
                "This model doesn't support the cachePoint field. Remove cachePoint and try again. | cachePoint",
                "Malformed input request: extraneous key [cachePoint] is not permitted | cachePoint",
                "messages.0.content.0.cache_control: Extra inputs are not permitted | cachePoint",
                "Cache point cannot be inserted here. Please remove the invalid cache point and try again. | cachePoint"
            })
    void namesTheParametersThatAreRejected(String text, String names) {
        assertThat(new BedrockSentences(text).rejected(SENT))
                .containsExactlyElementsOf(Arrays.asList(names.split(",")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Malformed input request, please reformat your input and try again.",
                "The temperature of the conversation rises.",
                "messages: text content blocks must be non-empty",
                "stop_sequences: Extra inputs are not permitted",
                "The value at messages.0.content is not supported"
            })
    void takesNothingFromOtherTexts(String text) {
        assertThat(new BedrockSentences(text).rejected(SENT)).isEmpty();
    }

    @Test
    void namesOnlyWhatWasSent() {
        assertThat(new BedrockSentences("temperature is deprecated for this model").rejected(Set.of("topP")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The maximum tokens you requested exceeds the model limit of 4096. Try again with a lower value. | 4096",
                "The model returned the following errors: max_tokens: 64000 > 8192, which is the maximum allowed number | 8192",
                "max_tokens must be less than or equal to 2048 | 2048",
                "The maximum tokens you requested exceeds the model limit of 4,096. | 4096",
                "maxTokens must be at most 5000 | 5000"
            })
    void readsTheBoundOfTokens(String text, int limit) {
        assertThat(new BedrockSentences(text).tokenLimit()).isEqualTo(OptionalInt.of(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "too many tokens", "Input is too long for requested model.", "max_tokens: 0 > 0"})
    void readsNoBoundFromOtherTexts(String text) {
        assertThat(new BedrockSentences(text).tokenLimit()).isEmpty();
    }

    @Test
    void namesTheActionThatIamDenies() {
        String text = "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform:"
                + " bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/z";

        assertThat(new BedrockSentences(text).deniedAction()).contains("bedrock:InvokeModel");
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, us.",
        "ca-central-1, us.",
        "us-gov-west-1, us-gov.",
        "eu-central-1, eu.",
        "ap-northeast-1, jp.",
        "ap-southeast-2, au.",
        "ap-south-1, apac.",
        "sa-east-1, global.",
        "'', global."
    })
    void worksOutTheInferenceProfileFromTheRegion(String region, String prefix) {
        assertThat(InferenceProfiles.prefix(region)).isEqualTo(prefix);
    }
}
