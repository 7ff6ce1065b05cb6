package io.codegeneration.bedrock;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Bedrock says only in words, having no code for it. The one place that reads its texts; a text that is not known
 * means nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html">Model lifecycle</a>
 */
final class BedrockSentences {

    private static final Pattern RETIRED =
            Pattern.compile("end of its life|marked by provider as legacy|has been retired");
    private static final Pattern ON_DEMAND = Pattern.compile("on-demand throughput isn.t supported");
    private static final Pattern INVALID_MODEL =
            Pattern.compile("model identifier is invalid|invalid model identifier|not supported in this region");
    private static final Pattern DENIED_ACTION =
            Pattern.compile("not authorized to perform: (bedrock:[a-z]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern MODEL_ACCESS =
            Pattern.compile("don.t have access to the model|model access is denied|access to (?:this|the) model");

    private static final Pattern UNSTREAMED =
            Pattern.compile("unsupported for streaming|(?:n.t|not) support(?:ed)? (?:for )?(?:response )?streaming"
                    + "|streaming (?:is )?(?:not|un)\\s?support|(?:n.t|not) support(?:ed)?[^.]{0,30} conversestream");

    /** No model writes less; a smaller number in a text is something else. */
    private static final int SMALLEST_LIMIT = 256;

    /** Bounds of tokens: the first group is what the model can write. */
    private static final List<Pattern> TOKEN_LIMITS = List.of(
            Pattern.compile("maximum tokens you requested exceeds the model limit of (\\d[\\d,]{0,10})"),
            Pattern.compile("max_?tokens\\w*: \\d+ > (\\d[\\d,]{0,10})"),
            Pattern.compile("max_?tokens\\w*\\D{0,40}(?:less than or equal to|at most|<=) (\\d[\\d,]{0,10})"),
            Pattern.compile("maximum (?:number of )?(?:output )?tokens\\D{0,40}?(\\d[\\d,]{0,10})"));

    /** Words that tell a rejected parameter from one that is only mentioned. */
    private static final Pattern REJECTION = Pattern.compile("not (?:permitted|supported|allowed|valid|both be)"
            + "|n.t support|does not support|unsupported|deprecated|extraneous|unknown|unexpected|unrecognized"
            + "|cannot both be|only one of|remove|may only be set|does not match any|input should be");

    /** How parameters are called in Bedrock's texts, by their names here; of two that exclude each other the first goes. */
    private static final Map<String, Pattern> SPELLINGS = Map.of(
            "topP", Pattern.compile("\\btop_?p\\b"),
            "temperature", Pattern.compile("\\btemperature\\b"),
            "system", Pattern.compile("\\bsystem (?:messages?|prompts?|field)\\b|\\bthe system\\b"));

    private static final List<String> ORDER = List.of("topP", "temperature", "system");

    private final String original;
    private final String text;

    BedrockSentences(String text) {
        this.original = text == null ? "" : text;
        this.text = text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** The provider has ended the model, or closes it to newcomers. */
    boolean retired() {
        return RETIRED.matcher(text).find();
    }

    /** The model answers through an inference profile only. */
    boolean needsProfile() {
        return ON_DEMAND.matcher(text).find();
    }

    /** The model cannot stream its reply. */
    boolean unstreamed() {
        return UNSTREAMED.matcher(text).find();
    }

    /** The model's name means nothing, here or anywhere. */
    boolean invalidModel() {
        return INVALID_MODEL.matcher(text).find();
    }

    /** The action that IAM does not allow, such as {@code bedrock:InvokeModel}. */
    Optional<String> deniedAction() {
        Matcher action = DENIED_ACTION.matcher(original);
        return action.find() ? Optional.of(action.group(1)) : Optional.empty();
    }

    /** The account has not been granted the model. */
    boolean modelAccess() {
        return MODEL_ACCESS.matcher(text).find();
    }

    /** The most tokens that the model can write. */
    OptionalInt tokenLimit() {
        for (Pattern sentence : TOKEN_LIMITS) {
            Matcher limit = sentence.matcher(text);
            long tokens = limit.find() ? Long.parseLong(limit.group(1).replace(",", "")) : 0;
            if (tokens >= SMALLEST_LIMIT && tokens <= Integer.MAX_VALUE) {
                return OptionalInt.of((int) tokens);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The parameters, of those that were sent, that the model rejects.
     *
     * @param sent their names here
     */
    List<String> rejected(Set<String> sent) {
        if (!REJECTION.matcher(text).find()) {
            return List.of();
        }
        List<String> rejected = new ArrayList<>();
        ORDER.stream()
                .filter(sent::contains)
                .filter(name -> SPELLINGS.get(name).matcher(text).find())
                .forEach(rejected::add);
        sent.stream()
                .filter(name -> !ORDER.contains(name))
                .filter(name -> Pattern.compile("\\b" + Pattern.quote(name.toLowerCase(Locale.ROOT)) + "\\b")
                        .matcher(text)
                        .find())
                .forEach(rejected::add);
        return rejected;
    }
}
