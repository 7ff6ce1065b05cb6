package io.codegeneration.bedrock;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.model.StopReason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointType;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/**
 * Models on Amazon Bedrock. Calls ConverseStream; Converse if a model does not stream; and the own text completion of the oldest
 * models, which is not streamed. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html">Prompt caching</a>
 */
@Singleton
@Provider("bedrock")
class BedrockModel implements CodeModel {

    private static final CachePointBlock CACHE_POINT =
            CachePointBlock.builder().type(CachePointType.DEFAULT).build();

    private final BedrockRuntimeClient client;
    private final TextCompletion textCompletion;
    private final GuardrailConfig guardrail;
    private final ApplicationProfiles profiles;
    private final ObjectMapper json;
    private final Duration longestSilence;
    private final String region;

    /** Models that have answered that they do not stream. */
    private final Set<String> unstreamed = ConcurrentHashMap.newKeySet();

    @Inject
    BedrockModel(
            BedrockRuntimeClient client,
            TextCompletion textCompletion,
            GuardrailConfig guardrail,
            ApplicationProfiles profiles,
            ObjectMapper json) {
        this(client, textCompletion, guardrail, profiles, json, LONGEST_SILENCE);
    }

    BedrockModel(
            BedrockRuntimeClient client,
            TextCompletion textCompletion,
            GuardrailConfig guardrail,
            ApplicationProfiles profiles,
            ObjectMapper json,
            Duration longestSilence) {
        this.profiles = profiles;
        this.longestSilence = longestSilence;
        this.client = client;
        this.textCompletion = textCompletion;
        this.guardrail = guardrail;
        this.json = json;
        // Makes the client, so that a wrong setting stops the start and not the first call.
        this.region = client.serviceClientConfiguration().region().id();
    }

    @Override
    public Reply ask(Call call, Consumer<String> pieces) {
        BedrockFaults faults = new BedrockFaults(call, region);
        try {
            return TimeLimit.within(call.timeLimit(), () -> {
                if (TextCompletion.speaks(call.model())) {
                    return deliver(textCompletion.ask(call), pieces);
                }
                return call.options().streaming() && !unstreamed.contains(call.model())
                        ? stream(call, pieces, faults)
                        : deliver(read(client.converse(request(call).build())), pieces);
            });
        } catch (RuntimeException e) {
            throw faults.translate(e);
        }
    }

    private Reply stream(Call call, Consumer<String> pieces, BedrockFaults faults) {
        ReplyStream stream = new ReplyStream(json, pieces, longestSilence);
        RuntimeException failure = null;
        try {
            ConverseResponse response = client.converse(request(call)
                    .overrideConfiguration(o -> o.putExecutionAttribute(ConverseStreaming.STREAM, stream))
                    .build());
            if (!stream.begun()) {
                return deliver(read(response), pieces);
            }
        } catch (ValidationException e) {
            if (!BedrockFaults.sentences(e).unstreamed()) {
                throw e;
            }
            unstreamed.add(call.model());
            return deliver(read(client.converse(request(call).build())), pieces);
        } catch (RuntimeException e) {
            if (!stream.begun()) {
                throw e;
            }
            failure = e;
        }
        return stream.reply(failure, faults::translate);
    }

    /** A reply that came whole is its only piece. */
    private static Reply deliver(Reply reply, Consumer<String> pieces) {
        if (!reply.text().isEmpty()) {
            pieces.accept(reply.text());
        }
        return reply;
    }

    private ConverseRequest.Builder request(Call call) {
        Options options = call.options();
        ConverseRequest.Builder request = ConverseRequest.builder()
                .modelId(profiles.called(call.model()))
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
        return request;
    }

    private static List<Message> messages(Call call) {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.builder()
                .role(ConversationRole.USER)
                .content(prompt(call.prompt(), call.options()))
                .build());
        for (FollowUp followUp : call.followUps()) {
            messages.add(message(ConversationRole.ASSISTANT, followUp.reply()));
            messages.add(message(ConversationRole.USER, followUp.message()));
        }
        return messages;
    }

    /**
     * The prompt in one block, or with a cache point after each part of its context. Where the parts end does not change what the
     * model reads.
     */
    private static List<ContentBlock> prompt(Prompt prompt, Options options) {
        String text = options.systemPrompt() ? prompt.message() : prompt.whole();
        if (!options.cachePoint()) {
            return List.of(ContentBlock.fromText(text));
        }
        List<ContentBlock> blocks = new ArrayList<>();
        int from = 0;
        int to = text.length() - prompt.message().length();
        for (String part : prompt.contextParts()) {
            to += part.length();
            blocks.add(ContentBlock.fromText(text.substring(from, to)));
            blocks.add(ContentBlock.fromCachePoint(CACHE_POINT));
            from = to;
        }
        blocks.add(ContentBlock.fromText(text.substring(from)));
        return blocks;
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

    /** Takes the blocks of text: the first block may be reasoning. */
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
