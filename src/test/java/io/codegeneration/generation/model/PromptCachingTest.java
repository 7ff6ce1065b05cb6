package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.bedrock.BedrockAdapter;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.reply.ReplyReader;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.PromptCache;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ten changes cost with a prompt cache and without, on a Bedrock that counts tokens at the wire. Prints a table. Other prices,
 * in US dollars for a million tokens: {@code -Dprompt-cache.prices=input,output,read,write}.
 */
class PromptCachingTest {

    private static final String MODEL = "us.anthropic.claude-haiku-5-5";
    private static final int STEPS = 10;

    /** The relation of the prices is that of Claude: to read costs a tenth of the input price, to write a quarter more than it. */
    private static final String[] PRICES =
            System.getProperty("prompt-cache.prices", "1,5,0.1,1.25").split(",");

    private static final Language PYTHON = Languages.standard().find("python").orElseThrow();

    private static BedrockAdapter bedrock;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:15:30.123Z"));

    @BeforeAll
    static void start() {
        bedrock = new BedrockAdapter();
    }

    @AfterAll
    static void stop() {
        bedrock.close();
    }

    /**
     * Ten changes of a program.
     *
     * @param files its files
     * @param bytes the size of each file
     * @param changed the file that each step changes
     * @param linear whether each step changes the result of the one before; otherwise all change the same generation
     * @param pause the time between two steps
     * @param cut whether the reply is truncated, so that the model is asked for the rest
     */
    private record Scenario(
            String name, int files, int bytes, IntUnaryOperator changed, boolean linear, Duration pause, boolean cut) {

        static Scenario chain(String name, int files, int bytes, IntUnaryOperator changed) {
            return new Scenario(name, files, bytes, changed, true, Duration.ofMinutes(1), false);
        }
    }

    private static final Scenario ONE_FILE = Scenario.chain("one file", 1, 24_000, step -> 0);
    private static final Scenario SAME_FILE = Scenario.chain("8 files, always the same one", 8, 6_000, step -> 3);
    private static final Scenario TWO_IN_TURN = Scenario.chain("8 files, two in turn", 8, 6_000, step -> 3 + step % 2);
    private static final Scenario EACH_IN_TURN = Scenario.chain("8 files, each in turn", 8, 6_000, step -> step % 8);
    private static final Scenario TOO_LATE = new Scenario(
            "8 files, the same one, 6 minutes apart", 8, 6_000, step -> 3, true, Duration.ofMinutes(6), false);
    private static final Scenario TRUNCATED =
            new Scenario("one file, each reply in two parts", 1, 24_000, step -> 0, true, Duration.ofMinutes(1), true);
    private static final Scenario SIDE_BY_SIDE = new Scenario(
            "one file, ten changes of the same generation", 1, 24_000, step -> 0, false, Duration.ofMinutes(1), false);
    private static final Scenario SHORT = Scenario.chain("one short file", 1, 2_000, step -> 0);

    private record Bill(PromptCache.Tokens tokens, Usage usage) {

        /** The price of the prompts alone. */
        BigDecimal input() {
            return usage.costUsd()
                    .subtract(new BigDecimal(PRICES[1])
                            .multiply(BigDecimal.valueOf(usage.outputTokens()))
                            .movePointLeft(6));
        }

        /** The price of the prompts compared with that of another bill. */
        double comparedWith(Bill other) {
            return input().doubleValue() / other.input().doubleValue();
        }
    }

