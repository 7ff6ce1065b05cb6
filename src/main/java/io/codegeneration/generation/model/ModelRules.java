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
 * What a model is sent besides the messages. Newer models reject parameters that older ones required, so each family
 * has its rule, a line of {@code models.csv} with the page it rests on; the first line whose pattern is found in a
 * model's id or ARN counts. A model that no line knows, as one behind an application inference profile, gets messages
 * and a bound of tokens only, with the rules inside the message.
 *
 * <p>Immutable. The table is read when this class is initialized; a native image does that when it is built.
 *
 * @param family how the family is called
 * @param sampling which samplers are set
 * @param thinking what is done about reasoning, which counts against the bound of tokens
 * @param systemPrompt whether the model takes instructions apart from the messages
 * @param maxTokens most tokens that a reply may have; {@link Integer#MAX_VALUE} where that is not known
 * @param ways the family's own fields for what can be done about reasoning
 * @param streaming whether the model can stream its reply
 */
record ModelRules(
        String family,
        Sampling sampling,
        Thinking thinking,
        boolean systemPrompt,
        int maxTokens,
        Map<Thinking, Map<String, Object>> ways,
        boolean streaming) {

    static final double TEMPERATURE = 0.1;
    static final double TOP_P = 0.2;

    /** The rules of a model that is not known: what every model takes. */
    static final ModelRules UNKNOWN =
            new ModelRules("unknown", Sampling.NONE, Thinking.DEFAULT, false, Integer.MAX_VALUE, Map.of(), true);

    private static final List<Line> LINES =
            CsvRow.read("/models.csv").stream().map(ModelRules::line).toList();

    private record Line(Pattern pattern, ModelRules rules) {}

    ModelRules {
        ways = Map.copyOf(ways);
        if (thinking != Thinking.DEFAULT && !ways.containsKey(thinking)) {
            throw new IllegalStateException(family + " has no way to set thinking to " + thinking);
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

    /** Whether it is known how the family is told. */
    boolean can(Thinking wanted) {
        return wanted == Thinking.DEFAULT || ways.containsKey(wanted);
    }

    /** These rules with what an operator decided otherwise. */
    ModelRules with(ModelOverride decided) {
        return new ModelRules(
                family,
                decided.sampling().orElse(sampling),
                decided.thinking().orElse(thinking),
                systemPrompt,
                decided.maxTokens().orElse(maxTokens),
                ways,
                decided.streaming());
    }

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
        String maxTokens = row.field("maxTokens");
        ModelRules rules = new ModelRules(
                row.field("family"),
                Sampling.valueOf(row.field("sampling").toUpperCase(Locale.ROOT)),
                Thinking.valueOf(row.field("thinking").toUpperCase(Locale.ROOT)),
                row.field("systemPrompt").equals("yes"),
                maxTokens.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(maxTokens),
                ways,
                true);
        // The maker's name begins the id or follows a region's prefix or the ARN's last slash.
        return new Line(Pattern.compile("(?<![A-Za-z0-9_-])" + row.field("pattern")), rules);
    }

    /** Reads {@code thinking.type=disabled}: fields separated by blanks, each a member or a member's member. */
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
