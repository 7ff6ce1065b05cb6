package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertInvalid;
import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller's generations, newest first, page by page. */
@BlackBox
class ListedGenerationsSuite {

    private static final String LIST = "/code-generation";

    private ApiClient api;
    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        wire = new Wire(backend);
        api = program.api();
        caller = program.caller();
    }

    @Test
    void showsAnEmptyListToWhoHasNothing() {
        ApiAnswer answer = caller.get(LIST);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).isEqualTo("{\"items\":[],\"nextCursor\":null}");
    }

    @Test
    void showsWhatItHasToOfAGeneration() {
        String message = "\uD83D\uDE00 sum \"\\\n" + "ö".repeat(300);
        JsonNode made = caller.generate(message).json();

        JsonNode item = caller.get(LIST).json().path("items").path(0);

        assertThat(item.toString())
                .isEqualTo("{\"id\":" + made.path("id")
                        + ",\"status\":\"succeeded\",\"language\":\"python\",\"message\":\"\uD83D\uDE00 sum \\\"\\\\\\n"
                        + "ö".repeat(200 - 9)
                        + "\",\"model\":\"" + Backend.MODEL + "\",\"files\":[{\"name\":"
                        + made.path("files").path(0).path("name") + ",\"bytes\":"
                        + made.path("files").path(0).path("bytes")
                        + "}],\"truncated\":false,\"previous\":null,\"createdAt\":"
                        + made.path("createdAt") + ",\"completedAt\":" + made.path("completedAt") + "}");
    }

    @Test
    void showsWhatFailed() {
        backend.bedrock().next(BedrockReply.text("No.").withStopReason("refusal"));
        caller.generate("sum");

        JsonNode item = caller.get(LIST).json().path("items").path(0);

        assertThat(item.path("status").asText()).isEqualTo("failed");
        assertThat(item.path("files")).isEmpty();
        assertThat(item.path("completedAt").asText()).isNotBlank();
        assertThat(item.has("problem")).isFalse();
    }

    @EventsOnly
    @Test
    void beginsWithTheNewest() {
        List<String> made = make(3);

        assertThat(ids(caller.get(LIST))).containsExactly(made.get(2), made.get(1), made.get(0));
        assertThat(ids(caller.behind("/dev").get(LIST + "/"))).hasSize(3);
    }

    @EventsOnly
    @Test
    void showsNobodyElses() {
        make(2);
        ApiCaller other = ApiCaller.fresh(api);
        String theirs = other.generate("sum").json().path("id").asText();

        assertThat(ids(other.get(LIST))).containsExactly(theirs);
        assertThat(ids(api.get(LIST + "?limit=100"))).doesNotContain(theirs);
        assertThat(ids(caller.get(LIST))).hasSize(2).doesNotContain(theirs);
    }

    @Test
    void goesOnFromPageToPage() {
        List<String> made = make(5);

        ApiAnswer first = caller.get(LIST + "?limit=2");
        ApiAnswer second = caller.get(LIST + "?limit=2&cursor=" + next(first));
        ApiAnswer third = caller.get(LIST + "?limit=2&cursor=" + next(second));

        assertThat(ids(first)).containsExactly(made.get(4), made.get(3));
        assertThat(ids(second)).containsExactly(made.get(2), made.get(1));
        assertThat(ids(third)).containsExactly(made.get(0));
        assertThat(third.json().path("nextCursor").isNull()).isTrue();
        assertThat(next(first)).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void endsWhereAPageIsJustFull() {
        make(2);

        assertThat(caller.get(LIST + "?limit=2").json().path("nextCursor").isNull())
                .isTrue();
        assertThat(caller.get(LIST + "?limit=2&language=python")
                        .json()
                        .path("nextCursor")
                        .isNull())
                .isTrue();
    }

    @Test
    void neitherRepeatsNorHidesWhereOthersComeAndGo() {
        List<String> made = make(5);
        ApiAnswer first = caller.get(LIST + "?limit=2");
        caller.delete(LIST + "/" + made.get(3));
        caller.delete(LIST + "/" + made.get(1));
        make(1);

        ApiAnswer second = caller.get(LIST + "?limit=2&cursor=" + next(first));

        assertThat(ids(second)).containsExactly(made.get(2), made.get(0));
        assertThat(second.json().path("nextCursor").isNull()).isTrue();
    }

    @Test
    void filtersByLanguageAndStatus() {
        String python = caller.generate("sum").json().path("id").asText();
        String java = caller.post("{\"key\":\"java\",\"message\":\"sum\"}")
                .json()
                .path("id")
                .asText();
        backend.bedrock().next(BedrockReply.text("No.").withStopReason("refusal"));
        String failed = caller.generate("no").json().path("instance").asText().substring(LIST.length() + 1);

        assertThat(ids(caller.get(LIST + "?language=python"))).containsExactly(failed, python);
        assertThat(ids(caller.get(LIST + "?language=.PY"))).containsExactly(failed, python);
        assertThat(ids(caller.get(LIST + "?language=java"))).containsExactly(java);
        assertThat(ids(caller.get(LIST + "?language=c%2B%2B"))).isEmpty();
        assertThat(ids(caller.get(LIST + "?language=.java&status=succeeded"))).containsExactly(java);
        assertThat(ids(caller.get(LIST + "?status=failed"))).containsExactly(failed);
        assertThat(ids(caller.get(LIST + "?status=succeeded&language=python"))).containsExactly(python);
        assertThat(ids(caller.get(LIST + "?status=queued"))).isEmpty();
        assertThat(ids(caller.get(LIST + "?status=running"))).isEmpty();
    }

    @Test
    void takesThePlusesOfALanguageForPluses() {
        caller.post("{\"key\":\"c\",\"message\":\"sum\"}");
        String cpp = caller.post("{\"key\":\"c++\",\"message\":\"sum\"}")
                .json()
                .path("id")
                .asText();

        assertThat(ids(caller.get(LIST + "?language=c++"))).containsExactly(cpp);
        assertThat(ids(caller.get(LIST + "?language=C%2B%2B"))).containsExactly(cpp);
        assertThat(ids(caller.get(LIST + "?language=+c+"))).doesNotContain(cpp).hasSize(1);
    }

    @Test
    void goesOnUnderAFilter() {
        List<String> made = make(3);

        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            ApiAnswer page = caller.get(LIST + "?status=succeeded&limit=1&cursor=" + cursor);
            found.addAll(ids(page));
            cursor = page.json().path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null") && found.size() < 10);

        assertThat(found).containsExactly(made.get(2), made.get(1), made.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?language=&status=&limit=&cursor=", "?", "?limit=%20", "?unheard=of", "?limit=100", "?limit"})
    void takesAnEmptyParameterForNone(String query) {
        make(1);

        ApiAnswer answer = caller.get(LIST + query);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(ids(answer)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "x", "%2B5", "99999999999999999999", "1e1", "%D9%A1", "0x1"})
    void keepsTheLimitWithinBounds(String limit) {
        assertInvalid(caller.get(LIST + "?limit=" + limit), "limit");
        assertThat(wire.steps()).isEmpty();
    }

    @Test
    void namesEveryBadParameter() {
        assertInvalid(caller.get(LIST + "?language=pyton&status=done&limit=0"), "language", "status", "limit");
        assertInvalid(api.get(LIST + "?status=SUCCEEDED%20x"), "status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "null",
                "%00",
                "....",
                "20261122T101530123Z-k3v9q2w8",
                "MjAyNjExMjJUMTAxNTMwMTIzWi1rM3Y5cTJ3OA",
                "generations%2Fanonymous%2F"
            })
    void refusesWhatIsNoCursor(String cursor) {
        assertInvalid(caller.get(LIST + "?cursor=" + cursor), "cursor");
        assertThat(wire.steps()).isEmpty();
    }

    @EventsOnly
    @Test
    void bindsACursorToCallerAndFilter() {
        make(2);
        String cursor = next(caller.get(LIST + "?limit=1"));

        assertThat(caller.get(LIST + "?limit=50&cursor=" + cursor).status()).isEqualTo(200);
        assertInvalid(caller.get(LIST + "?language=python&cursor=" + cursor), "cursor");
        assertInvalid(caller.get(LIST + "?status=failed&cursor=" + cursor), "cursor");
        assertInvalid(ApiCaller.fresh(api).get(LIST + "?cursor=" + cursor), "cursor");
        assertInvalid(api.get(LIST + "?cursor=" + cursor), "cursor");
        assertInvalid(caller.get(LIST + "?cursor=" + cursor + "A"), "cursor");
        assertInvalid(caller.get(LIST + "?cursor=" + cursor.toLowerCase(Locale.ROOT)), "cursor");
    }

    @Test
    void answersHead() {
        make(1);

        ApiAnswer head = caller.call("HEAD", LIST, null);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).startsWith("application/json");
        assertThat(head.body()).isEmpty();
        assertThat(caller.call("HEAD", LIST + "?limit=0", null).status()).isEqualTo(400);
        assertThat(api.call("HEAD", LIST, new byte[0]).body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"*/*, 200", "application/*, 200", "text/plain, 406", "image/png, 406"})
    void isJsonOnly(String accept, int status) {
        ApiAnswer answer = caller.get(LIST, "Accept", accept);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 406) {
            assertProblem(answer, 406, "not-acceptable", false);
            assertThat(answer.json().path("detail").asText()).isEqualTo("Send the header Accept: application/json.");
        }
    }

    @Test
    void saysThatNothingCouldBeRead() {
        make(1);
        backend.proxy().failing(request -> request.method().equals("GET"), 403, "AccessDenied");

        assertProblem(caller.get(LIST), 502, "storage-failed", true);
    }

    /** Generations of the caller's, oldest first. */
    private List<String> make(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> caller.generate("sum").json().path("id").asText())
                .toList();
    }

    private static List<String> ids(ApiAnswer list) {
        assertThat(list.status()).as(list.text()).isEqualTo(200);
        return list.json().path("items").findValuesAsText("id");
    }

    private static String next(ApiAnswer list) {
        return list.json().path("nextCursor").asText();
    }
}