    @Test
    void costsLessWhereBeginningsRepeatAndAQuarterMoreAtMostWhereTheyDoNot() {
        double oneFile = compare(ONE_FILE);
        double sameFile = compare(SAME_FILE);
        double twoInTurn = compare(TWO_IN_TURN);
        double eachInTurn = compare(EACH_IN_TURN);
        double tooLate = compare(TOO_LATE);
        double truncated = compare(TRUNCATED);
        double sideBySide = compare(SIDE_BY_SIDE);
        double shortFile = compare(SHORT);

        assertThat(sameFile).as("the other files are read").isLessThan(0.5);
        assertThat(twoInTurn).as("the other files are read").isLessThan(0.75);
        assertThat(truncated)
                .as("the rest is asked for with the same beginning")
                .isLessThan(0.75);
        assertThat(sideBySide).as("all but the first read everything").isLessThan(0.3);
        assertThat(oneFile).as("nothing repeats").isBetween(1.2, 1.25);
        assertThat(eachInTurn).as("little repeats").isBetween(0.9, 1.0);
        assertThat(tooLate).as("the cache has expired").isBetween(1.2, 1.25);
        assertThat(shortFile).as("nothing is cached").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void billsCachedTokensWhetherTheReplyIsStreamedOrNot(boolean streaming) {
        PromptCache cache = new PromptCache(clock, 4_096);

        Bill bill = run(SAME_FILE, cache, streaming);

        assertThat(bedrock.server().requests()).allSatisfy(request -> assertThat(request.path())
                .endsWith(streaming ? "/converse-stream" : "/converse"));
        assertThat(bill.usage().inputTokens()).isEqualTo(bill.tokens().input());
        assertThat(bill.usage().cacheReadTokens())
                .isEqualTo(bill.tokens().read())
                .isPositive();
        assertThat(bill.usage().cacheWriteTokens())
                .isEqualTo(bill.tokens().write())
                .isPositive();
        assertThat(bill.usage().costUsd())
                .isEqualByComparingTo(price(0, bill.tokens().input())
                        .add(price(1, (int) bill.usage().outputTokens()))
                        .add(price(2, bill.tokens().read()))
                        .add(price(3, bill.tokens().write())));
    }

    private double compare(Scenario scenario) {
        Bill without = run(scenario, new PromptCache(clock, Integer.MAX_VALUE), true);
        Bill with = run(scenario, new PromptCache(clock, 4_096), true);
        assertThat(with.tokens().all())
                .as("the same prompts")
                .isEqualTo(without.tokens().all());
        System.out.printf(
                "%-46s input %7d, read %7d, write %7d, prompts %.5f USD instead of %.5f (%3.0f %%), all %.5f instead of %.5f%n",
                scenario.name(),
                with.tokens().input(),
                with.tokens().read(),
                with.tokens().write(),
                with.input(),
                without.input(),
                100 * with.comparedWith(without),
                with.usage().costUsd(),
                without.usage().costUsd());
        return with.comparedWith(without);
    }

    private Bill run(Scenario scenario, PromptCache cache, boolean streaming) {
        TestConfig.Decided prices =
                TestConfig.Decided.of(MODEL).prices(PRICES[0], PRICES[1]).cachePrices(PRICES[2], PRICES[3]);
        TestConfig config = new TestConfig(MODEL, Optional.empty(), 8_192)
                .withContinuations(1)
                .withOverrides(streaming ? prices : prices.unstreamed());
        CodeWriter writer = TestModels.writer(config, bedrock.model(), clock, new Random(1));
        List<PromptCache.Tokens> tokens = new ArrayList<>();
        List<String> script = new ArrayList<>();
        bedrock.server().reset();
        bedrock.server().always(request -> {
            PromptCache.Tokens taken = cache.take(request);
            tokens.add(taken);
            String reply = script.remove(0);
            return BedrockReply.text(reply)
                    .withStopReason(reply.endsWith("```\n") ? "end_turn" : "max_tokens")
                    .withUsage(taken.input(), reply.length() / 4)
                    .withCacheUsage(taken.read(), taken.write());
        });
        CodeContext context = new CodeContext("the program", false, program(scenario));
        Usage total = null;
        for (int step = 0; step < STEPS; step++) {
            String name = "module" + scenario.changed().applyAsInt(step) + ".py";
            script.addAll(replies(name, context, step, scenario.cut()));
            String instruction = "change " + name + " for the time " + step;

            WritingOutcome outcome = writer.write(new WritingTask(
                    new GenerationRequest(PYTHON, instruction, null, null),
                    context,
                    new Deadline(clock.instant().plusSeconds(60)),
                    () -> true,
                    ProgressListener.NONE));

            Usage usage = outcome.receipt().usage();
            total = total == null ? usage : total.plus(usage);
            ReplyReader.NamedFiles changed = new ReplyReader(PYTHON, Slug.of("x"), context.files())
                    .read(((WritingOutcome.Written) outcome).text());
            assertThat(changed.files()).extracting(SourceFile::name).containsExactly(name);
            if (scenario.linear()) {
                context = new CodeContext(instruction, false, changed.overlaidOn(context));
            }
            clock.advance(scenario.pause());
        }
        assertThat(script).isEmpty();
        return new Bill(
                tokens.stream()
                        .reduce(
                                new PromptCache.Tokens(0, 0, 0),
                                (sum, each) -> new PromptCache.Tokens(
                                        sum.input() + each.input(),
                                        sum.read() + each.read(),
                                        sum.write() + each.write())),
                total);
    }

    private static List<SourceFile> program(Scenario scenario) {
        return IntStream.range(0, scenario.files())
                .mapToObj(i -> new SourceFile("module" + i + ".py", code(i, scenario.bytes())))
                .toList();
    }

    private static String code(int module, int bytes) {
        StringBuilder code = new StringBuilder();
        for (int line = 1; code.length() < bytes; line++) {
            code.append("value_%d = compute_%d(%d)\n".formatted(line, module, line));
        }
        return code.toString();
    }

    private static List<String> replies(String name, CodeContext context, int step, boolean cut) {
        String old = context.files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow()
                .content();
        String whole = "```python " + name + "\n# step " + step + "\n" + old.substring(old.indexOf('\n') + 1) + "```\n";
        int middle = whole.indexOf('\n', whole.length() / 2) + 1;
        return cut ? List.of(whole.substring(0, middle), whole.substring(middle)) : List.of(whole);
    }

    private static BigDecimal price(int kind, int tokens) {
        return new BigDecimal(PRICES[kind]).multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
    }
}
