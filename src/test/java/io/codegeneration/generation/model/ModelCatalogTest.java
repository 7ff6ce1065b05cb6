package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationConfig.Model.Sampling;
import io.codegeneration.generation.GenerationConfig.Model.Thinking;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.Usage;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCatalogTest {

    private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:";
    private static final String HIDDEN = ARN + "application-inference-profile/a1b2c3d4e5f6";
    private static final String HAIKU = "us.anthropic.claude-haiku-5-5";
    private static final String LATER = "us.anthropic.claude-haiku-6";
    private static final Map<String, Object> OFF = Map.of("thinking", Map.of("type", "disabled"));
    private static final Map<String, Object> LOW = Map.of("output_config", Map.of("effort", "low"));

    @Nested
    class CallOptions {

        @Test
        void areTheFamilysWithoutAnOverride() {
            assertThat(catalog().options(HAIKU)).isEqualTo(new CodeModel.Options(null, null, true, true, OFF));
            assertThat(catalog().options(HIDDEN)).isEqualTo(new CodeModel.Options(null, null, false, true, Map.of()));
        }

        @Test
        void haveTheSamplersOfTheOverride() {
            ModelCatalog catalog = catalog(
                    decided(HIDDEN).sampling(Sampling.BOTH),
                    decided(HAIKU).sampling(Sampling.TEMPERATURE),
                    decided("amazon.nova-pro-v1:0").sampling(Sampling.NONE));

            assertThat(catalog.options(HIDDEN)).isEqualTo(new CodeModel.Options(0.1, 0.2, false, true, Map.of()));
            assertThat(catalog.options(HAIKU)).isEqualTo(new CodeModel.Options(0.1, null, true, true, OFF));
            assertThat(catalog.options("amazon.nova-pro-v1:0"))
                    .isEqualTo(new CodeModel.Options(null, null, true, true, Map.of()));
        }

        @Test
        void sayWhatTheOverrideWantsOfThinkingInTheFamilysOwnWay() {
            assertThat(thinking(LATER, Thinking.OFF)).isEqualTo(OFF);
            assertThat(thinking(LATER, Thinking.LOW)).isEqualTo(LOW);
            assertThat(thinking(HAIKU, Thinking.LOW)).isEqualTo(LOW);
            assertThat(thinking(HAIKU, Thinking.DEFAULT)).isEmpty();
            assertThat(thinking("us.amazon.nova-2-lite-v1:0", Thinking.LOW))
                    .isEqualTo(Map.of("reasoningConfig", Map.of("type", "enabled", "maxReasoningEffort", "low")));
            assertThat(thinking("openai.gpt-oss-120b-1:0", Thinking.DEFAULT)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            HAIKU + "," + HAIKU,
            ARN + "inference-profile/" + HAIKU + "," + ARN + "inference-profile/" + HAIKU,
            HAIKU + "," + ARN + "inference-profile/" + HAIKU,
            "' " + HAIKU + " '," + HAIKU,
            "a1b2c3d4e5f6," + HIDDEN
        })
        void areOverriddenByTheModelsIdWholeOrAsShown(String id, String model) {
            assertThat(catalog(decided(id).sampling(Sampling.BOTH))
                            .options(model)
                            .topP())
                    .isEqualTo(0.2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"anthropic.claude-haiku-5-5", "eu.anthropic.claude-haiku-5-5", "haiku", LATER})
        void areNotOverriddenByAnotherModelsId(String id) {
            assertThat(catalog(decided(id).sampling(Sampling.BOTH)).options(HAIKU))
                    .isEqualTo(catalog().options(HAIKU));
        }

        private Map<String, Object> thinking(String model, Thinking wanted) {
            ModelCatalog catalog = catalog(decided(model).thinking(wanted));
            catalog.check();
            return catalog.options(model).more();
        }
    }

    @Nested
    class MaxTokens {

        @ParameterizedTest
        @CsvSource({
            HAIKU + ", 8192, 8192",
            "anthropic.claude-3-haiku-20240307-v1:0, 8192, 4096",
            "anthropic.claude-3-haiku-20240307-v1:0, 300, 300",
            "amazon.titan-text-premier-v1:0, 8192, 3072",
            "meta.llama3-70b-instruct-v1:0, 8192, 2048",
            "us.anthropic.claude-opus-4-1-20250805-v1:0, 100000, 32000",
            HIDDEN + ", 1000000, 1000000"
        })
        void areLoweredToWhatTheFamilyAllows(String model, int wanted, int allowed) {
            assertThat(catalog().maxTokens(model, wanted)).isEqualTo(allowed);
        }

        @Test
        void areLoweredToWhatTheOverrideAllowsBeItLessOrMore() {
            ModelCatalog catalog = catalog(
                    decided(HIDDEN).maxTokens(2_000),
                    decided("us.meta.llama3-3-70b-instruct-v1:0").maxTokens(8_192));

            assertThat(catalog.maxTokens(HIDDEN, 8_192)).isEqualTo(2_000);
            assertThat(catalog.maxTokens("us.meta.llama3-3-70b-instruct-v1:0", 8_192))
                    .isEqualTo(8_192);
        }
    }

    @Nested
    class ModelPrices {

        @ParameterizedTest
        @CsvSource({
            // input price, output price, tokens in, tokens out, cost
            "1.10, 5.50, 142, 318, 0.0019052",
            "0.1, 0.4, 142, 318, 0.0001414",
            "3, 15, 1000000, 1000000, 18",
            "100, 100, 5000000, 5000000, 1000",
            "0, 0, 142, 318, 0",
            "1, 1, 0, 0, 0",
            "0.0333333, 0, 1000, 0, 0.00003333",
            "0.0000001, 0, 142, 0, 0",
            "0.05, 0, 11, 0, 0.000001",
            "0.05, 0, 20, 0, 0.000001",
            "1.5, 0, 1, 0, 0.0000015"
        })
        void giveTheCostWithoutAnExponent(String input, String output, long in, long out, String cost)
                throws Exception {
            ModelCatalog catalog = catalog(decided(HAIKU).prices(input, output));

            BigDecimal found = catalog.prices(HAIKU).orElseThrow().cost(Usage.of(in, out));

            assertThat(new ObjectMapper().writeValueAsString(found)).isEqualTo(cost);
        }

        @Test
        void countTokensOfCachesAsRead() {
            ModelCatalog.Prices prices =
                    catalog(decided(HAIKU).prices("1", "10")).prices(HAIKU).orElseThrow();

            assertThat(prices.cost(new Usage(100, 10, 20L, 3L, null, true))).isEqualTo("0.000223");
        }

        @Test
        void countTokensOfCachesAtTheirOwnPrices() {
            ModelCatalog.Prices prices = catalog(
                            decided(HAIKU).prices("1", "10").cachePrices("0.1", "1.25"))
                    .prices(HAIKU)
                    .orElseThrow();

            assertThat(prices.cost(new Usage(100, 10, 20L, 4L, null, true))).isEqualTo("0.000207");
        }

        @Test
        void areThereOnlyWhereConfigured() {
            ModelCatalog catalog = catalog(decided(HAIKU).prices("1", "5"), decided(LATER));

            assertThat(catalog.prices(ARN + "inference-profile/" + HAIKU))
                    .hasValue(new ModelCatalog.Prices(
                            BigDecimal.ONE, new BigDecimal("5"), BigDecimal.ONE, BigDecimal.ONE));
            assertThat(catalog.prices(LATER)).isEmpty();
            assertThat(catalog.prices(HIDDEN)).isEmpty();
        }
    }

    @Nested
    class Check {

        @Test
        void acceptsWhatCanBeDone() {
            assertThatCode(() -> catalog(
                                    decided(HIDDEN)
                                            .sampling(Sampling.TEMPERATURE)
                                            .thinking(Thinking.DEFAULT)
                                            .maxTokens(1)
                                            .prices("0", "0"),
                                    decided(LATER).thinking(Thinking.OFF))
                            .check())
                    .doesNotThrowAnyException();
            assertThatCode(() -> catalog().check()).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @EnumSource(value = Thinking.class, names = "DEFAULT", mode = EnumSource.Mode.EXCLUDE)
        void refusesThinkingWhereItIsNotKnownHowTheModelIsTold(Thinking wanted) {
            refuses(
                    "CODEGEN_MODEL_OVERRIDES_1__THINKING",
                    decided(HAIKU),
                    decided(HIDDEN).thinking(wanted));
        }

        @ParameterizedTest
        @CsvSource({
            "us.anthropic.claude-sonnet-5-5, OFF",
            "openai.gpt-oss-120b-1:0, OFF",
            "amazon.nova-pro-v1:0, OFF",
            "us.deepseek.r1-v1:0, LOW"
        })
        void refusesThinkingWhereTheFamilyHasNoWay(String model, Thinking wanted) {
            refuses("CODEGEN_MODEL_OVERRIDES_0__THINKING", decided(model).thinking(wanted));
        }

        @Test
        void showsNoAccount() {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() ->
                            catalog(decided(HIDDEN).thinking(Thinking.OFF)).check())
                    .withMessageContaining("a1b2c3d4e5f6")
                    .withMessageNotContaining("123456789012");
        }

        @Test
        void refusesAnEmptyId() {
            refuses("CODEGEN_MODEL_OVERRIDES_0__ID", decided(" "));
        }

        @Test
        void refusesTheSameIdTwice() {
            refuses("CODEGEN_MODEL_OVERRIDES_1__ID", decided(HAIKU), decided(" " + HAIKU));
        }

        @Test
        void refusesABoundBelowOne() {
            refuses("CODEGEN_MODEL_OVERRIDES_0__MAX_TOKENS", decided(HAIKU).maxTokens(0));
        }

        @ParameterizedTest
        @CsvSource({"1,", ",1"})
        void refusesHalfAPrice(String input, String output) {
            refuses("CODEGEN_MODEL_OVERRIDES_0__OUTPUT_PRICE", decided(HAIKU).prices(input, output));
        }

        @ParameterizedTest
        @CsvSource({
            "-1, 1, 1, 1, INPUT_PRICE",
            "1, -0.01, 1, 1, OUTPUT_PRICE",
            "1, 1, -1, 1, CACHE_READ_PRICE",
            "1, 1, 1, -1, CACHE_WRITE_PRICE",
        })
        void refusesPricesBelowZero(String input, String output, String read, String write, String variable) {
            refuses(
                    "CODEGEN_MODEL_OVERRIDES_0__" + variable,
                    decided(HAIKU).prices(input, output).cachePrices(read, write));
        }

        @ParameterizedTest
        @CsvSource({"1,", ",1"})
        void refusesPricesOfCachesWithoutTheOthers(String read, String write) {
            refuses("CODEGEN_MODEL_OVERRIDES_0__INPUT_PRICE", decided(HAIKU).cachePrices(read, write));
        }

        private void refuses(String variable, TestConfig.Decided... overrides) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> catalog(overrides).check())
                    .withMessageContaining(variable);
        }
    }

    @Nested
    class Variables {

        @Test
        void setEveryOverride() {
            GenerationConfig config = config(Map.ofEntries(
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__ID", HIDDEN),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__SAMPLING", "both"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__THINKING", "default"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__MAX_TOKENS", "4096"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__INPUT_PRICE", "1.10"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__OUTPUT_PRICE", "5.50"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__CACHE_READ_PRICE", "0.11"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__CACHE_WRITE_PRICE", "1.38"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_0__STREAMING", "false"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_1__ID", LATER),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_1__SAMPLING", "temperature"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_1__THINKING", "off"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_2__ID", HAIKU),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_2__SAMPLING", "none"),
                    Map.entry("CODEGEN_MODEL_OVERRIDES_2__THINKING", "low")));

            ModelCatalog catalog = new ModelCatalog(config);

            catalog.check();
            assertThat(config.model().overrides()).hasSize(3);
            assertThat(catalog.options(HIDDEN)).isEqualTo(new CodeModel.Options(0.1, 0.2, false, false, Map.of()));
            assertThat(catalog.maxTokens(HIDDEN, 8_192)).isEqualTo(4_096);
            assertThat(catalog.prices(HIDDEN))
                    .hasValue(new ModelCatalog.Prices(
                            new BigDecimal("1.10"),
                            new BigDecimal("5.50"),
                            new BigDecimal("0.11"),
                            new BigDecimal("1.38")));
            assertThat(catalog.options(LATER)).isEqualTo(new CodeModel.Options(0.1, null, true, true, OFF));
            assertThat(catalog.options(HAIKU)).isEqualTo(new CodeModel.Options(null, null, true, true, LOW));
        }

        @Test
        void mayBeAbsent() {
            assertThat(config(Map.of()).model().overrides()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"SAMPLING, some", "THINKING, hard", "MAX_TOKENS, many", "INPUT_PRICE, cheap"})
        void areRefusedWithABadValue(String name, String value) {
            Map<String, String> variables =
                    Map.of("CODEGEN_MODEL_OVERRIDES_0__ID", HAIKU, "CODEGEN_MODEL_OVERRIDES_0__" + name, value);

            assertThatCode(() -> config(variables)).hasMessageContaining(value);
        }

        private GenerationConfig config(Map<String, String> variables) {
            return new SmallRyeConfigBuilder()
                    .withMapping(GenerationConfig.class)
                    .addDiscoveredConverters() // Quarkus' own for durations
                    .withSources(new EnvConfigSource(variables, 300))
                    .build()
                    .getConfigMapping(GenerationConfig.class);
        }
    }

    private static TestConfig.Decided decided(String id) {
        return TestConfig.Decided.of(id);
    }

    private static ModelCatalog catalog(TestConfig.Decided... overrides) {
        return new ModelCatalog(TestConfig.standard().withOverrides(overrides));
    }
}
