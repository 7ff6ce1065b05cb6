package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GET of the languages and the models. */
@BlackBox
class LanguagesAndModelsSuite {

    private ApiClient api;

    @BeforeEach
    void startAfresh(Program program) {
        program.backend().reset();
        api = program.api();
    }

    @Test
    void listsLanguages() {
        JsonNode languages = api.get("/code-generation/languages").json().path("languages");

        assertThat(languages.size()).isGreaterThanOrEqualTo(40);
        assertThat(languages).anySatisfy(language -> {
            assertThat(names(language)).containsExactly("name", "displayName", "aliases", "extension", "mediaType");
            assertThat(language.path("name").asText()).isEqualTo("python");
            assertThat(language.path("displayName").asText()).isEqualTo("Python");
            assertThat(language.path("extension").asText()).isEqualTo("py");
            assertThat(language.path("mediaType").asText()).isEqualTo("text/x-python");
        });
    }

    @Test
    void listsModelsWithoutTellingTheAccount() {
        ApiAnswer answer = api.get("/code-generation/models");

        JsonNode models = answer.json().path("models");
        assertThat(models.path(0).toString())
                .isEqualTo("{\"id\":\"" + Backend.MODEL + "\",\"default\":true,\"maxTokens\":8192}");
        assertThat(models.findValuesAsText("id")).contains("anthropic.claude-v2", "a1b2c3d4e5f6");
        assertThat(answer.text()).doesNotContain("123456789012");
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
