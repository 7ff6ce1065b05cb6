package io.codegeneration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.PostmanCollection.PostmanRequest;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Postman collection asks for what the API's description describes, all of it and nothing else. */
@QuarkusTest
class PostmanTest {

    private static final Path FOLDER = Path.of("src", "postman");

    /** What no single caller can bring about in dev mode: it takes AWS, an authorizer, or a very long wait. */
    private static final Set<ProblemCode> OUT_OF_REACH = EnumSet.of(
            ProblemCode.CALLER_UNKNOWN,
            ProblemCode.CONTEXT_TOO_LONG,
            ProblemCode.INTERNAL,
            ProblemCode.MODEL_ACCESS_DENIED,
            ProblemCode.MODEL_NOT_FOUND,
            ProblemCode.MODEL_RETIRED,
            ProblemCode.MODEL_REJECTED_REQUEST,
            ProblemCode.GENERATION_TOO_LARGE,
            ProblemCode.JOB_REFUSED,
            ProblemCode.JOB_LOST,
            ProblemCode.DEADLINE_EXCEEDED);

    private final PostmanCollection collection =
            PostmanCollection.read(Files.readString(FOLDER.resolve("code-generation.postman_collection.json")));

    private ApiClient api;
    private JsonNode description;
    private JsonNode paths;

    PostmanTest() throws IOException {}

    @BeforeEach
    void describe() {
        api = new ApiClient(
                "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
        description = api.get("/q/openapi?format=json").json();
        paths = description.path("paths");
    }

    @Test
    void expectsEverySuccessThatIsDescribedAndNoOther() {
        assertThat(answers(call -> call.status() < 400))
                .containsExactlyElementsOf(described(status -> status.startsWith("2")));
    }

    /** What no operation answers with is left out: 405 comes of a method that the path does not have. */
    @Test
    void expectsOnlyFailuresThatAreDescribed() {
        assertThat(answers(call -> call.status() >= 400 && call.status() != 405))
                .isSubsetOf(described(status -> status.compareTo("400") >= 0));
    }

    @Test
    void expectsAFailureOfEveryOperation() {
        assertThat(operations(answers(call -> call.status() >= 400)))
                .containsExactlyElementsOf(operations(described(status -> true)));
    }

    private Set<String> described(Predicate<String> wanted) {
        Set<String> described = new TreeSet<>();
        paths.properties().forEach(path -> path.getValue().properties().forEach(operation -> operation
                .getValue()
                .path("responses")
                .fieldNames()
                .forEachRemaining(status -> {
                    if (wanted.test(status)) {
                        described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " " + status);
                    }
                })));
        return described;
    }

    /** HEAD is not described, being GET without its body. */
    private Set<String> answers(Predicate<PostmanRequest> wanted) {
        return collection.calls().stream()
                .filter(wanted)
                .map(call -> call.method().replace("HEAD", "GET") + " " + call.path() + " " + call.status())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> operations(Set<String> answers) {
        return answers.stream()
                .map(answer -> answer.substring(0, answer.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void sendsEveryParameterThatIsDescribedAndNoOther() {
        JsonNode shared = description.path("components").path("parameters");
        Set<String> described = StreamSupport.stream(paths.spliterator(), false)
                .flatMap(path -> path.findValues("parameters").stream())
                .flatMap(parameters -> StreamSupport.stream(parameters.spliterator(), false))
                .map(parameter -> parameter.has("$ref")
                        ? shared.path(parameter.path("$ref").asText().replaceFirst(".*/", ""))
                        : parameter)
                .map(parameter -> parameter.path("in").asText() + " "
                        + parameter.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(collection.calls().stream()
                        .flatMap(call -> call.parameters().stream())
                        .filter(parameter ->
                                !Set.of("header Accept", "header Content-Type").contains(parameter)))
                .isSubsetOf(described)
                .containsAll(described);
    }

    @Test
    void provokesEveryProblemThatACallerCanProvoke() {
        assertThat(collection.calls().stream()
                        .flatMap(call -> call.problem().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(OUT_OF_REACH)).stream()
                        .map(code -> code.status() + " " + code.code())
                        .toList());
    }

    @Test
    void asksEveryModelThatFails() {
        List<String> models = api.get("/code-generation/models").json().path("models").findValuesAsText("id").stream()
                .filter(model -> model.startsWith("fault-"))
                .toList();

        assertThat(models).isNotEmpty().allSatisfy(model -> assertThat(collection.text())
                .contains(model));
    }

    @Test
    void testsEveryRequest() {
        assertThat(collection.calls()).isNotEmpty().allSatisfy(call -> assertThat(call.tests())
                .contains("pm.test(", "to.have.status("));
    }

    @Test
    void givesEveryPartAnIdOfItsOwn() {
        assertThat(collection.ids()).isNotEmpty().doesNotContain("").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "aws"})
    void definesEveryVariableAndNoSecret(String environment) throws IOException {
        JsonNode values = environment(environment).path("values");
        Set<String> defined = StreamSupport.stream(values.spliterator(), false)
                .map(value -> value.path("key").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> wanted = new TreeSet<>(collection.variables());
        wanted.add("devMode");

        assertThat(defined).containsExactlyElementsOf(wanted);
        assertThat(values).allSatisfy(value -> {
            boolean secret = Set.of("accessKey", "secretKey", "sessionToken", "token")
                    .contains(value.path("key").asText());
            assertThat(value.path("type").asText()).isEqualTo(secret ? "secret" : "default");
            assertThat(secret ? value.path("value").asText() : "").isEmpty();
        });
    }

    @Test
    void takesCredentialsFromVariablesAlone() {
        JsonNode signature = collection.json().path("auth").path("awsv4");
        assertThat(signature.findValuesAsText("key"))
                .containsExactly("accessKey", "secretKey", "sessionToken", "region", "service");
        assertThat(signature).allSatisfy(part -> assertThat(part.path("value").asText())
                .isEqualTo("{{" + part.path("key").asText() + "}}"));
        assertThat(collection.text()).doesNotContainPattern("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b");
        assertThat(collection.calls())
                .noneMatch(call -> call.parameters().contains("header Authorization"))
                .allSatisfy(call -> assertThat(call.ownAuth()).isFalse());
    }

    private static JsonNode environment(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(FOLDER.resolve(name + ".postman_environment.json")));
    }
}
