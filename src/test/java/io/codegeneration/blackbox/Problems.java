package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;

/** What every problem must be. */
final class Problems {

    private Problems() {}

    static void assertProblem(ApiAnswer answer, int status, String code, boolean retryable) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode json = answer.json();
        assertThat(json.path("code").asText()).isEqualTo(code);
        assertThat(json.path("status").asInt()).isEqualTo(status);
        assertThat(json.path("type").asText()).isEqualTo("about:blank");
        assertThat(json.path("title").asText()).isNotBlank();
        assertThat(json.path("detail").asText()).isNotBlank();
        assertThat(json.path("requestId").asText()).isNotBlank();
        assertThat(json.path("retryable").booleanValue()).isEqualTo(retryable);
        assertThat(json.path("instance").asText()).startsWith("/");
        assertThat(json.toString())
                .doesNotContain("arn:", Backend.BUCKET, "Exception", "software.amazon", "io.codegeneration", "\\tat ");
    }

    /** Faults of a request, each with its field. */
    static void assertInvalid(ApiAnswer answer, String... fields) {
        assertProblem(answer, 400, "invalid-request", false);
        assertThat(answer.json().path("errors").findValuesAsText("field")).containsExactlyInAnyOrder(fields);
        assertThat(answer.json().path("errors").findValuesAsText("detail"))
                .allSatisfy(detail -> assertThat(detail).isNotBlank());
    }
}
