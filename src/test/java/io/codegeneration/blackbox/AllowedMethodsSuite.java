package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods that each path takes, and that {@code Allow} names: these and no others, however the path is written. */
@BlackBox
@EventsOnly
class AllowedMethodsSuite {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");

    private static final String ID = "/code-generation/20261122T101530123Z-k3v9q2w8";

    private ApiClient api;

    @BeforeEach
    void startAfresh(Program program) {
        program.backend().reset();
        api = program.api();
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                        paths(
                                "GET HEAD POST OPTIONS",
                                "/code-generation",
                                "/code-generation/",
                                "//code-generation//",
                                "/%63ode%2Dgeneration",
                                "/code-generation;a=b",
                                "/code-generation/./x/%2E%2E/"),
                        paths(
                                "GET HEAD OPTIONS",
                                "/code-generation/languages",
                                "/code-generation/models/",
                                "/code-generation//models",
                                "/code-generation/%6Canguages",
                                "/code-generation/languages;a=b",
                                "/code-generation/x/../models",
                                ID + "/files/sum.py",
                                ID + "/files/a/b",
                                ID + "/files/a%2Fb",
                                ID + "/files/%2F",
                                ID + "/files/a%0Ab",
                                ID + "/%66iles/x/",
                                ID + "/files;a=b/x",
                                "/code-generation/languages/files/x",
                                ID + "/archive",
                                ID + "/archive/",
                                ID + "/%61rchive",
                                ID + ";a=b/archive;c=d",
                                ID + "/files/archive",
                                "/code-generation/models/archive",
                                "/code-generation/%00/archive"),
                        paths(
                                "GET HEAD DELETE OPTIONS",
                                ID,
                                ID + "/",
                                ID + ";a=b",
                                "/code-generation/nothing",
                                "/code-generation/LANGUAGES",
                                "/code-generation/a%2Fb",
                                "/code-generation/%2F",
                                "/code-generation/languages%2F",
                                "/code-generation/languages%0A",
                                "/code-generation/%00",
                                "/code-generation/%C3%A4"),
                        paths(
                                "",
                                "/",
                                "/nothing",
                                "/code-generationx",
                                "/code-generation-job",
                                "/code-generation%2Flanguages",
                                "/code-generation/..",
                                "/code-generation/languages/x",
                                ID + "/files",
                                ID + "/files/",
                                ID + "/files%2Fx",
                                ID + "/archive/x",
                                ID + "/archive%2Fx",
                                ID + "/archives",
                                ID + "/Archive",
                                ID + "/x/y"))
                .flatMap(all -> all);
    }

    private static Stream<Arguments> paths(String methods, String... paths) {
        return Stream.of(paths).map(path -> Arguments.of(path, methods));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paths")
    void takesTheMethodsOfThePathAndNamesThemWhereAnotherIsSent(String path, String methods) {
        Set<String> allowed = Stream.of(methods.split(" "))
                .filter(method -> !method.isEmpty())
                .collect(Collectors.toSet());

        for (String method : METHODS) {
            ApiAnswer answer = send(method, path);
            if (allowed.isEmpty()) {
                assertThat(answer.status()).as(method).isEqualTo(404);
            } else if (!allowed.contains(method)) {
                assertProblem(answer, 405, "method-not-allowed", false);
                assertThat(named(answer)).as(method).isEqualTo(allowed);
            } else if (method.equals("OPTIONS")) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEmpty();
                assertThat(named(answer)).isEqualTo(allowed);
            } else {
                assertThat(answer.status()).as(method).isNotEqualTo(405);
                // An unknown generation is told apart from an unknown path by its words.
                assertThat(answer.text()).as(method).doesNotContain("This path does not exist");
                assertThat(answer.headers()).doesNotContainKey("Allow");
            }
        }
    }

    private ApiAnswer send(String method, String path) {
        // The path as the caller sent it: an HTTP API would have decoded it.
        ObjectNode event = GatewayEvents.functionUrl(method, path, null);
        GatewayEvents.iam(event, "arn:aws:iam::123456789012:user/methods");
        return api.event(event);
    }

    private static Set<String> named(ApiAnswer answer) {
        return new TreeSet<>(List.of(answer.header("Allow").replace(" ", "").split(",")));
    }
}
