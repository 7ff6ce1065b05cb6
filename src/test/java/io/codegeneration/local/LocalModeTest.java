package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a developer gets without any account: samples, and a folder in place of a bucket. */
@QuarkusTest
class LocalModeTest {

    @ConfigProperty(name = "codegen.local.directory")
    Path folder;

    private ApiClient api;

    @BeforeEach
    void connect() {
        api = new ApiClient(
                "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    }

    @Test
    void answersAnExerciseFromTheSamplesAndKeepsItInAFolder() throws IOException {
        ApiAnswer answer = api.generate("python", "implement binary search");

        JsonNode json = answer.json();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(json.path("message").asText()).isEqualTo("Code generation complete");
        assertThat(json.path("model").asText()).isEqualTo("sample");
        assertThat(json.path("bucket").asText()).isEqualTo("local");
        assertThat(json.path("explanation").asText()).contains("sample", "codegen.model.provider=openai");
        assertThat(json.path("code").asText()).contains("def binary_search");
        Path file = folder.resolve(json.path("files").path(0).path("key").asText());
        assertThat(Files.readString(file)).isEqualTo(json.path("code").asText());
        assertThat(api.get(answer.header("Location")).json().path("status").asText())
                .isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cobol", "C#", ".kt", "Dockerfile"})
    void answersAnyOtherWishWithASkeletonThatSaysSo(String language) {
        JsonNode json = api.generate(language, "a chess engine").json();

        assertThat(json.path("code").asText()).containsIgnoringCase("sample");
        assertThat(json.path("explanation").asText()).contains("sample");
        assertThat(json.path("files").path(0).path("name").asText()).startsWith("a_chess_engine.");
    }

    @Test
    void offersTheSampleModelAndModelsThatFail() {
        assertThat(api.get("/code-generation/models").json().path("models").findValuesAsText("id"))
                .containsExactly(
                        "sample",
                        "fault-throttle",
                        "fault-truncate",
                        "fault-interrupt",
                        "fault-refuse",
                        "fault-slow",
                        "fault-unavailable",
                        "fault-empty",
                        "fault-storage");
    }

    @ParameterizedTest
    @CsvSource({
        "fault-throttle, 429, model-throttled",
        "fault-unavailable, 503, model-unavailable",
        "fault-refuse, 422, model-refused",
        "fault-empty, 502, empty-generation",
        "fault-storage, 502, storage-failed"
    })
    void failsOnPurpose(String model, int status, String code) {
        ApiAnswer answer = api.post(request(model));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        JsonNode kept = api.get(answer.json().path("instance").asText()).json();
        assertThat(kept.path("status").asText()).isEqualTo("failed");
        assertThat(kept.path("problem").path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("generation").path("code").isTextual()).isEqualTo(code.equals("storage-failed"));
    }

    @Test
    void cutsOnPurpose() {
        JsonNode json = api.post(request("fault-truncate")).json();

        assertThat(json.path("truncated").booleanValue()).isTrue();
        assertThat(json.path("stopReason").asText()).isEqualTo("max_tokens");
    }

    @Test
    void breaksOffOnPurposeAndKeepsTheCode() {
        JsonNode json = api.post(request("fault-interrupt")).json();

        assertThat(json.path("truncated").booleanValue()).isTrue();
        assertThat(json.path("stopReason").asText()).isEqualTo("stream_interrupted");
        assertThat(json.path("code").asText()).isNotBlank();
        assertThat(json.path("usage").isNull()).isTrue();
        assertThat(json.path("attempts").findValuesAsText("outcome"))
                .containsExactly("model-unavailable", "model-unavailable");
    }

    @Test
    void cutsTheCodeInEveryLanguage() {
        for (Language language : Languages.standard().all()) {
            String request = "{\"key\":\"" + language.name() + "\",\"message\":\"sum\"";
            String whole = api.post(request + "}").json().path("code").asText();
            JsonNode cut = api.post(request + ",\"model\":\"fault-truncate\"}").json();

            assertThat(cut.path("truncated").booleanValue()).as("%s", cut).isTrue();
            assertThat(cut.path("code").asText()).isNotBlank().isNotEqualTo(whole);
            assertThat(whole).startsWith(cut.path("code").asText().stripTrailing());
        }
    }

    @Test
    void isSlowOnPurpose() {
        ApiAnswer answer = api.post(request("fault-slow"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("attempts").path(0).path("milliseconds").asLong())
                .isGreaterThanOrEqualTo(100);
    }

    private static String request(String model) {
        return "{\"key\":\"python\",\"message\":\"implement binary search\",\"model\":\"" + model + "\"}";
    }

    @Test
    void offersSwaggerUi() {
        assertThat(api.get("/q/swagger-ui/").status()).isEqualTo(200);
    }
}
