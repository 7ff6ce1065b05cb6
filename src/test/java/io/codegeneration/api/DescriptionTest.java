package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.idempotency.GenerationAccepted;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.making.RequestReader;
import io.codegeneration.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code META-INF/openapi.yaml} says what the code says. */
@QuarkusTest
class DescriptionTest {

    private static final Map<String, Class<? extends Record>> RECORDS = Map.ofEntries(
            Map.entry("Attempt", Attempt.class),
            Map.entry("AttemptEvent", StreamEvent.ModelCall.class),
            Map.entry("FieldError", Problem.FieldError.class),
            Map.entry("GenerationAccepted", GenerationAccepted.class),
            Map.entry("GenerationAnswer", GenerationAnswer.class),
            Map.entry("GenerationList", GenerationList.class),
            Map.entry("GenerationRecord", GenerationRecord.class),
            Map.entry("Language", Language.class),
            Map.entry("LanguageList", LanguageList.class),
            Map.entry("ListedFile", GenerationList.ListedFile.class),
            Map.entry("ListedGeneration", GenerationList.ListedGeneration.class),
            Map.entry("Model", ModelList.SupportedModel.class),
            Map.entry("ModelList", ModelList.class),
            Map.entry("Problem", Problem.class),
            Map.entry("StartedEvent", StreamEvent.Started.class),
            Map.entry("TextEvent", StreamEvent.Text.class),
            Map.entry("RecordedRequest", GenerationRecord.Request.class),
            Map.entry("RequestedFile", GenerationRecord.RequestedFile.class),
            Map.entry("StoredFile", GenerationRecord.StoredFile.class),
            Map.entry("UnstoredGeneration", GenerationAnswer.class),
            Map.entry("Usage", Usage.class));

    /** A method that a path does not have is no operation, and a lost job sends no answer. */
    private static final Set<ProblemCode> OF_NO_OPERATION =
            EnumSet.of(ProblemCode.METHOD_NOT_ALLOWED, ProblemCode.JOB_LOST);

    @Inject
    ObjectMapper json;

    @Inject
    RequestReader requests;

    @Inject
    GenerationConfig config;

    private ApiClient api;
    private JsonNode description;
    private JsonNode schemas;

    @BeforeEach
    void read() {
        api = new ApiClient(
                "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
        description = api.get("/q/openapi?format=json").json();
        schemas = description.path("components").path("schemas");
    }

    @Test
    void describesEveryRouteWithItsParametersAndNoOther() {
        Set<String> described = new TreeSet<>();
        description.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(member -> !member.getKey().equals("parameters"))
                .forEach(operation -> described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()
                        + parameters(path.getValue(), operation.getValue()))));

