package io.codegeneration.generation;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model is sent besides the messages. Newer models reject parameters that older ones required, so each family
 * has its rule; an unknown one gets messages and a bound of tokens only, with the rules inside the message.
 *
 * @param sampling which samplers are set
 * @param thinking what is done about reasoning, which counts against the bound of tokens
 * @param systemPrompt whether the model takes instructions apart from the messages
 */
record ModelRules(Sampling sampling, Thinking thinking, boolean systemPrompt) {

    static final double TEMPERATURE = 0.1;
    static final double TOP_P = 0.2;

    private static final ModelRules UNKNOWN = new ModelRules(Sampling.NONE, Thinking.DEFAULT, false);

    /** {@code claude-3-5-sonnet-20240620-v1:0}, {@code claude-sonnet-4-20250514-v1:0}, {@code claude-haiku-5-5}. */
    private static final Pattern CLAUDE =
            Pattern.compile("claude-(?:(opus|sonnet|haiku|[a-z]+)-)?(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d)");

    /** Before version 3; they take everything as one text. */
    private static final Pattern TEXT_COMPLETION = Pattern.compile("anthropic\\.claude-(?:v2|instant)");

    /** Models that reason unless told not to, and can be told. */
    private static final Set<String> THINKING_CAN_BE_OFF = Set.of("haiku 5.5", "sonnet 5.0", "opus 5.0");

    /** Models that always reason; the least effort is asked for. */
    private static final Set<String> THINKING_CANNOT_BE_OFF = Set.of("sonnet 5.5", "opus 5.5");

    enum Sampling {
        BOTH,
        TEMPERATURE,
        NONE
    }

    enum Thinking {
        OFF,
        LOW,
        DEFAULT
    }

    static ModelRules of(String model) {
        String name = Models.shown(model);
        if (TEXT_COMPLETION.matcher(name).find()) {
            return new ModelRules(Sampling.BOTH, Thinking.DEFAULT, false);
        }
        Matcher claude = CLAUDE.matcher(name);
        if (!claude.find()) {
            return UNKNOWN;
        }
        int major = Integer.parseInt(claude.group(2));
        int minor = claude.group(3) == null ? 0 : Integer.parseInt(claude.group(3));
        String version = claude.group(1) + " " + major + "." + minor;
        return new ModelRules(sampling(major, minor), thinking(version), true);
    }

    CodeModel.Options options() {
        return new CodeModel.Options(
                sampling == Sampling.NONE ? null : TEMPERATURE,
                sampling == Sampling.BOTH ? TOP_P : null,
                systemPrompt,
                switch (thinking) {
                    case OFF -> Map.of("thinking", Map.of("type", "disabled"));
                    case LOW -> Map.of("output_config", Map.of("effort", "low"));
                    case DEFAULT -> Map.of();
                });
    }

    private static Sampling sampling(int major, int minor) {
        if (major < 4) {
            return Sampling.BOTH;
        }
        return major == 4 && minor <= 6 ? Sampling.TEMPERATURE : Sampling.NONE;
    }

    private static Thinking thinking(String version) {
        if (THINKING_CAN_BE_OFF.contains(version)) {
            return Thinking.OFF;
        }
        return THINKING_CANNOT_BE_OFF.contains(version) ? Thinking.LOW : Thinking.DEFAULT;
    }
}
