package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET of a record and of its files. */
@BlackBox
class RecordsAndFilesSuite {

    private static final String CODE = "def binary_search(items, wanted):\n    return items.index(wanted)  # ö\n";
    private static final String REPLY = "Here it is.\n\n```python search.py\n" + CODE + "```\n\nIt takes O(log n).";

    private ApiClient api;
    private Backend backend;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text(REPLY).withUsage(142, 318));
        api = program.api();
    }

    @Test
    void showsTheRecordOfAGeneration() {
        JsonNode answered = api.post("{\"key\":\"py\",\"message\":\" sum \",\"maxTokens\":300}")
                .json();

        ApiAnswer answer = api.get("/code-generation/" + answered.path("id").asText());

        ObjectNode expected = answered.deepCopy();
        expected.remove("message");
        expected.putObject("request")
                .put("language", "python")
                .put("message", "sum")
                .putNull("model")
                .put("maxTokens", 300)
                .putNull("previous")
                .putArray("files");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(expected);
        assertThat(answer.header("Retry-After")).isEmpty();
    }

    @Test
    void servesAFileExactlyAsStored() {
        JsonNode answered = api.generate("python", "implement binary search").json();
        String path = "/code-generation/" + answered.path("id").asText() + "/files/implement_binary_search.py";

        ApiAnswer answer = api.get(path, "Accept", "application/xml");
        ApiAnswer head = api.call("HEAD", path, new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(CODE);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/x-python; charset=UTF-8");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"implement_binary_search.py\"");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo(answer.header("Content-Type"));
        assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(answer.body().length));
        assertThat(head.body()).isEmpty();
    }

    /** Through HTTP, an HTTP API (which decodes the path) and a Function URL (which does not). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app/[slug]/page.tsx",
                "app/docs/[[...slug]]/page.tsx",
                "app/(auth)/login/page.tsx",
                "app/@modal/(..)photo/[id]/page.tsx",
                "src/routes/blog/[slug]/+page.server.ts",
                "app/routes/posts.$id.tsx",
                "app/src/main/java/com/example/android/feature/login/ui/state/LoginState.kt",
                "{{cookiecutter.name}}/__init__.py",
                "my file (1).txt",
                "a~b!c=d&e,f'g+h@i.txt",
                ".env.example",
                "größe/字.txt"
            })
    void servesAFileByTheNameThatItsFrameworkGivesIt(String name) {
        backend.bedrock()
                .next(BedrockReply.text(
                        "```python main.py\nprint(1)\n```\n\n```text file=\"" + name + "\"\nx = \"1\"\n```"));

        JsonNode json = api.generate("python", "two files").json();

        assertThat(json.path("files").findValuesAsText("name")).containsExactly("main.py", name);
        String path = "/code-generation/" + json.path("id").asText() + "/files/";
        String whole = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        String parts = whole.replace("%2F", "/");
        List<ApiAnswer> answers = new ArrayList<>(List.of(api.get(path + parts), api.get(path + whole)));
        if (api.takesEvents()) {
            Stream.of(
                            GatewayEvents.httpApi("GET", path + name, null),
                            GatewayEvents.httpApi("GET", "/dev" + path + name, null),
                            GatewayEvents.functionUrl("GET", path + name, null),
                            GatewayEvents.functionUrl("GET", path + parts, null),
                            GatewayEvents.functionUrl("GET", path + whole, null),
                            GatewayEvents.functionUrl("GET", path + name.replace("/", "%2F"), null))
                    .map(api::event)
                    .forEach(answers::add);
        }
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("x = \"1\"\n");
        });
    }

    @Test
    void saysThatARecordCannotBeRead() {
        String id = api.generate("python", "sum").json().path("id").asText();
        backend.proxy().failing(request -> request.method().equals("GET"), 500, "InternalError");

        assertProblem(api.get("/code-generation/" + id), 502, "storage-failed", true);
    }
}
