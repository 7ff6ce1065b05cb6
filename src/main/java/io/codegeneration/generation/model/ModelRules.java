package io.codegeneration.generation.model;

import io.codegeneration.generation.CsvRow;
import io.codegeneration.generation.GenerationConfig.Model.ModelOverride;
import io.codegeneration.generation.GenerationConfig.Model.Sampling;
import io.codegeneration.generation.GenerationConfig.Model.Thinking;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters that a family of models accepts. Newer models reject parameters that older ones required, so each family has a
 * line in {@code models.csv}, with the page that it is based on. The first line whose pattern matches a part of the model's id or
 * ARN counts. A model that no line matches, such as one behind an application inference profile, gets the messages and a limit of
 * tokens only, with the rules in the message.
 *
 * <p>Immutable. The table is read when this class is initialized; a native image does that when it is built.
 *
 * @param family the name of the family
 * @param sampling the samplers that are sent
 * @param thinking how the model reasons; reasoning counts towards the limit of tokens
 * @param systemPrompt whether the model takes a system prompt
 * @param maxTokens limit for the tokens of a reply; {@link Integer#MAX_VALUE} if it is not known
 * @param ways the family's own fields for each setting of reasoning
 * @param streaming whether the model can stream its reply
 * @param contextWindow tokens that prompt and reply may have together, of the family's model with the largest window;
 *     {@link Integer#MAX_VALUE} if it is not known
 * @param cacheMinimum tokens from which a prompt can be cached at a cache point; {@link Integer#MAX_VALUE} if the family is not
 *     known to take cache points
 */
record ModelRules(
        String family,
        Sampling sampling,
        Thinking thinking,
        boolean systemPrompt,
        int maxTokens,
        Map<Thinking, Map<String, Object>> ways,
        boolean streaming,
        int contextWindow,
        int cacheMinimum) {

    static final double TEMPERATURE = 0.1;
    static final double TOP_P = 0.2;

    /** The rules of an unknown model: what every model accepts. */
    static final ModelRules UNKNOWN = new ModelRules(
            "unknown",
            Sampling.NONE,
            Thinking.DEFAULT,
            false,
            Integer.MAX_VALUE,
            Map.of(),
            true,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    private static final List<Line> LINES =
            CsvRow.read("/models.csv").stream().map(ModelRules::line).toList();

    private record Line(Pattern pattern, ModelRules rules) {}

    ModelRules {
        ways = Map.copyOf(ways);
        if (thinking != Thinking.DEFAULT && !ways.containsKey(thinking)) {
            throw new IllegalStateException(family + " does not say how to set thinking to " + thinking);
        }
    }

    /** The rules for a model id, an inference profile id or an ARN. */
    static ModelRules of(String model) {
        return LINES.stream()
                .filter(line -> line.pattern().matcher(model).find())
                .map(Line::rules)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Returns whether the table says how to send this setting. */
    boolean can(Thinking wanted) {
        return wanted == Thinking.DEFAULT || ways.containsKey(wanted);
    }

    /** A copy with an override of the operator. */
    ModelRules with(ModelOverride decided) {
        return new ModelRules(
                family,
                decided.sampling().orElse(sampling),
                decided.thinking().orElse(thinking),
                systemPrompt,
                decided.maxTokens().orElse(maxTokens),
                ways,
                decided.streaming(),
                contextWindow,
                cacheMinimum);
    }

    /** The parameters for a prompt. A context that is too short for the family's cache gets no cache point. */
    CodeModel.Options options(Prompt prompt) {
        return cacheMinimum < Integer.MAX_VALUE
                        && !prompt.context().isEmpty()
                        && TokenEstimate.about(prompt.rules() + String.join("", prompt.contextParts())) >= cacheMinimum
                ? options().withCachePoint()
                : options();
    }

    /** The parameters for any prompt. */
    CodeModel.Options options() {
        return new CodeModel.Options(
                sampling == Sampling.NONE ? null : TEMPERATURE,
                sampling == Sampling.BOTH ? TOP_P : null,
                systemPrompt,
                streaming,
                ways.getOrDefault(thinking, Map.of()));
    }

    private static Line line(CsvRow row) {
        Map<Thinking, Map<String, Object>> ways = new EnumMap<>(Thinking.class);
        addWay(ways, Thinking.OFF, row.field("off"));
        addWay(ways, Thinking.LOW, row.field("low"));
        ModelRules rules = new ModelRules(
                row.field("family"),
                Sampling.valueOf(row.field("sampling").toUpperCase(Locale.ROOT)),
                Thinking.valueOf(row.field("thinking").toUpperCase(Locale.ROOT)),
                row.field("systemPrompt").equals("yes"),
                limit(row.field("maxTokens")),
                ways,
                true,
                limit(row.field("contextWindow")),
                limit(row.field("cacheMinimum")));
        // The provider's name begins the id, or follows a region's prefix or the last slash of an ARN.
        return new Line(Pattern.compile("(?<![A-Za-z0-9_-])" + row.field("pattern")), rules);
    }

    private static int limit(String field) {
        return field.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(field);
    }

    /** Reads fields such as {@code thinking.type=disabled}, separated by spaces. */
    private static void addWay(Map<Thinking, Map<String, Object>> ways, Thinking thinking, String text) {
        if (text.isEmpty()) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String field : text.split(" ")) {
            String[] pathAndValue = field.split("=", 2);
            put(fields, pathAndValue[0], pathAndValue[1]);
        }
        fields.replaceAll((name, value) -> value instanceof Map<?, ?> members ? Map.copyOf(members) : value);
        ways.put(thinking, Map.copyOf(fields));
    }

    @SuppressWarnings("unchecked") // Only this method puts maps there.
    private static void put(Map<String, Object> fields, String path, String value) {
        String[] members = path.split("\\.", 2);
        if (members.length == 1) {
            fields.put(path, value);
        } else {
            put(
                    (Map<String, Object>) fields.computeIfAbsent(members[0], name -> new LinkedHashMap<>()),
                    members[1],
                    value);
        }
    }
}
