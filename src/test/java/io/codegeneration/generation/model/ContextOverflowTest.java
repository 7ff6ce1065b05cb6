package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextOverflowTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "The model returned the following errors: prompt is too long: 215000 tokens > 200000 maximum | 215000 | 200000 |",
                "prompt is too long: 1,215,000 tokens > 1,000,000 maximum | 1215000 | 1000000 |",
                "input length and `max_tokens` exceed context limit: 188240 + 32000 > 200000, decrease input length or"
                        + " `max_tokens` and try again | 188240 | 200000 |",
                "Input is too long for requested model. | | |",
                "Prompt contains 235396 tokens and 0 draft tokens, too large for model with 131072 maximum context length"
                        + " | 235396 | 131072 |",
                "Prompt contains 40000 tokens, too large for model with 32768 maximum context length | 40000 | 32768 |",
                "400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 9279 | 9279 | 8192 |",
                "Malformed input request: expected maxLength: 50000, actual: 52611, please reformat your input and try again. | | |",
                "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt | | 8192 |",
                "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (120000 in the"
                        + " messages, 20000 in the completion). Please reduce the length of the messages or completion."
                        + " | 120000 | 131072 |",
                "This model's maximum context length is 8191 tokens, however you requested 10346 tokens (10346 in your prompt; 5"
                        + " for the completion). | 10346 | 8191 |",
                "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (120000 input tokens"
                        + " and 20000 output tokens) | 120000 | 131072 |",
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 8545 tokens. Please"
                        + " reduce the length of the messages. | 8545 | 8192 |",
                "'max_tokens' or 'max_completion_tokens' is too large: 2000. This model's maximum context length is 4096 tokens"
                        + " and your request has 2104 input tokens (2000 > 4096 - 2104). | 2104 | 4096 |",
                "This model's maximum context length is 8192 tokens. However, you requested 0 output tokens and your prompt"
                        + " contains at least 8193 input tokens | 8193 | 8192 |",
                "Input length (9000) exceeds model's maximum context length (8192). | 9000 | 8192 |",
                "Input length 301574 exceeds the maximum allowed input length of 262112 tokens. | 301574 | 262112 |",
                "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000. | 5000 | 4081 |",
                "too many tokens: size limit exceeded by 11326 tokens. Try using shorter or fewer inputs. | | | 11326",
                "The input token count (1200293) exceeds the maximum number of tokens allowed (1048576). | 1200293 | 1048576 |",
                "Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again. | | |",
                "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it | 9412 | 8192 |",
                "the request exceeds the available context size | | |",
                "prompt too long; exceeded max context length by 4 tokens | | | 4",
                "the input length exceeds the context length | | |",
                "{\"error\":{\"type\":\"exceed_context_size_error\"}} | | |",
                "{\"code\":\"context_length_exceeded\"} | | |",
                "too many total text bytes: 9 > 8 | | |"
            })
    void readsWhatModelsSay(String message, Long tokens, Long window, Long excess) {
        assertThat(ContextOverflow.read(message)).contains(new ContextOverflow(tokens, window, excess));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "The maximum tokens you requested exceeds the model limit of 4096. Try again with a lower value.",
                "max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens",
                "too many tokens",
                "Too many tokens, please wait before trying again.",
                "temperature is deprecated for this model",
                "Malformed input request, please reformat your input and try again.",
                "You invoked an unsupported model or your request did not allow prompt caching."
            })
    void readsNothingElse(String message) {
        assertThat(ContextOverflow.read(message)).isEmpty();
    }

    @Test
    void isTheCallersProblemIfNoReplyWouldFit() {
        CodeGenerationException e = new ContextOverflow(215_000L, 200_000L, null).problem(8_192, null);

        assertThat(e).isInstanceOf(CallerException.class).hasMessageContaining("by at least 15256 tokens");
        assertThat(e.code()).isEqualTo(ProblemCode.CONTEXT_TOO_LONG);
        assertThat(new ContextOverflow(199_900L, 200_000L, null).problem(8_192, null))
                .hasMessageContaining("by at least 156 tokens");
        assertThat(new ContextOverflow(null, null, 7L).problem(8_192, null))
                .hasMessageContaining("by at least 7 tokens");
    }

    @Test
    void namesNoNumberThatTheModelDoesNotName() {
        assertThat(new ContextOverflow(null, 8_192L, null).problem(2_048, null).getMessage())
                .startsWith("The request is too long for the model, together with the code that it changes. ");
    }

    @Test
    void namesTheRoomForAShorterReplyIfThatWouldFit() {
        ContextOverflow overflow = new ContextOverflow(188_240L, 200_000L, null);

        assertThat(overflow.problem(32_000, null))
                .isInstanceOfSatisfying(
                        OperatorException.class, e -> assertThat(e.room()).hasValue(11_760));
        assertThat(overflow.problem(8_192, null).code()).isEqualTo(ProblemCode.CONTEXT_TOO_LONG);
    }
}
