package io.codegeneration.bedrock;

import static io.codegeneration.bedrock.BedrockAdapter.PATIENCE;
import static io.codegeneration.bedrock.BedrockAdapter.PROMPT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.model.TestModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole request that each family of models is sent, as it leaves for Bedrock. */
class ModelFamiliesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The default of {@code codegen.model.max-tokens}: if less is sent, the family's limit lowered it. */
    private static final int WANTED = 8_192;

    private static BedrockAdapter bedrock;

    @BeforeAll
    static void start() {
        bedrock = new BedrockAdapter();
    }

    @AfterAll
    static void stop() {
        bedrock.close();
    }

    @BeforeEach
    void forget() {
        bedrock.server().reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # model | rules are sent as | inferenceConfig | additionalModelRequestFields
            anthropic.claude-3-haiku-20240307-v1:0           | system  | {"maxTokens": 4096, "temperature": 0.1, "topP": 0.2} |
            us.anthropic.claude-3-5-haiku-20241022-v1:0      | system  | {"maxTokens": 8192, "temperature": 0.1, "topP": 0.2} |
            us.anthropic.claude-3-7-sonnet-20250219-v1:0     | system  | {"maxTokens": 8192, "temperature": 0.1, "topP": 0.2} |
            us.anthropic.claude-opus-4-1-20250805-v1:0       | system  | {"maxTokens": 8192, "temperature": 0.1} |
            global.anthropic.claude-sonnet-4-5-20250929-v1:0 | system  | {"maxTokens": 8192, "temperature": 0.1} |
            us.anthropic.claude-opus-4-6-v1                  | system  | {"maxTokens": 8192, "temperature": 0.1} |
            us.anthropic.claude-opus-4-7                     | system  | {"maxTokens": 8192} |
            us.anthropic.claude-opus-4-8                     | system  | {"maxTokens": 8192} |
            us.anthropic.claude-sonnet-5                     | system  | {"maxTokens": 8192} | {"thinking": {"type": "disabled"}}
            us.anthropic.claude-opus-5                       | system  | {"maxTokens": 8192} | {"thinking": {"type": "disabled"}}
            us.anthropic.claude-haiku-5-5                    | system  | {"maxTokens": 8192} | {"thinking": {"type": "disabled"}}
            us.anthropic.claude-sonnet-5-5                   | system  | {"maxTokens": 8192} | {"output_config": {"effort": "low"}}
            us.anthropic.claude-opus-5-5                     | system  | {"maxTokens": 8192} | {"output_config": {"effort": "low"}}
            us.anthropic.claude-fable-5                      | system  | {"maxTokens": 8192} | {"output_config": {"effort": "low"}}
            us.anthropic.claude-haiku-6                      | system  | {"maxTokens": 8192} |
            us.amazon.nova-pro-v1:0                          | system  | {"maxTokens": 8192, "temperature": 0.1} |
            us.amazon.nova-2-lite-v1:0                       | system  | {"maxTokens": 8192, "temperature": 0.1} | {"reasoningConfig": {"type": "disabled"}}
            amazon.titan-text-lite-v1                        | message | {"maxTokens": 4096, "temperature": 0.1} |
            amazon.titan-text-express-v1                     | message | {"maxTokens": 8192, "temperature": 0.1} |
            amazon.titan-text-premier-v1:0                   | message | {"maxTokens": 3072, "temperature": 0.1} |
            meta.llama3-70b-instruct-v1:0                    | system  | {"maxTokens": 2048, "temperature": 0.1} |
            us.meta.llama3-3-70b-instruct-v1:0               | system  | {"maxTokens": 4096, "temperature": 0.1} |
            us.meta.llama4-maverick-17b-instruct-v1:0        | system  | {"maxTokens": 8192, "temperature": 0.1} |
            mistral.mistral-7b-instruct-v0:2                 | message | {"maxTokens": 8192, "temperature": 0.1} |
            mistral.mixtral-8x7b-instruct-v0:1               | message | {"maxTokens": 4096, "temperature": 0.1} |
            mistral.mistral-large-2402-v1:0                  | system  | {"maxTokens": 8192, "temperature": 0.1} |
            mistral.mistral-large-3-675b-instruct            | system  | {"maxTokens": 8192, "temperature": 0.1} |
            us.mistral.pixtral-large-2502-v1:0               | system  | {"maxTokens": 8192, "temperature": 0.1} |
            mistral.devstral-2-123b                          | message | {"maxTokens": 8192, "temperature": 0.1} |
            us.deepseek.r1-v1:0                              | message | {"maxTokens": 8192} |
            deepseek.v3-v1:0                                 | message | {"maxTokens": 8192, "temperature": 0.1} |
            qwen.qwen3-coder-480b-a35b-v1:0                  | message | {"maxTokens": 8192, "temperature": 0.1} |
            qwen.qwen3-32b-v1:0                              | message | {"maxTokens": 8192} |
            openai.gpt-oss-120b-1:0                          | system  | {"maxTokens": 8192} | {"reasoning_effort": "low"}
            cohere.command-r-plus-v1:0                       | system  | {"maxTokens": 4096, "temperature": 0.1} |
            ai21.jamba-1-5-large-v1:0                        | system  | {"maxTokens": 4096, "temperature": 0.1} |
            us.writer.palmyra-x5-v1:0                        | system  | {"maxTokens": 8192, "temperature": 0.1} |
            moonshot.kimi-k2-thinking                        | message | {"maxTokens": 8192} |
            arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5 | system | {"maxTokens": 8192} | {"thinking": {"type": "disabled"}}
            arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6 | message | {"maxTokens": 8192} |
            arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3d4e5f6 | message | {"maxTokens": 8192} |
            """)
    void sendsWhatTheFamilyTakes(String model, String rules, String inferenceConfig, String additionalFields)
            throws JsonProcessingException {
        boolean system = rules.equals("system");
        ObjectNode expected = JSON.createObjectNode();
        ObjectNode message = expected.putArray("messages").addObject().put("role", "user");
        text(message.putArray("content"), system ? PROMPT.task() : PROMPT.whole());
        if (system) {
            text(expected.putArray("system"), PROMPT.rules());
        }
        expected.set("inferenceConfig", JSON.readTree(inferenceConfig));
        if (additionalFields != null) {
            expected.set("additionalModelRequestFields", JSON.readTree(additionalFields));
        }

        bedrock.ask(TestModels.call(model, PROMPT, WANTED, PATIENCE));

        assertThat(bedrock.server().requests())
                .singleElement()
                .satisfies(request -> assertThat(request.modelId()).isEqualTo(model))
                .satisfies(request -> assertThat(request.json()).isEqualTo(expected));
    }

    private static void text(ArrayNode blocks, String text) {
        blocks.addObject().put("text", text);
    }
}
