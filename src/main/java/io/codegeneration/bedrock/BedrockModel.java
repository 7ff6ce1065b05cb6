package io.codegeneration.bedrock;

import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.StopReason;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/**
 * Models on Amazon Bedrock: through Converse, and the oldest ones through their own text completion.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 */
@Singleton
@Provider("bedrock")
class BedrockModel implements CodeModel {

    private final BedrockRuntimeClient client;
    private final TextCompletion textCompletion;
    private final GuardrailConfig guardrail;
    private final String region;

    BedrockModel(BedrockRuntimeClient client, TextCompletion textCompletion, GuardrailConfig guardrail) {
        this.client = client;
        this.textCompletion = textCompletion;
        this.guardrail = guardrail;
        // Makes the client, so that a wrong setting ends the start and not the first call.
        this.region = client.serviceClientConfiguration().region().id();
    }

    @Override
    public Reply ask(Call call, Consumer<String> pieces) {
        try {
            return TimeLimit.within(
                    call.timeLimit(),
                    () -> TextCompletion.speaks(call.model()) ? textCompletion.ask(call) : converse(call));
        } catch (RuntimeException e) {
            throw new BedrockFaults(call, region).translate(e);
        }
    }

    private Reply converse(Call call) {
        Options options = call.options();
        ConverseRequest.Builder request = ConverseRequest.builder()
                .modelId(call.model())
                .inferenceConfig(inference(call))
                .messages(messages(call));
        if (options.systemPrompt()) {
            request.system(SystemContentBlock.fromText(call.prompt().rules()));
        }
        if (!options.more().isEmpty()) {
            request.additionalModelRequestFields(Documents.of(options.more()));
        }
        guardrail
                .id()
                .ifPresent(id -> request.guardrailConfig(GuardrailConfiguration.builder()
                        .guardrailIdentifier(id)
                        .guardrailVersion(guardrail.version())
                        .build()));
        return read(client.converse(request.build()));
    }

    private static List<Message> messages(Call call) {
        List<Message> messages = new ArrayList<>();
        boolean apart = call.options().systemPrompt();
        messages.add(message(
                ConversationRole.USER,
                apart ? call.prompt().task() : call.prompt().whole()));
        for (FollowUp followUp : call.followUps()) {
            messages.add(message(ConversationRole.ASSISTANT, followUp.reply()));
            messages.add(message(ConversationRole.USER, followUp.message()));
        }
        return messages;
    }

    private static InferenceConfiguration inference(Call call) {
        InferenceConfiguration.Builder inference =
                InferenceConfiguration.builder().maxTokens(call.maxTokens());
        if (call.options().temperature() != null) {
            inference.temperature(call.options().temperature().floatValue());
        }
        if (call.options().topP() != null) {
            inference.topP(call.options().topP().floatValue());
        }
        return inference.build();
    }

    private static Message message(ConversationRole role, String text) {
        return Message.builder().role(role).content(ContentBlock.fromText(text)).build();
    }

    /** Blocks are told by their type: the first may be reasoning. */
    private static Reply read(ConverseResponse response) {
        List<ContentBlock> blocks =
                response.output() == null || response.output().message() == null
                        ? List.of()
                        : response.output().message().content();
        String text = blocks.stream()
                .filter(block -> block.type() == ContentBlock.Type.TEXT)
                .map(ContentBlock::text)
                .collect(Collectors.joining());
        String stopReason = response.stopReasonAsString();
        return new Reply(
                text, stopReason == null ? StopReason.END_TURN : new StopReason(stopReason), usage(response.usage()));
    }

    private static Usage usage(TokenUsage usage) {
        if (usage == null || usage.inputTokens() == null || usage.outputTokens() == null) {
            return null;
        }
        return new Usage(
                usage.inputTokens(),
                usage.outputTokens(),
                count(usage.cacheReadInputTokens()),
                count(usage.cacheWriteInputTokens()),
                null,
                true);
    }

    private static Long count(Integer tokens) {
        return tokens == null ? null : Long.valueOf(tokens);
    }
}
