package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An idempotency key gives its first answer again, and costs nothing twice. */
@BlackBox
class RepeatedRequestsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String CODE = "print('größer')\n";

    private ApiClient api;
    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock()
                .always(BedrockReply.text("So:\n```python\n" + CODE + "```").withUsage(1, 2));
        wire = new Wire(backend);
        api = program.api();
        caller = program.caller();
    }

    @Test
    void givesTheFirstAnswerAgainByteForByte() {
        ApiAnswer first = caller.generate("sum", KEY, "order-4711");
        ApiAnswer second = caller.generate("sum", KEY, "order-4711");
        ApiAnswer third = caller.generate("sum", KEY, "order-4711");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header(REPLAYED)).isEmpty();
        assertThat(List.of(second, third)).allSatisfy(again -> {
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.header(REPLAYED)).isEqualTo("true");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
            assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        });
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(wire.keys("generations/" + caller.owner())).hasSize(1);
    }

    @Test
    void takesAKeyFromAClientToo() {
        String key = "client-" + System.nanoTime();

        ApiAnswer first = api.generate("python", "sum", KEY, key);
        ApiAnswer second = api.generate("python", "sum", KEY, key);

        assertThat(second.header(REPLAYED)).isEqualTo("true");
        assertThat(second.body()).isEqualTo(first.body());
        assertInvalid(api.generate("python", "sum", KEY, "one", KEY, "two"), KEY);
    }

    @Test
    void rendersTheFirstAnswerAsEachRequestAccepts() {
        ApiAnswer json = caller.generate("sum", KEY, "a");
        ApiAnswer text = caller.generate("sum", KEY, "a", "Accept", "text/plain");
        ApiAnswer textFirst = caller.generate("sum", KEY, "b", "Accept", "text/plain");
        ApiAnswer jsonAgain = caller.generate("sum", KEY, "b");

        assertThat(text.text()).isEqualTo(CODE).isEqualTo(textFirst.text());
        assertThat(text.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(text.header(REPLAYED)).isEqualTo("true");
        assertThat(text.header("Location")).isEqualTo(json.header("Location"));
        assertThat(jsonAgain.header(REPLAYED)).isEqualTo("true");
        assertThat(jsonAgain.json().path("code").asText()).isEqualTo(CODE);
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key\":\"py\",\"message\":\"sum\"}",
                "{\"language\":\" .PY\",\"instructions\":\"\\r\\n sum \"}",
                "{\"message\":\"sum\",\"key\":\"python\",\"more\":1,\"model\":null,\"maxTokens\":null}"
            })
    void knowsTheRequestByWhatItMeans(String body) {
        ApiAnswer first = caller.generate("sum", KEY, "a");
        ApiAnswer second = caller.post(body, KEY, "a", "Prefer", "respond-async");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header(REPLAYED)).isEqualTo("true");
        assertThat(second.body()).isEqualTo(first.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key\":\"python\",\"message\":\"Sum\"}",
                "{\"key\":\"java\",\"message\":\"sum\"}",
                "{\"key\":\"python\",\"message\":\"sum\",\"maxTokens\":256}",
                "{\"key\":\"python\",\"message\":\"sum\",\"model\":\"us.anthropic.claude-haiku-5-5\"}"
            })
    void refusesAnotherRequestUnderTheSameKey(String other) {
        ApiAnswer first = caller.generate("sum", KEY, "a");
        ApiAnswer refused = caller.post(other, KEY, "a");

        assertProblem(refused, 422, "idempotency-mismatch", false);
        assertThat(refused.header(REPLAYED)).isEmpty();
        assertThat(refused.json().path("instance").asText()).isEqualTo("/code-generation");
        assertThat(caller.generate("sum", KEY, "a").body()).isEqualTo(first.body());
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @EventsOnly
    @Test
    void keepsTheKeysOfEachCallerApart() {
        ApiCaller other = ApiCaller.fresh(api);

        ApiAnswer mine = caller.generate("sum", KEY, "a");
        ApiAnswer theirs = other.generate("another sum", KEY, "a");

        assertThat(theirs.status()).isEqualTo(200);
        assertThat(theirs.header(REPLAYED)).isEmpty();
        assertThat(theirs.header("Location")).isNotEqualTo(mine.header("Location"));
        assertThat(caller.generate("sum", KEY, "a").body()).isEqualTo(mine.body());
        assertThat(other.generate("another sum", KEY, "a").body()).isEqualTo(theirs.body());
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    static Stream<String> keys() {
        return Stream.of("a", "~".repeat(255), "\"8e03978e\"", "!", "../../x", "%2e%2E/", "a;b=c", "<{}>", "\\");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void takesEveryVisibleCharacterAsItIs(String key) {
        ApiAnswer first = caller.generate("sum", KEY, key);

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(caller.generate("sum", KEY, key).body()).isEqualTo(first.body());
        assertThat(wire.keys("idempotency/" + caller.owner()))
                .containsExactly("idempotency/" + caller.owner() + "/" + ApiCaller.sha256(key) + ".json");
    }

    static Stream<String> noKeys() {
        return Stream.of("", " ", "a".repeat(256), "a,b", "a b", "a\tb", "ö", "ключ", "\uD83D\uDD11", "a\nb", "\u007f");
    }

    /** By events, because the JDK's HTTP client does not send all of these. */
    @EventsOnly
    @ParameterizedTest
    @MethodSource("noKeys")
    void refusesWhatIsNoKey(String key) {
        ApiAnswer answer = caller.generate("sum", KEY, key);

        assertInvalid(answer, KEY);
        assertThat(backend.bedrock().requests()).isEmpty();
        assertThat(backend.proxy().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a b"})
    void refusesWhatIsNoKeyFromAnyClient(String key) {
        assertInvalid(caller.generate("sum", KEY, key), KEY);
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void listsTheFaultsOfKeyAndBodyTogether() {
        assertInvalid(
                caller.post("{\"key\":7,\"message\":\" \",\"maxTokens\":1}", KEY, "a,b"),
                KEY,
                "key",
                "message",
                "maxTokens");
        assertInvalid(caller.post("{\"key\":\"pyton\",\"message\":\"sum\"}", KEY, "a b"), KEY);
        assertInvalid(
                caller.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"unheard-of\"}", KEY, "a b"), KEY);
    }

    @Test
    void leavesAKeyAloneWhereTheRequestIsWrongInItself() {
        assertProblem(caller.post("{", KEY, "a"), 400, "invalid-request", false);
        assertProblem(caller.post("{\"key\":\"python\"}", KEY, "a"), 400, "invalid-request", false);
        assertProblem(
                caller.post("{\"key\":\"pyton\",\"message\":\"sum\"}", KEY, "a"), 400, "unsupported-language", false);
        assertProblem(
                caller.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"unheard-of\"}", KEY, "a"),
                400,
                "unsupported-model",
                false);
        assertProblem(
                caller.generate("sum", KEY, "a", "Content-Type", "text/plain"), 415, "unsupported-media-type", false);
        assertProblem(caller.generate("sum", KEY, "a", "Accept", "image/png"), 406, "not-acceptable", false);
        assertProblem(caller.generate("x".repeat(1_048_576), KEY, "a"), 413, "request-too-large", false);
        assertThat(backend.proxy().requests()).isEmpty();

        ApiAnswer first = caller.generate("sum", KEY, "a");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header(REPLAYED)).isEmpty();
    }

    @Test
    void keepsNoKeyAsItCame() {
        String key = "secret-Order-4711";
        ApiAnswer answer = caller.generate("sum", KEY, key);

        assertThat(wire.left()).hasSize(3).allSatisfy(object -> {
            assertThat(object).doesNotContain(key);
            String stored = backend.s3().object(Backend.BUCKET, object).text();
            assertThat(stored).doesNotContain(key);
            assertThat(backend.s3().object(Backend.BUCKET, object).metadata().toString())
                    .doesNotContain(key);
        });
        assertThat(caller.get(answer.header("Location")).text()).doesNotContain(key);
    }

    @Test
    void freesTheKeyOfADeletedGeneration() {
        ApiAnswer first = caller.generate("sum", KEY, "a");
        assertThat(caller.delete(first.header("Location")).status()).isEqualTo(204);
        assertThat(wire.left()).isEmpty();

        ApiAnswer other = caller.generate("something else", KEY, "a");

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header(REPLAYED)).isEmpty();
        assertThat(other.header("Location")).isNotEqualTo(first.header("Location"));
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @EventsOnly
    @Test
    void namesThePlaceBehindEachRequestsOwnStage() {
        ApiAnswer first = caller.behind("/dev").generate("sum", KEY, "a");
        ApiAnswer second = caller.generate("sum", KEY, "a");

        assertThat(first.header("Location")).startsWith("/dev/code-generation/");
        assertThat("/dev" + second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header(REPLAYED)).isEqualTo("true");
    }
}
