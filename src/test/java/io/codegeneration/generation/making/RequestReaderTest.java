package io.codegeneration.generation.making;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.TestModels;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    private static final BigInteger HUGE = BigInteger.TEN.pow(400);

    private final RequestReader reader =
            new RequestReader(TestModels.models(TestConfig.standard(), new ScriptedModel()));

    @Test
    void readsTheTwoFieldsOfTheFirstVersion() {
        GenerationRequest request = reader.read(draft("python", "implement binary search"));

        assertThat(request.language().name()).isEqualTo("python");
        assertThat(request.message()).isEqualTo("implement binary search");
        assertThat(request.model()).isNull();
        assertThat(request.maxTokens()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"Python, python", "py, python", ".py, python", "' PYTHON ', python", "c++, cpp", "C#, csharp"})
    void readsALanguageByNameAliasOrExtensionInAnyCase(String key, String name) {
        assertThat(reader.read(draft(key, "x")).language().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "\n\t", "\u2003"})
    void rejectsBlankInstructions(String message) {
        assertInvalid(draft("python", message), new Problem.FieldError("message", "message is required."));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "\n\t"})
    void rejectsABlankLanguage(String key) {
        assertInvalid(draft(key, "x"), new Problem.FieldError("key", "key is required."));
    }

    @Test
    void namesFaultsByTheFieldsAsTheyWereSent() {
        CallerException fault = fault(new RequestReader.Draft(
                "language", null, "instructions", null, null, null, null, List.of(), List.of()));

        assertThat(fault.errors()).extracting(Problem.FieldError::field).containsExactly("language", "instructions");
    }

    @Test
    void trimsTheInstruction() {
        assertThat(reader.read(draft("python", " \r\n\tadd\n numbers \u2003\n")).message())
                .isEqualTo("add\n numbers");
    }

    @Test
    void makesLineEndsOfWindowsNewlines() {
        assertThat(reader.read(draft("python", "a\r\nb\r\n\r\nc\rd\te")).message())
                .isEqualTo("a\nb\n\nc\rd\te");
    }

    @Test
    void acceptsTheLongestInstruction() {
        String longest = "x".repeat(20_000);

        assertThat(reader.read(draft("python", "  " + longest + "\r\n")).message())
                .isEqualTo(longest);
    }

    @Test
    void countsCharactersNotUtf16Units() {
        assertThat(reader.read(draft("python", "💥".repeat(20_000))).message()).hasSize(40_000);
        assertThat(reader.read(draft("python", "a\r\n".repeat(9_999) + "aa")).message())
                .hasSize(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "💥", "字"})
    void rejectsALongerInstruction(String character) {
        assertInvalid(
                draft("python", character.repeat(20_001)),
                new Problem.FieldError("message", "message has 20001 characters; at most 20000 are allowed."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0001", "\u0008", "\u000b", "\u000c", "\u001b", "\u007f", "\u0085", "\u009f"})
    void rejectsControlCharacters(String character) {
        assertInvalidMessage("a" + character + "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\udca5", "\udca5\ud83d", "a\ud83d", "\ud83d\ud83d\udca5"})
    void rejectsHalvesOfSurrogatePairs(String text) {
        assertInvalidMessage(text);
        assertInvalidMessage("a" + text + "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200b", "\u202e", "\ufeff", "\ufffd", "\uffff", "\ue000", "字", "💥", "e\u0301", "\u0378", "\u2028"
            })
    void acceptsAllOtherCharacters(String character) {
        assertThat(reader.read(draft("python", "a" + character + "b")).message())
                .isEqualTo("a" + character + "b");
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 257, 8_191, 8_192})
    void acceptsMaxTokensWithinTheBounds(int maxTokens) {
        assertThat(reader.read(draft("python", "x", null, BigInteger.valueOf(maxTokens)))
                        .maxTokens())
                .isEqualTo(maxTokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"255", "0", "-1", "-256", "8193", "2147483648", "4294967552", "18446744073709551872"})
    void rejectsMaxTokensOutsideOfTheBounds(String maxTokens) {
        assertInvalid(
                draft("python", "x", null, new BigInteger(maxTokens)),
                new Problem.FieldError("maxTokens", "maxTokens is 256 to 8192."));
    }

    @Test
    void rejectsHugeNumbers() {
        assertThat(fault(draft("python", "x", null, HUGE)).code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(fault(draft("python", "x", null, HUGE.negate())).code()).isEqualTo(ProblemCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({
        TestConfig.MODEL_ARN + "," + TestConfig.MODEL_ARN,
        "us.anthropic.claude-haiku-5-5," + TestConfig.MODEL_ARN,
        "' us.anthropic.claude-haiku-5-5 '," + TestConfig.MODEL_ARN,
        TestConfig.OTHER_MODEL + "," + TestConfig.OTHER_MODEL
    })
    void readsAModelByItsNameOrTheEndOfItsArn(String named, String model) {
        assertThat(reader.read(draft("python", "x", named, null)).model()).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-haiku-5-5",
                "claude-haiku-5-5",
                "US.ANTHROPIC.CLAUDE-HAIKU-5-5",
                "inference-profile/us.anthropic.claude-haiku-5-5",
                "arn:aws:bedrock:us-east-1:999999999999:inference-profile/us.anthropic.claude-haiku-5-5",
                "arn:",
                "/"
            })
    void rejectsAModelThatIsNotOnOffer(String model) {
        CallerException fault = fault(draft("python", "x", model, null));

        assertThat(fault.code()).isEqualTo(ProblemCode.UNSUPPORTED_MODEL);
        assertThat(fault.errors()).extracting(Problem.FieldError::field).containsExactly("model");
        assertThat(fault.suggestions()).containsExactly("us.anthropic.claude-haiku-5-5", TestConfig.OTHER_MODEL);
        assertThat(fault.getMessage()).doesNotContain("arn:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void rejectsABlankModel(String model) {
        assertThat(fault(draft("python", "x", model, null)).code()).isEqualTo(ProblemCode.INVALID_REQUEST);
    }

    @Test
    void rejectsAVeryLongModel() {
        assertInvalid(
                draft("python", "x", "m".repeat(100_000), null),
                new Problem.FieldError("model", "model has 1 to 200 characters."));
    }

    @Test
    void rejectsAnUnknownLanguageAndSuggestsNearOnes() {
        CallerException fault = fault(draft("pyhton", "x"));

        assertThat(fault.code()).isEqualTo(ProblemCode.UNSUPPORTED_LANGUAGE);
        assertThat(fault.errors()).extracting(Problem.FieldError::field).containsExactly("key");
        assertThat(fault.suggestions()).contains("python");
    }

    @Test
    void doesNotRepeatWhatWasSent() {
        String secret = "hunter2";

        assertThat(fault(draft(secret, "x")).getMessage()).doesNotContain(secret);
        assertThat(fault(draft("python", "x", secret, null)).getMessage()).doesNotContain(secret);
        assertThat(fault(draft("python", secret + "\u0000")).getMessage()).doesNotContain(secret);
    }

    @Test
    void listsAllFaultsAtOnce() {
        CallerException fault = fault(draft(" ", "a\u0000" + "b".repeat(20_000), " ", BigInteger.ONE));

        assertThat(fault.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(fault.errors())
                .extracting(Problem.FieldError::field)
                .containsExactlyInAnyOrder("key", "message", "message", "model", "maxTokens");
    }

    @Test
    void addsToTheFaultsThatWereFoundBefore() {
        Problem.FieldError number = new Problem.FieldError("message", "message is a text.");
        Problem.FieldError text = new Problem.FieldError("maxTokens", "maxTokens is a whole number.");
        CallerException fault = fault(new RequestReader.Draft(
                "key", null, "message", null, null, null, null, List.of(), List.of(number, text)));

        assertThat(fault.errors()).containsExactly(number, text, new Problem.FieldError("key", "key is required."));
    }

    @Test
    void putsAnInvalidRequestBeforeAnUnknownLanguage() {
        assertThat(fault(draft("klingon", " ")).code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(fault(draft("klingon", "x", "unknown", BigInteger.ONE)).code())
                .isEqualTo(ProblemCode.INVALID_REQUEST);
    }

    @Test
    void putsAnUnknownLanguageBeforeAnUnknownModel() {
        assertThat(fault(draft("klingon", "x", "unknown", null)).code()).isEqualTo(ProblemCode.UNSUPPORTED_LANGUAGE);
    }

    @Property
    void readsOrRejectsWhateverIsSent(
            @ForAll("texts") String key,
            @ForAll("texts") String message,
            @ForAll("texts") String model,
            @ForAll BigInteger maxTokens) {
        try {
            GenerationRequest request = reader.read(draft(key, message, model, maxTokens));
            assertThat(request.message()).isNotBlank();
        } catch (CallerException e) {
            assertThat(e.errors()).isNotEmpty();
        }
    }

    @Property
    void readsAnyInstructionOfOrdinaryCharacters(@ForAll("texts") String text) {
        String ordinary = "x" + text.replaceAll("[\\p{Cc}\\p{Cs}]", " ") + "x";

        assertThat(reader.read(draft("python", ordinary)).message()).isEqualTo(ordinary);
    }

    @Test
    void needsNoLanguageIfThereIsAPreviousGeneration() {
        GenerationRequest request = reader.read(refinement(null, "20261122T101530123Z-k3v9q2w8", List.of()));

        assertThat(request.language()).isNull();
        assertThat(request.previous()).isEqualTo(new GenerationId("20261122T101530123Z-k3v9q2w8"));
        assertThat(request.hasContext()).isTrue();
    }

    @Test
    void takesTheLanguageThatIsNamedWithAPreviousGeneration() {
        assertThat(reader.read(refinement("py", "20261122T101530123Z-k3v9q2w8", List.of()))
                        .language()
                        .name())
                .isEqualTo("python");
        assertInvalid(
                refinement(" ", "20261122T101530123Z-k3v9q2w8", List.of()),
                new Problem.FieldError("key", "key is required."));
    }

    @Test
    void needsALanguageForFiles() {
        assertInvalid(
                refinement(null, null, List.of(new SourceFile("a.py", ""))),
                new Problem.FieldError("key", "key is required."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "20261122T101530123Z", "20261322T101530123Z-k3v9q2w8", "../20261122T101530123Z-k3v9q2w8"
            })
    void refusesAPreviousThatIsNoId(String previous) {
        assertInvalid(
                refinement("python", previous, List.of()),
                new Problem.FieldError(
                        "previous", "previous must be the id of a generation, such as 20261122T101530123Z-k3v9q2w8."));
    }

    @Test
    void namesTheFaultsOfFilesToo() {
        assertThat(fault(refinement(null, "x", List.of(new SourceFile("../a", ""))))
                        .errors())
                .extracting(Problem.FieldError::field)
                .containsExactly("previous", "files[0].name");
    }

    private static RequestReader.Draft refinement(String key, String previous, List<SourceFile> files) {
        return new RequestReader.Draft("key", key, "message", "x", null, null, previous, files, List.of());
    }

    private static RequestReader.Draft draft(String key, String message) {
        return draft(key, message, null, null);
    }

    private static RequestReader.Draft draft(String key, String message, String model, BigInteger maxTokens) {
        return new RequestReader.Draft("key", key, "message", message, model, maxTokens, null, List.of(), List.of());
    }

    private CallerException fault(RequestReader.Draft draft) {
        return catchThrowableOfType(CallerException.class, () -> reader.read(draft));
    }

    private void assertInvalid(RequestReader.Draft draft, Problem.FieldError error) {
        CallerException fault = fault(draft);

        assertThat(fault.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(fault.errors()).containsExactly(error);
        assertThat(fault).hasMessage(error.detail());
    }

    private void assertInvalidMessage(String message) {
        assertInvalid(
                draft("python", message),
                new Problem.FieldError(
                        "message",
                        "message has a control character other than tab, newline and carriage return, or half of a"
                                + " surrogate pair."));
    }

    @Provide
    Arbitrary<String> texts() {
        return AnyText.unicode();
    }
}
