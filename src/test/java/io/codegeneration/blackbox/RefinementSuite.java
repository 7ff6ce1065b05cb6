package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request answers that changes an earlier generation. */
@BlackBox
class RefinementSuite {

    private static final String FIRST = "def total(items):\n    return sum(items)\n";
    private static final String SECOND = "def total(items: list[int]) -> int:\n    return sum(items)\n";
    private static final String THREE =
            "```python app.py\nimport lib.b\n```\n```python lib/b.py\nB = 1\n```\n```json data.json\n{}\n```\n";

    private Backend backend;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        caller = program.caller();
    }

    @Test
    void changesTheOnlyFileUnderItsOldName() {
        String first = generate("add up numbers", "```python\n" + FIRST + "```");
        writes("With types:\n```python\n" + SECOND + "```\nDone.");

        ApiAnswer answer = caller.post(change(first, "add type hints"));

        JsonNode json = answer.json();
        String id = json.path("id").asText();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Location")).isEqualTo("/code-generation/" + id);
        assertThat(json.path("message").asText()).isEqualTo("Code generation complete");
        assertThat(json.path("previous").asText()).isEqualTo(id(first));
        assertThat(json.path("language").asText()).isEqualTo("python");
        assertThat(json.path("code").asText()).isEqualTo(SECOND);
        assertThat(json.path("explanation").asText()).isEqualTo("With types:\nDone.");
        assertThat(json.path("files")).hasSize(1);
        JsonNode file = json.path("files").path(0);
        assertThat(file.path("name").asText()).isEqualTo("add_up_numbers.py");
        assertThat(file.path("key").asText()).isEqualTo("code-output/" + id + "-add_type_hints/add_up_numbers.py");
        assertThat(file.path("bytes").asInt()).isEqualTo(SECOND.length());
        assertThat(file(answer, "add_up_numbers.py")).isEqualTo(SECOND);
    }

    @Test
    void keepsTheNameOfTheOnlyFileThroughAllChanges() {
        String place = generate("add up numbers", "```python\n" + FIRST + "```");
        for (String message : List.of("one", "two", "three")) {
            writes("```python\nprint('" + message + "')\n```");
            place = caller.post(change(place, message)).header("Location");
        }

        JsonNode last = caller.get(place).json();

        assertThat(names(last)).containsExactly("add_up_numbers.py");
        assertThat(last.path("files").path(0).path("key").asText()).endsWith("-three/add_up_numbers.py");
        assertThat(last.path("code").asText()).isEqualTo("print('three')\n");
    }

    @Test
    void givesTheFirstChangedFileAsText() {
        String first = generate("a program", THREE);
        writes("```python lib/b.py\nB = 2\n```");

        ApiAnswer answer = caller.post(change(first, "two"), "Accept", "text/plain");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(answer.text()).isEqualTo("B = 2\n");
    }

    @Test
    void givesTheExplanationAsTextWhereNothingChanged() {
        String first = generate("a program", THREE);
        writes("It prints größer.\n\nThat is all.");

        ApiAnswer answer = caller.post(change(first, "explain this"), "Accept", "text/plain");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(answer.text()).isEqualTo("It prints größer.\n\nThat is all.");
    }

    @Test
    void changesNothingWithProse() {
        String first = generate("a program", THREE);
        writes("It does nothing much.");

        ApiAnswer answer = caller.post(change(first, "explain this"));

        JsonNode json = answer.json();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json.path("code").isNull()).isTrue();
        assertThat(json.path("explanation").asText()).isEqualTo("It does nothing much.");
        assertThat(names(json)).containsExactly("app.py", "lib/b.py", "data.json");
        assertThat(file(answer, "app.py")).isEqualTo("import lib.b\n");
        assertThat(file(answer, "lib/b.py")).isEqualTo("B = 1\n");
        assertThat(file(answer, "data.json")).isEqualTo("{}\n");
        assertSameRecord(answer);
    }

    @Test
    void changesOnFromAGenerationThatChangedNothing() {
        String first = generate("add up numbers", "```python\n" + FIRST + "```");
        writes("It adds.");
        String explained = caller.post(change(first, "explain")).header("Location");
        writes("```python\n" + SECOND + "```");

        ApiAnswer answer = caller.post(change(explained, "add type hints"));

        assertThat(answer.json().path("code").asText()).isEqualTo(SECOND);
        assertThat(names(answer.json())).containsExactly("add_up_numbers.py");
        assertThat(prompt()).contains("return sum(items)");
    }

    @Test
    void putsTheFirstChangedFileFirstThenTheOldOnesThenTheNew() {
        String first = generate("a program", THREE);
        writes("```python test/b.py\nassert 1\n```\n```json data.json\n[]\n```\n```python lib/b.py\nB = 2\n```\n");

        ApiAnswer answer = caller.post(change(first, "now with tests"));

        JsonNode json = answer.json();
        assertThat(json.path("code").asText()).isEqualTo("assert 1\n");
        assertThat(names(json)).containsExactly("test/b.py", "app.py", "lib/b.py", "data.json");
        assertThat(file(answer, "lib/b.py")).isEqualTo("B = 2\n");
        assertThat(file(answer, "data.json")).isEqualTo("[]\n");
        assertThat(file(answer, "app.py")).isEqualTo("import lib.b\n");
        assertSameRecord(answer);
    }

    @Test
    void putsAnOldFileFirstThatIsTheFirstToChange() {
        String first = generate("a program", THREE);
        writes("```json data.json\n[]\n```\n```python new.py\nN = 1\n```");

        JsonNode json = caller.post(change(first, "a list")).json();

        assertThat(json.path("code").asText()).isEqualTo("[]\n");
        assertThat(names(json)).containsExactly("data.json", "app.py", "lib/b.py", "new.py");
    }

    @Test
    void knowsAFileByItsNameInAnyCase() {
        String first = generate("a program", THREE);
        writes("```python LIB/B.py\nB = 2\n```");

        ApiAnswer answer = caller.post(change(first, "two"));

        assertThat(names(answer.json())).containsExactly("lib/b.py", "app.py", "data.json");
        assertThat(file(answer, "lib/b.py")).isEqualTo("B = 2\n");
    }

    @Test
    void addsAnUnnamedBlockWhereItsLanguageHasSeveralFiles() {
        String first = generate("a program", THREE);
        writes("```python\nC = 1\n```");

        ApiAnswer answer = caller.post(change(first, "one more"));

        assertThat(names(answer.json())).containsExactly("one_more.py", "app.py", "lib/b.py", "data.json");
        assertThat(file(answer, "one_more.py")).isEqualTo("C = 1\n");
    }

    @Test
    void replacesTheOnlyFileInTheLanguageOfAnUnnamedBlock() {
        String first = generate("a program", THREE);
        writes("```json\n[1]\n```");

        ApiAnswer answer = caller.post(change(first, "a list"));

        assertThat(names(answer.json())).containsExactly("data.json", "app.py", "lib/b.py");
        assertThat(file(answer, "data.json")).isEqualTo("[1]\n");
    }

    @Test
    void addsTheSecondUnnamedBlock() {
        String first = generate("add up numbers", "```python\n" + FIRST + "```");
        writes("```python\n" + SECOND + "```\nand\n```python\nassert total([1]) == 1\n```");

        ApiAnswer answer = caller.post(change(first, "now with tests"));

        assertThat(names(answer.json())).containsExactly("add_up_numbers.py", "now_with_tests.py");
        assertThat(file(answer, "add_up_numbers.py")).isEqualTo(SECOND);
    }

    @Test
    void altersNothingOfThePrevious() {
        String first = generate("a program", THREE);
        String before = caller.get(first).text();
        writes("```python app.py\nchanged\n```\n```python lib/b.py\nchanged\n```\n```json data.json\nchanged\n```");

        ApiAnswer answer = caller.post(change(first, "all"));

        assertThat(names(answer.json())).containsExactly("app.py", "lib/b.py", "data.json");
        assertThat(caller.get(first).text()).isEqualTo(before);
        assertThat(caller.get(first + "/files/app.py").text()).isEqualTo("import lib.b\n");
        assertThat(caller.get(first + "/files/lib/b.py").text()).isEqualTo("B = 1\n");
        assertThat(caller.get(first + "/files/data.json").text()).isEqualTo("{}\n");
    }

    @Test
    void outlivesThePrevious() {
        String first = generate("a program", THREE);
        writes("```python app.py\nchanged\n```");
        ApiAnswer second = caller.post(change(first, "two"));
        assertThat(caller.delete(first).status()).isEqualTo(204);

        assertThat(caller.get(second.header("Location")).json().path("previous").asText())
                .isEqualTo(id(first));
        assertThat(file(second, "lib/b.py")).isEqualTo("B = 1\n");
        writes("```python lib/b.py\nB = 3\n```");
        ApiAnswer third = caller.post(change(second.header("Location"), "three"));
        assertThat(third.status()).isEqualTo(200);
        assertThat(file(third, "app.py")).isEqualTo("changed\n");
        assertThat(file(third, "data.json")).isEqualTo("{}\n");
    }

    @ParameterizedTest
    @CsvSource({"go, main.go", "cpp, main.cpp", "typescript, main.ts", "dockerfile, Dockerfile"})
    void inheritsTheLanguage(String language, String name) {
        writes("```" + language + " " + name + "\n1\n```\n```" + language + " more/" + name + "\n1\n```");
        String first =
                caller.post(RequestJson.saying("x").in(language).toString()).header("Location");
        writes("```" + language + " " + name + "\n2\n```");

        ApiAnswer answer = caller.post(change(first, "two"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("language").asText()).isEqualTo(language);
        assertThat(caller.get(answer.header("Location"))
                        .json()
                        .path("request")
                        .path("language")
                        .asText())
                .isEqualTo(language);
        assertThat(file(answer, name)).isEqualTo("2\n");
    }

    @Test
    void portsToALanguageThatIsNamed() {
        String first = generate("add up numbers", "```python\n" + FIRST + "```");
        writes("```go\npackage main\n```");

        ApiAnswer answer = caller.post(
                RequestJson.saying("port it").changing(first).in("golang").toString());

        assertThat(answer.json().path("language").asText()).isEqualTo("go");
        assertThat(names(answer.json())).containsExactly("port_it.go", "add_up_numbers.py");
        assertThat(answer.json().path("code").asText()).isEqualTo("package main\n");
        writes("```go\npackage other\n```");
        JsonNode next = caller.post(change(answer.header("Location"), "again")).json();
        assertThat(next.path("language").asText()).isEqualTo("go");
        assertThat(names(next)).containsExactly("port_it.go", "add_up_numbers.py");
    }

    @Test
    void saysWhichLanguageIsUnknownAlthoughOneCouldBeInherited() {
        String first = generate("x", "```python\n1\n```");

        assertProblem(
                caller.post(RequestJson.saying("y").changing(first).in("pyton").toString()),
                400,
                "unsupported-language",
                false);
    }

    @Test
    void goesOnFromATruncatedGeneration() {
        backend.bedrock()
                .always(BedrockReply.text("```python\n" + FIRST).withStopReason("model_context_window_exceeded"));
        ApiAnswer truncated = caller.generate("add up numbers");
        assertThat(truncated.header("Code-Generation-Truncated")).isNotEmpty();
        writes("```python\n" + SECOND + "```");

        ApiAnswer answer = caller.post(change(truncated.header("Location"), "go on"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("truncated").asBoolean()).isFalse();
        assertThat(answer.headers()).doesNotContainKey("Code-Generation-Truncated");
        assertThat(names(answer.json())).containsExactly("add_up_numbers.py");
        assertThat(answer.json().path("code").asText()).isEqualTo(SECOND);
    }

    @Test
    void keepsTheFilesThatATruncatedReplyDidNotReach() {
        String first = generate("a program", THREE);
        backend.bedrock()
                .always(BedrockReply.text("```python app.py\nimport li")
                        .withStopReason("model_context_window_exceeded"));

        ApiAnswer answer = caller.post(change(first, "two"));

        assertThat(answer.json().path("truncated").asBoolean()).isTrue();
        assertThat(names(answer.json())).containsExactly("app.py", "lib/b.py", "data.json");
        assertThat(file(answer, "lib/b.py")).isEqualTo("B = 1\n");
    }

    @Test
    void showsThePreviousInTheRecordAndInLists() {
        String first = generate("a program", THREE);
        writes("```python app.py\nchanged\n```");
        String second = caller.post(change(first, "two")).header("Location");

        JsonNode record = caller.get(second).json();
        JsonNode items = caller.get("/code-generation").json().path("items");

        assertThat(record.path("previous").asText()).isEqualTo(id(first));
        assertThat(record.path("request").path("previous").asText()).isEqualTo(id(first));
        assertThat(record.path("request").path("files").isArray()).isTrue();
        assertThat(record.path("request").path("files")).isEmpty();
        assertThat(items.findValuesAsText("id")).containsExactly(id(second), id(first));
        assertThat(items.path(0).path("previous").asText()).isEqualTo(id(first));
        assertThat(items.path(1).has("previous")).isTrue();
        assertThat(items.path(1).path("previous").isNull()).isTrue();
        JsonNode original = caller.get(first).json();
        assertThat(original.path("previous").isNull()).isTrue();
        assertThat(original.path("request").path("previous").isNull()).isTrue();
    }

    @Test
    void tellsTheModelTheInstructionAndAllFiles() {
        String first = generate("a program that tells 7411", THREE);
        writes("```python app.py\nchanged\n```");

        caller.post(change(first, "say 8522 instead"));

        assertThat(prompt())
                .contains("7411", "8522", "import lib.b", "B = 1", "app.py", "lib/b.py", "data.json")
                .containsSubsequence("7411", "8522");
    }

    @Test
    void costsNoMoreAtTheEndOfALongChain() {
        String place = generate("generation 0", "```python a.py\nA = 0\n```\n```python b.py\nB = 0\n```");
        List<Integer> lengths = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            writes("```python a.py\nA = 1000" + i + "\n```");
            ApiAnswer answer = caller.post(change(place, "generation " + i));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            place = answer.header("Location");
            lengths.add(prompt().length());
        }

        assertThat(lengths.get(19)).isBetween(lengths.get(1), lengths.get(1) + 10);
        assertThat(prompt())
                .contains("A = 100019", "B = 0", "generation 20", "generation 19")
                .doesNotContain("A = 100018", "generation 18");
        assertThat(names(caller.get(place).json())).containsExactly("a.py", "b.py");
        assertThat(caller.get(place + "/files/b.py").text()).isEqualTo("B = 0\n");
        assertThat(caller.get(place + "/files/a.py").text()).isEqualTo("A = 100020\n");
    }

    @Test
    void storesUntouchedFilesByteForByte() {
        String odd = "\u00e4\t\u2028\ud83d\ude42 \\ \" \u0001 no newline at the end  ";
        backend.bedrock().always(BedrockReply.text("```python a.py\n1\n```\n```text odd.txt\n" + odd + "\n```"));
        String first = caller.generate("odd").header("Location");
        byte[] before = caller.get(first + "/files/odd.txt").body();
        writes("```python a.py\n2\n```");

        ApiAnswer answer = caller.post(change(first, "two"));

        JsonNode file = answer.json().path("files").path(1);
        assertThat(file.path("name").asText()).isEqualTo("odd.txt");
        assertThat(backend.s3()
                        .object(Backend.BUCKET, file.path("key").asText())
                        .bytes())
                .isEqualTo(before);
        assertThat(file.path("bytes").asInt()).isEqualTo(before.length);
        assertThat(new String(before, StandardCharsets.UTF_8)).isEqualTo(odd + "\n");
    }

    @Test
    void refusesAGenerationThatTheReplyMakesTooLarge() {
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            files.append("```python f").append(i).append(".py\n1\n```\n");
        }
        String first = generate("fifty", files.toString());
        writes("```python one_more.py\n1\n```");

        ApiAnswer answer = caller.post(change(first, "one more"));

        assertProblem(answer, 502, "generation-too-large", false);
        assertThat(answer.json().path("generation").path("explanation").asText())
                .contains("one_more.py");
        writes("```python f7.py\n2\n```");
        assertThat(caller.post(change(first, "change one")).json().path("files"))
                .hasSize(50);
    }

    @Test
    void failsWhereTheModelRefuses() {
        String first = generate("a program", THREE);
        backend.bedrock().always(BedrockReply.text("No.").withStopReason("refusal"));

        ApiAnswer answer = caller.post(change(first, "something bad"));

        assertProblem(answer, 422, "model-refused", false);
        JsonNode record = caller.get(answer.json().path("instance").asText()).json();
        assertThat(record.path("status").asText()).isEqualTo("failed");
        assertThat(record.path("previous").asText()).isEqualTo(id(first));
    }

    @Test
    void hasNoCodeWhereTheReplyIsEmpty() {
        String first = generate("a program", THREE);
        writes("  \n");

        assertProblem(caller.post(change(first, "x")), 502, "empty-generation", true);
    }

    /** The text of the last prompt. */
    private String prompt() {
        List<BedrockServer.Recorded> requests = backend.bedrock().requests();
        JsonNode messages = requests.get(requests.size() - 1).json().path("messages");
        return String.join("\n", messages.findValuesAsText("text"));
    }

    private void writes(String reply) {
        backend.bedrock().always(BedrockReply.text(reply).withUsage(1, 1));
    }

    /** The place of a new generation in Python. */
    private String generate(String message, String reply) {
        writes(reply);
        ApiAnswer answer = caller.generate(message);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.header("Location");
    }

    private static String change(String place, String message) {
        return RequestJson.saying(message).changing(place).toString();
    }

    private String file(ApiAnswer answer, String name) {
        return caller.get(answer.header("Location") + "/files/" + name).text();
    }

    /** The record says what the answer says. */
    private void assertSameRecord(ApiAnswer answer) {
        JsonNode record = caller.get(answer.header("Location")).json();
        for (String member : List.of("id", "code", "explanation", "files", "previous", "language", "usage")) {
            assertThat(record.path(member)).as(member).isEqualTo(answer.json().path(member));
        }
    }

    private static String id(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    private static List<String> names(JsonNode json) {
        return json.path("files").findValuesAsText("name");
    }
}
