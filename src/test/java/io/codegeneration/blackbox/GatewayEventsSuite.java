package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of payload format 2.0, complete and incomplete. */
@BlackBox
@EventsOnly
class GatewayEventsSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
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
    void understandsAnHttpApisEvent() {
        ObjectNode event =
                GatewayEvents.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");

        ApiAnswer answer = api.event(event);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("code").asText()).isEqualTo(CODE);
    }

    @Test
    void understandsABase64Body() {
        String body = "{\"key\":\"python\",\"message\":\"größte Zahl\"}";
        ObjectNode event = GatewayEvents.httpApi(
                        "POST",
                        "/code-generation",
                        Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)))
                .put("isBase64Encoded", true);

        assertThat(api.event(event).status()).isEqualTo(200);
        assertThat(backend.bedrock().requests().get(0).json().toString()).contains("größte Zahl");
    }

    /** Lambda takes events of up to 6 MB. */
    @ParameterizedTest
    @CsvSource({"true, 1048576, 200", "true, 1048577, 413", "false, 1048576, 200", "false, 1048577, 413"})
    void takesBodiesUpToTheLimit(boolean base64, int size, int status) {
        // In the event, each of these quotation marks and backslashes is two characters.
        String start = "{\"key\":\"python\",\"message\":\"sum\",\"ignored\":\"";
        String padding = "\\\"".repeat((size - start.length() - 2) / 2);
        String body = start + padding + "x".repeat(size - start.length() - 2 - padding.length()) + "\"}";
        ObjectNode event = GatewayEvents.httpApi(
                        "POST",
                        "/code-generation",
                        base64 ? Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)) : body)
                .put("isBase64Encoded", base64);

        assertThat(api.event(event).status()).isEqualTo(status);
    }

    @Test
    void refusesABodyThatIsMarkedAsBase64AndIsNot() {
        ObjectNode event =
                GatewayEvents.httpApi("POST", "/code-generation", "{\"key\":").put("isBase64Encoded", true);

        assertProblem(api.event(event), 400, "invalid-request", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev", "/v1/tools", "/code-generation"})
    void answersBehindAStageOrMapping(String prefix) {
        ObjectNode post =
                GatewayEvents.httpApi("POST", prefix + "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");

        ApiAnswer answer = api.event(post);

        String location = answer.header("Location");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(location).startsWith(prefix + "/code-generation/20");
        assertThat(api.event(GatewayEvents.httpApi("GET", location, null)).status())
                .isEqualTo(200);
        ApiAnswer problem = api.event(GatewayEvents.httpApi("POST", prefix + "/code-generation", "{}"));
        assertThat(problem.json().path("instance").asText()).isEqualTo(prefix + "/code-generation");
    }

    @Test
    void knowsNoPrefixBehindAFunctionUrl() {
        assertThat(api.event(GatewayEvents.functionUrl("GET", "/dev/code-generation/models", null))
                        .status())
                .isEqualTo(404);
        assertThat(api.event(GatewayEvents.functionUrl("GET", "/code-generation/models", null))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/code-generation/a b", "/code-generation/ä", "/code-generation/100%", "/ö/ü", "/a\"<>|"})
    void answersPathsThatAGatewayHasDecoded(String path) {
        assertProblem(api.event(GatewayEvents.httpApi("GET", path, null)), 404, "not-found", false);
    }

    @Test
    void servesFilesByDecodedNames() {
        backend.bedrock().next(BedrockReply.text("```python\n1\n```\n```text größe.txt\n2\n```"));
        String id = api.generate("python", "two").json().path("id").asText();

        ApiAnswer answer =
                api.event(GatewayEvents.httpApi("GET", "/dev/code-generation/" + id + "/files/größe.txt", null));

        assertThat(answer.text()).isEqualTo("2\n");
    }

    @Test
    void answersEventsThatAreNoRequests() {
        ObjectNode withoutMethod = GatewayEvents.httpApi("POST", "/code-generation", null);
        withoutMethod.withObjectProperty("requestContext").remove("http");
        List<ObjectNode> events = List.of(
                JSON.createObjectNode(),
                JSON.createObjectNode()
                        .put("httpMethod", "GET")
                        .put("path", "/code-generation")
                        .put("version", "1.0"),
                withoutMethod,
                GatewayEvents.httpApi("G E T", "/code-generation", null));

        assertThat(events).allSatisfy(event -> assertProblem(api.event(event), 400, "invalid-request", false));
    }

    /** Whoever invokes the function directly writes no more than a request needs. */
    @ParameterizedTest
    @ValueSource(strings = {"isBase64Encoded", "rawQueryString", "headers", "version", "routeKey", "all"})
    void answersEventsOfWhichAMemberIsMissingOrNull(String member) {
        ObjectNode without =
                GatewayEvents.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");
        ObjectNode empty = without.deepCopy();
        List<String> members = member.equals("all")
                ? List.of("isBase64Encoded", "rawQueryString", "headers", "version", "routeKey")
                : List.of(member);
        without.remove(members);
        members.forEach(empty::putNull);

        assertThat(api.event(without).status()).isEqualTo(200);
        assertThat(api.event(empty).status()).isEqualTo(200);
    }

    @Test
    void answersTheSmallestEventThatIsARequest() {
        ObjectNode event = JSON.createObjectNode().put("rawPath", "/code-generation/models");
        event.putObject("requestContext").putObject("http").put("method", "GET");

        assertThat(api.event(event).status()).isEqualTo(200);
    }

    @Test
    void survivesHeadersThatCannotBeParsed() {
        ObjectNode event = GatewayEvents.httpApi("GET", "/code-generation/models", null);
        event.withObjectProperty("headers")
                .put("X-Forwarded-Port", "none")
                .put("x-forwarded-port", "99999999999")
                .put("bad name", "x")
                .put("x-line", "a\r\nb")
                .put("expect", "100-continue")
                .put("connection", "upgrade")
                .put("upgrade", "websocket")
                .put("content-length", "-5")
                .put("transfer-encoding", "gzip");
        event.withObjectProperty("requestContext").withObjectProperty("http").put("sourceIp", "not an address");

        assertThat(api.event(event).status()).isEqualTo(200);
    }

    @Test
    void keepsEachCallersGenerationsApart() {
        ObjectNode post = GatewayEvents.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");
        GatewayEvents.iam(post, "arn:aws:sts::123456789012:assumed-role/dev/ann");
        String path = api.event(post).header("Location");

        ObjectNode sameRole = GatewayEvents.httpApi("GET", path, null);
        GatewayEvents.iam(sameRole, "arn:aws:sts::123456789012:assumed-role/dev/bob");
        ObjectNode otherRole = GatewayEvents.httpApi("GET", path, null);
        GatewayEvents.iam(otherRole, "arn:aws:sts::123456789012:assumed-role/ops/ann");

        assertThat(api.event(sameRole).status()).isEqualTo(200);
        assertProblem(api.event(otherRole), 404, "not-found", false);
        assertProblem(api.get(path), 404, "not-found", false);
    }
}
