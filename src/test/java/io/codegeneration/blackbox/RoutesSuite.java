package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every route: methods, paths, media types, headers. */
@BlackBox
class RoutesSuite {

    private ApiClient api;

    @BeforeEach
    void startAfresh(Program program) {
        program.backend().reset();
        api = program.api();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /code-generation           | GET,HEAD,POST,OPTIONS",
                "PUT    | /code-generation/20261122T101530123Z-k3v9q2w8 | GET,HEAD,DELETE,OPTIONS",
                "DELETE | /code-generation/languages | GET,HEAD,OPTIONS",
                "POST   | /code-generation/20261122T101530123Z-k3v9q2w8/files/x.py | GET,HEAD,OPTIONS",
                "DELETE | /code-generation/20261122T101530123Z-k3v9q2w8/archive | GET,HEAD,OPTIONS"
            })
    void namesTheMethodsThatAPathTakes(String method, String path, String allowed) {
        ApiAnswer answer = api.call(method, path, new byte[0]);

        assertProblem(answer, 405, "method-not-allowed", false);
        assertThat(answer.header("Allow").replace(" ", "").split(",")).containsExactlyInAnyOrder(allowed.split(","));
    }

    @Test
    void refusesRepresentationsThatItDoesNotHave() {
        assertProblem(api.generate("python", "sum", "Accept", "image/png"), 406, "not-acceptable", false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nothing",
                "/code-generation/nothing",
                "/code-generation/20261122T101530123Z-k3v9q2w8",
                "/code-generation/20269999T101530123Z-k3v9q2w8",
                "/code-generation/a/b/c",
                "/code-generation/20261122T101530123Z-k3v9q2w8/files/x.py",
                "/code-generation/20261122T101530123Z-k3v9q2w8/archive",
                "/code-generation/x/archive",
                "/code-generation/%2e%2e/x",
                "/code-generation/x/files/..%2F..%2Fsecret"
            })
    void knowsNoOtherPaths(String path) {
        assertProblem(api.get(path), 404, "not-found", false);
    }

    @Test
    void namesItsVersionAndForbidsCachingOnEveryAnswer() {
        List<ApiAnswer> answers = List.of(
                api.generate("python", "sum"),
                api.generate("python", " "),
                api.get("/nothing"),
                api.get("/code-generation/languages"),
                api.call("PUT", "/code-generation", new byte[0]));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("Code-Generation-Version")).isNotBlank();
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        });
    }
}
