package io.codegeneration.bedrock;

import io.codegeneration.generation.model.ContextOverflow;
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
 * Reads messages of Bedrock for which it has no code. An unknown message has no meaning. No other class reads its messages;
 * sentences about the length of a prompt are read by {@link ContextOverflow}, because other servers use the same.
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

    /** No model has a lower limit; a smaller number in a message is something else. */
    private static final int SMALLEST_LIMIT = 256;

    /** Messages about limits of tokens; the first group is the limit. */
    private static final List<Pattern> TOKEN_LIMITS = List.of(
            Pattern.compile("maximum tokens you requested exceeds the model limit of (\\d[\\d,]{0,10})"),
            Pattern.compile("max_?tokens\\w*: \\d+ > (\\d[\\d,]{0,10})"),
            Pattern.compile("max_?tokens\\w*\\D{0,40}(?:less than or equal to|at most|<=) (\\d[\\d,]{0,10})"),
            Pattern.compile("maximum (?:number of )?(?:output )?tokens\\D{0,40}?(\\d[\\d,]{0,10})"));

    /** Words of a rejection: without them, a parameter is only mentioned. */
    private static final Pattern REJECTION = Pattern.compile("not (?:permitted|supported|allowed|valid|both be)"
            + "|n.t support|does not support|unsupported|deprecated|extraneous|unknown|unexpected|unrecognized"
            + "|did not allow|cannot both be|only one of|remove|may only be set|does not match any|input should be");

    /** Names of parameters in Bedrock's messages, by their names in this program. */
    private static final Map<String, Pattern> SPELLINGS = Map.of(
            "topP", Pattern.compile("\\btop_?p\\b"),
            "temperature", Pattern.compile("\\btemperature\\b"),
            "system", Pattern.compile("\\bsystem (?:messages?|prompts?|field)\\b|\\bthe system\\b"),
            "cachePoint", Pattern.compile("\\bcache_?(?:point|control)\\b|\\bcache points?\\b|\\bprompt caching\\b"));

    private static final List<String> ORDER = List.of("cachePoint", "topP", "temperature", "system");

    private final String original;
    private final String text;

    BedrockSentences(String text) {
        this.original = text == null ? "" : text;
        this.text = text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** The provider has retired the model, or closes it to new users. */
    boolean retired() {
        return RETIRED.matcher(text).find();
    }

    /** The model can only be called through an inference profile. */
    boolean needsProfile() {
        return ON_DEMAND.matcher(text).find();
    }

    /** The model cannot stream its reply. */
    boolean unstreamed() {
        return UNSTREAMED.matcher(text).find();
    }

    /** The model identifier is not valid in this region. */
    boolean invalidModel() {
        return INVALID_MODEL.matcher(text).find();
    }

    /** The action that IAM denies, such as {@code bedrock:InvokeModel}. */
    Optional<String> deniedAction() {
        Matcher action = DENIED_ACTION.matcher(original);
        return action.find() ? Optional.of(action.group(1)) : Optional.empty();
    }

    /** The account has no access to the model. */
    boolean modelAccess() {
        return MODEL_ACCESS.matcher(text).find();
    }

    /** By how much the prompt is too long. */
    Optional<ContextOverflow> overflow() {
        return ContextOverflow.read(original);
    }

    /** The model's limit of tokens. */
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
     * The parameters that the model rejects. Of two that exclude each other, the first one is left out first.
     *
     * @param sent the names of the parameters that were sent
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
