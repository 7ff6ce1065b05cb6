package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which previous generations and which files of the caller are refused. */
@BlackBox
class RefusedContextsSuite {

    private static final String KEY = "Idempotency-Key";
    private static final String UNKNOWN = "20261122T101530123Z-k3v9q2w8";

    private Backend backend;
    private Wire wire;
    private Program program;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program started) {
        program = started;
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text("```python\n1\n```"));
        wire = new Wire(backend);
        caller = program.caller();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "text/event-stream"})
    void refusesAnUnknownPrevious(String accept) {
        assertInvalid(caller.post(change(UNKNOWN), "Accept", accept), "previous");

        assertThat(wire.steps()).containsExactly("GET record");
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"x\"",
                "\"20261122T101530123Z-k3v9q2w\"",
                "\"20261122T101530123Z-K3V9Q2W8\"",
                "\"20261399T101530123Z-k3v9q2w8\"",
                "\"../20261122T101530123Z-k3v9q2w8\"",
                "\"/code-generation/20261122T101530123Z-k3v9q2w8\"",
                "7",
                "true",
                "{}",
                "[\"20261122T101530123Z-k3v9q2w8\"]"
            })
    void refusesAPreviousThatIsNoId(String previous) {
        assertInvalid(caller.post("{\"message\":\"x\",\"previous\":" + previous + "}"), "previous");
        assertThat(wire.steps()).isEmpty();
    }

    @Test
    void takesNullForAbsent() {
        assertInvalid(caller.post("{\"message\":\"x\",\"previous\":null,\"files\":null}"), "key");
        assertThat(caller.post("{\"key\":\"python\",\"message\":\"x\",\"previous\":null,\"files\":null}")
                        .status())
                .isEqualTo(200);
        assertThat(caller.post("{\"key\":\"python\",\"message\":\"x\",\"files\":[]}")
                        .json()
                        .path("files")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("x.py");
    }

    @EventsOnly
    @Test
    void refusesAnothersPrevious() {
        String theirs = id(ApiCaller.fresh(program.api()).generate("sum"));

        ApiAnswer foreign = caller.post(change(theirs));
        ApiAnswer unknown = caller.post(change(UNKNOWN));

        assertInvalid(foreign, "previous");
        assertThat(foreign.json().path("errors")).isEqualTo(unknown.json().path("errors"));
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void refusesAFailedPrevious() {
        backend.bedrock().always(BedrockReply.text("No.").withStopReason("refusal"));
        String instance = caller.generate("sum").json().path("instance").asText();

        assertInvalid(caller.post(change(id(instance))), "previous");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void refusesADeletedPrevious() {
        String id = id(caller.generate("sum"));
        assertThat(caller.delete("/code-generation/" + id).status()).isEqualTo(204);

        assertInvalid(caller.post(change(id)), "previous");
    }

    @Test
    void refusesAPreviousWhoseFilesAreGone() {
        backend.bedrock().always(BedrockReply.text("```python a.py\n1\n```\n```python b.py\n2\n```"));
        ApiAnswer first = caller.generate("two files");
        String record = wire.keys("generations/").stream()
                .filter(key -> key.contains(id(first)))
                .findFirst()
                .orElseThrow();
        String whole = backend.s3().object(Backend.BUCKET, record).text();
        // As the first versions wrote it: without the contents of the files.
        String older = whole.replaceFirst(",\"contents\":\\[.*?]", "");
        assertThat(older).isNotEqualTo(whole);
        backend.s3()
                .put(
                        Backend.BUCKET,
                        record,
                        older.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "application/json");

        ApiAnswer read = caller.post(change(id(first)));
        assertThat(read.status()).as(read.text()).isEqualTo(200);
        assertThat(backend.bedrock().requests()).hasSize(2);
        backend.s3()
                .delete(
                        Backend.BUCKET,
                        first.json().path("files").path(1).path("key").asText());

        assertInvalid(caller.post(change(id(first)), KEY, "a"), "previous");
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void listsTheFaultsOfAllFieldsTogether() {
        assertInvalid(
                caller.post(
                        "{\"key\":7,\"message\":\" \",\"maxTokens\":1,\"previous\":\"x\",\"files\":{}}", KEY, "a,b"),
                KEY,
                "key",
                "message",
                "maxTokens",
                "previous",
                "files");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                              | files",
                "\"a.py\"                                        | files",
                "7                                               | files",
                "[7]                                             | files[0]",
                "[null]                                          | files[0]",
                "[\"a.py\"]                                      | files[0]",
                "[{}]                                            | files[0].name, files[0].content",
                "[{\"name\":\"a.py\"}]                           | files[0].content",
                "[{\"name\":\"a.py\",\"content\":null}]          | files[0].content",
                "[{\"name\":\"a.py\",\"content\":7}]             | files[0].content",
                "[{\"name\":\"a.py\",\"content\":[\"1\"]}]       | files[0].content",
                "[{\"content\":\"1\"}]                           | files[0].name",
                "[{\"name\":7,\"content\":\"1\"}]                | files[0].name",
                "[{\"name\":\"a.py\",\"content\":\"1\"},{\"name\":\"\",\"content\":\"\\u0000\"}] | files[1].name, files[1].content"
            })
    void refusesFilesThatAreNone(String files, String fields) {
        assertInvalid(
                caller.post("{\"key\":\"python\",\"message\":\"x\",\"files\":" + files + "}"), fields.split(", "));
        assertThat(wire.steps()).isEmpty();
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    static Stream<String> unsafe() {
        return Stream.of(
                "",
                " ",
                "/etc/passwd",
                "../a.py",
                "a/../b.py",
                "./a.py",
                "a//b.py",
                "a/",
                "a\\b.py",
                "C:/a.py",
                "C:a.py",
                "a\u0000.py",
                "a\nb.py",
                "a?.py",
                "a*.py",
                "a:b.py",
                "a|b",
                "<a>",
                "\"a\"",
                "a.",
                "a ",
                " a",
                ".",
                "..",
                "~",
                "con",
                "src/NUL.txt",
                "com1.py",
                ".git/config",
                ".GIT/hooks/pre-commit",
                "src/.git/config",
                "git~1/config",
                "a\u202eb.py",
                "\ud83d\ude42.py",
                "a/".repeat(32) + "b.py",
                "a".repeat(198) + ".py",
                "\u00e4".repeat(100) + ".py",
                "a".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("unsafe")
    void refusesAnUnsafeName(String name) {
        assertInvalid(caller.post(own().with("ok.py", "1").with(name, "1").toString()), "files[1].name");
        assertThat(wire.steps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\ud800.py", "\\udc00\\ud800"})
    void refusesHalvesOfSurrogatePairs(String text) {
        assertInvalid(caller.post(raw(text, "1")), "files[0].name");
        assertInvalid(caller.post(raw("a.py", text)), "files[0].content");
    }

    @Test
    void refusesNulInContent() {
        assertInvalid(caller.post(raw("a.py", "a\\u0000b")), "files[0].content");
    }

    static Stream<String> same() {
        return Stream.of("app.py", "APP.py", "App.PY");
    }

    @ParameterizedTest
    @MethodSource("same")
    void refusesANameTwice(String other) {
        assertInvalid(caller.post(own().with("app.py", "1").with(other, "2").toString()), "files[1].name");
    }

    @Test
    void refusesTheSameNameInAnotherNormalForm() {
        assertInvalid(
                caller.post(own().with("gr\u00f6\u00dfe.py", "1")
                        .with("gro\u0308\u00dfe.py", "2")
                        .toString()),
                "files[1].name");
    }

    @ParameterizedTest
    @CsvSource({
        "src, src/app.py, files[0].name",
        "src/app.py, src, files[1].name",
        "SRC, src/lib/app.py, files[0].name",
        "src/lib, src/LIB/app.py, files[0].name"
    })
    void refusesAFileWithTheNameOfAFolder(String one, String other, String field) {
        assertInvalid(caller.post(own().with(one, "1").with(other, "2").toString()), field);
    }

    @ParameterizedTest
    @CsvSource({"lib", "LIB", "lib/B.py/c.py", "app.py/x"})
    void refusesAFileThatClashesWithAFolderOfThePrevious(String name) {
        backend.bedrock().always(BedrockReply.text("```python app.py\n1\n```\n```python lib/b.py\n2\n```"));
        String id = id(caller.generate("two files"));

        ApiAnswer answer = caller.post(
                RequestJson.saying("x").changingId(id).with(name, "1").toString(), KEY, "a");

        assertInvalid(answer, "files");
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void takesFiftyFilesAndNoMore() {
        RequestJson fifty = own();
        for (int i = 0; i < 50; i++) {
            fifty = fifty.with("f" + i + ".txt", "1");
        }
        ApiAnswer answer = caller.post(fifty.toString());
        assertProblem(answer, 502, "generation-too-large", false);
        backend.bedrock().always(BedrockReply.text("Fine."));
        assertThat(caller.post(fifty.toString()).json().path("files")).hasSize(50);

        assertInvalid(caller.post(fifty.with("one_more.txt", "1").toString()), "files");
    }

    @Test
    void takesFiftyFilesTogetherWithThePreviousAndNoMore() {
        String id = id(caller.generate("one file"));
        backend.bedrock().always(BedrockReply.text("Fine."));
        RequestJson more = RequestJson.saying("x").changingId(id);
        for (int i = 0; i < 49; i++) {
            more = more.with("f" + i + ".txt", "1");
        }
        ApiAnswer fifty = caller.post(more.toString());
        assertThat(fifty.status()).as(fifty.text()).isEqualTo(200);
        assertThat(fifty.json().path("files")).hasSize(50);

        assertInvalid(caller.post(more.with("one_more.txt", "1").toString()), "files");
        assertThat(caller.post(more.with("one_file.py", "instead").toString())
                        .json()
                        .path("files"))
                .hasSize(50);
    }

    @Test
    void leavesTheKeyFreeWhereThePreviousIsBad() {
        String id = id(caller.generate("sum"));

        assertInvalid(caller.post(change(UNKNOWN), KEY, "a"), "previous");
        assertThat(wire.left()).noneMatch(key -> key.startsWith("idempotency/"));
        ApiAnswer other = caller.post(change(id), KEY, "a");

        assertThat(other.status()).as(other.text()).isEqualTo(200);
        assertThat(other.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void refusesABadRequestBeforeItReadsThePrevious() {
        String id = id(caller.generate("sum"));
        backend.proxy().reset();

        assertInvalid(caller.post(RequestJson.saying(" ").changingId(id).toString()), "message");
        assertProblem(
                caller.post(RequestJson.saying("x").changingId(id).in("pyton").toString()),
                400,
                "unsupported-language",
                false);
        assertThat(wire.steps()).isEmpty();
    }

    @Test
    void saysThatThePreviousCouldNotBeRead() {
        String id = id(caller.generate("sum"));
        backend.proxy()
                .failing(request -> Wire.record(request) && request.method().equals("GET"), 500, "InternalError");

        ApiAnswer failed = caller.post(change(id), KEY, "a");
        backend.proxy().clear();

        assertProblem(failed, 502, "storage-failed", true);
        assertThat(failed.json().has("generation")).isFalse();
        assertThat(backend.bedrock().requests()).hasSize(1);
        ApiAnswer again = caller.post(change(id), KEY, "a");
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEmpty();
    }

    private static RequestJson own() {
        return RequestJson.saying("x").in("python");
    }

    private static String raw(String name, String content) {
        return "{\"key\":\"python\",\"message\":\"x\",\"files\":[{\"name\":\"" + name + "\",\"content\":\"" + content
                + "\"}]}";
    }

    private static String change(String id) {
        return RequestJson.saying("x").changingId(id).toString();
    }

    private static String id(ApiAnswer answer) {
        JsonNode json = answer.json();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return json.path("id").asText();
    }

    private static String id(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }
}