        Set<String> routes = Arrays.stream(CodeGenerationResource.class.getDeclaredMethods())
                .flatMap(method -> method(method).stream()
                        .map(verb -> verb + " " + path(method)
                                + Arrays.stream(method.getParameters())
                                        .flatMap(parameter -> name(parameter).stream())
                                        .collect(Collectors.toCollection(TreeSet::new))))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).containsExactlyElementsOf(routes);
    }

    private Set<String> parameters(JsonNode path, JsonNode operation) {
        JsonNode shared = description.path("components").path("parameters");
        return Stream.of(path, operation)
                .flatMap(owner -> StreamSupport.stream(owner.path("parameters").spliterator(), false))
                .map(parameter -> parameter.has("$ref") ? shared.path(referred(parameter)) : parameter)
                .map(parameter -> parameter.path("in").asText() + " "
                        + parameter.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<String> method(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(type -> Stream.ofNullable(type.getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String path(Method method) {
        Path own = method.getAnnotation(Path.class);
        String path = CodeGenerationResource.class.getAnnotation(Path.class).value() + (own == null ? "" : own.value());
        return path.replaceAll("\\{([a-z]+):[^}]*}", "{$1}");
    }

    /** Content-Type is described by the content of the body. */
    private static Optional<String> name(Parameter parameter) {
        if (parameter.isAnnotationPresent(RestHeader.class)) {
            return Optional.of("header "
                            + parameter.getAnnotation(RestHeader.class).value())
                    .filter(name -> !name.equals("header Content-Type"));
        }
        if (parameter.isAnnotationPresent(RestQuery.class)) {
            return Optional.of("query " + parameter.getName());
        }
        return Optional.of("path " + parameter.getName()).filter(name -> parameter.isAnnotationPresent(RestPath.class));
    }

    @Test
    void describesTheMembersOfEveryRecord() {
        assertThat(schemas.properties().stream()
                        .filter(schema -> schema.getValue().has("unevaluatedProperties"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(RECORDS.keySet());
        RECORDS.forEach((name, type) -> assertThat(members(schemas.path(name)))
                .as(name)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                        .map(DescriptionTest::member)
                        .toList()));
    }

    private List<String> members(JsonNode schema) {
        List<String> members = new ArrayList<>();
        if (schema.has("$ref")) {
            members.addAll(members(schemas.path(referred(schema))));
        }
        schema.path("allOf").forEach(part -> members.addAll(members(part)));
        schema.path("properties").fieldNames().forEachRemaining(members::add);
        return members;
    }

    private static String member(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static String referred(JsonNode reference) {
        return reference.path("$ref").asText().replaceFirst(".*/", "");
    }

    @Test
    void tellsTheProblemOfEveryCode() {
        assertThat(texts(schemas.path("ProblemCode").path("enum")))
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::code)
                        .toList());

        List<String> rows = new ArrayList<>();
        schemas.path("Problem").path("allOf").path(0).path("oneOf").forEach(row -> {
            JsonNode members = row.path("properties");
            rows.add(Stream.of("code", "status", "title", "retryable")
                    .map(name -> members.path(name).path("const").asText())
                    .collect(Collectors.joining(" | ")));
        });
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values())
                        .map(code ->
                                code.code() + " | " + code.status() + " | " + code.title() + " | " + code.retryable())
                        .toList());
    }

    @Test
    void answersEveryProblemWithItsStatus() {
        Set<String> described = new TreeSet<>();
        JsonNode shared = description.path("components").path("responses");
        description
                .path("paths")
                .forEach(path -> path.forEach(
                        operation -> operation.path("responses").properties().forEach(response -> texts(
                                        shared.path(referred(response.getValue()))
                                                .path("content")
                                                .path("application/problem+json")
                                                .path("schema")
                                                .path("properties")
                                                .path("code")
                                                .path("enum"))
                                .forEach(code -> described.add(response.getKey() + " " + code)))));

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(OF_NO_OPERATION)).stream()
                        .map(code -> code.status() + " " + code.code())
                        .toList());
    }

    @Test
    void knowsEveryStatus() {
        assertThat(texts(schemas.path("Status").path("enum")))
                .containsExactlyElementsOf(Arrays.stream(GenerationRecord.Status.values())
                        .map(status -> json.convertValue(status, String.class))
                        .toList());
    }

    @Test
    void knowsEveryBound() {
        JsonNode instruction = schemas.path("Instruction").path("properties");
        assertThat(instruction.path("message").path("maxLength").asInt()).isEqualTo(RequestReader.MAX_MESSAGE);
        assertThat(instruction.path("maxTokens").path("minimum").asInt()).isEqualTo(RequestReader.MIN_MAX_TOKENS);
        assertThat(instruction.path("maxTokens").path("maximum").asInt())
                .isEqualTo(config.model().maxTokens());
        assertThat(without(instruction.path("message"), "description"))
                .isEqualTo(without(instruction.path("instructions"), "description"));

        JsonNode limit = StreamSupport.stream(
                        description
                                .path("paths")
                                .path("/code-generation")
                                .path("get")
                                .path("parameters")
                                .spliterator(),
                        false)
                .filter(parameter -> parameter.path("name").asText().equals("limit"))
                .findFirst()
                .orElseThrow()
                .path("schema");
        assertThat(limit.path("minimum").asInt()).isEqualTo(1);
        assertThat(limit.path("maximum").asInt()).isEqualTo(Listing.MAX_LIMIT);
        assertThat(limit.path("default").asInt()).isEqualTo(ListParameters.STANDARD_LIMIT);
        String size = GenerationBody.MAX_BYTES / (1024 * 1024) + " MiB";
        assertThat(description
                        .path("paths")
                        .path("/code-generation")
                        .path("post")
                        .path("requestBody")
                        .path("description")
                        .asText())
                .contains(size);
        assertThat(description
                        .path("components")
                        .path("responses")
                        .path("RequestTooLarge")
                        .path("description")
                        .asText())
                .contains(size);
    }

    @Test
    void knowsTheBoundsOfTheFilesOfARequest() {
        JsonNode files = schemas.path("Instruction").path("properties").path("files");
        JsonNode file = schemas.path("SourceFile").path("properties");
        int count = files.path("maxItems").asInt();
        int length = file.path("name").path("maxLength").asInt();
        int size = file.path("content").path("maxLength").asInt();

        assertThat(isAccepted(names(count))).isTrue();
        assertThat(isAccepted(names(count + 1))).isFalse();
        assertThat(isAccepted(List.of(new SourceFile("x".repeat(length), "")))).isTrue();
        assertThat(isAccepted(List.of(new SourceFile("x".repeat(length + 1), ""))))
                .isFalse();
        assertThat(isAccepted(List.of(new SourceFile("x", "x".repeat(size))))).isTrue();
        assertThat(isAccepted(List.of(new SourceFile("x", "x".repeat(size + 1)))))
                .isFalse();
        assertThat(files.path("description").asText())
                .contains(size / 1024 + " KiB", count + " files", CodeContext.MAX_BYTES / (1024 * 1024) + " MiB");
    }

    private static List<SourceFile> names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SourceFile("file" + i, ""))
                .toList();
    }

    @Test
    void allowsTheCharactersOfAFilesContent() {
        Pattern allowed = pattern(schemas.path("SourceFile").path("properties").path("content"));

        assertThat(characters(character -> allowed.matcher(text(character)).find()))
                .containsExactlyElementsOf(
                        characters(character -> isAccepted(List.of(new SourceFile("x", text(character))))));
    }

    /** No pattern that every reader understands tells letters of all scripts from other characters. */
    @Test
    void allowsTheFormOfAFilesName() {
        Pattern allowed = pattern(schemas.path("SourceFile").path("properties").path("name"));
        IntPredicate ascii = character -> character < 0x80;
        assertThat(characters(ascii.and(character ->
                        allowed.matcher("a" + text(character) + "a").find())))
                .containsExactlyElementsOf(
                        characters(ascii.and(character -> isAcceptedName("a" + text(character) + "a"))));

        assertThat(List.of("%s", "%sa", "a%s", "a/%s/a")).allSatisfy(form -> assertThat(characters(character -> {
                    String name = form.formatted(text(character));
                    return isAcceptedName(name) && !allowed.matcher(name).find();
                }))
                .isEmpty());

        String deepest = "a/".repeat(31) + "a";
        assertThat(allowed.matcher(deepest).find() && isAcceptedName(deepest)).isTrue();
        assertThat(List.of(deepest + "/a", "", "/a", "a/", "a//b", "a./b", "a /b", "a/ b", "a/../b", "a\n"))
                .noneMatch(name -> allowed.matcher(name).find() || isAcceptedName(name));
    }

    private boolean isAcceptedName(String name) {
        return isAccepted(List.of(new SourceFile(name, "")));
    }

    private boolean isAccepted(List<SourceFile> files) {
        RequestReader.Draft draft =
                new RequestReader.Draft("key", "python", "message", "x", null, null, null, files, List.of());
        return catchThrowable(() -> requests.read(draft)) == null;
    }

    @Test
    void knowsHowMuchOfAnInstructionIsListed() {
        api.post("{\"key\":\"python\",\"message\":\"" + "x".repeat(1_000) + "\"}");

        assertThat(api.get("/code-generation?limit=1")
                        .json()
                        .path("items")
                        .path(0)
                        .path("message")
                        .asText())
                .hasSize(schemas.path("ListedGeneration")
                        .path("properties")
                        .path("message")
                        .path("maxLength")
                        .asInt());
    }

    @Test
    void allowsTheCharactersOfAnIdempotencyKey() {
        assertThat(characters(schema ->
                        pattern("IdempotencyKey").matcher("a" + text(schema)).find()))
                .containsExactlyElementsOf(characters(character -> {
                    List<Problem.FieldError> faults = new ArrayList<>();
                    // Spaces at the ends are not part of a header's value.
                    return IdempotencyKey.parse("a" + text(character) + "a", faults)
                            .isPresent();
                }));
        assertThat(pattern("IdempotencyKey").matcher("a".repeat(255)).find()).isTrue();
        assertThat(pattern("IdempotencyKey").matcher("a".repeat(256)).find()).isFalse();
    }

    @Test
    void allowsTheCharactersOfAnInstruction() {
        Pattern allowed = Pattern.compile(schemas.path("Instruction")
                .path("properties")
                .path("message")
                .path("pattern")
                .asText());

        assertThat(characters(character ->
                        allowed.matcher("a" + text(character) + "a").find()))
                .containsExactlyElementsOf(
                        characters(character -> catchThrowable(() -> requests.read(new RequestReader.Draft(
                                        "key",
                                        "python",
                                        "message",
                                        "a" + text(character) + "a",
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        List.of())))
                                == null));
    }

    @Test
    void allowsTheFormOfIdsAndNamesOfLanguages() {
        assertThat(GenerationId.parse("20261122T101530123Z-k3v9q2w8")).isPresent();
        Pattern id = pattern("GenerationId");
        assertThat(characters(character -> id.matcher("20261122T101530123Z-k3v9q2w" + text(character))
                        .find()))
                .containsExactlyElementsOf(
                        characters(character -> GenerationId.parse("20261122T101530123Z-k3v9q2w" + text(character))
                                .isPresent()));
        assertThat(Languages.standard().all())
                .allSatisfy(language -> assertThat(language.name()).containsPattern(pattern("LanguageName")));
    }

    /** No generator of clients makes one of an operation without a name, and no reader understands it. */
    @Test
    void namesAndExemplifiesEveryOperation() {
        description.path("paths").forEach(path -> path.properties().stream()
                .filter(member -> !member.getKey().equals("parameters"))
                .map(Map.Entry::getValue)
                .forEach(operation -> {
                    assertThat(operation.path("operationId").asText()).isNotBlank();
                    assertThat(operation.path("summary").asText()).isNotBlank();
                    operation.path("responses").forEach(response -> response.path("content")
                            .forEach(content -> assertThat(content.path("examples"))
                                    .as("%s", operation)
                                    .isNotEmpty()));
                }));
    }

    private Pattern pattern(String schema) {
        return pattern(schemas.path(schema));
    }

    private static Pattern pattern(JsonNode schema) {
        // A dollar sign of JSON Schema is the end of the text, and never stands before a last newline.
        return Pattern.compile(schema.path("pattern").asText().replaceFirst("\\$$", "\\\\z"));
    }

    /** All characters of the basic plane but surrogates, which are none. */
    private static List<Integer> characters(IntPredicate wanted) {
        return IntStream.rangeClosed(0, 0xFFFF)
                .filter(character -> !Character.isSurrogate((char) character))
                .filter(wanted)
                .boxed()
                .toList();
    }

    private static String text(int character) {
        return Character.toString(character);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode without(JsonNode object, String member) {
        return object.<ObjectNode>deepCopy().without(member);
    }
}
