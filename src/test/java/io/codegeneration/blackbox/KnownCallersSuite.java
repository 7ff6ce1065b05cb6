package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that an authorizer names, and callers that it does not name. */
@BlackBox
@EventsOnly
class KnownCallersSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST = "/code-generation";
    private static final String BODY = "{\"key\":\"python\",\"message\":\"sum\"}";
    private static final String SHARED_ROLE =
            "arn:aws:sts::123456789012:assumed-role/PoolUsers/CognitoIdentityCredentials";

    private ApiClient api;
    private Backend backend;
    private Wire wire;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        wire = new Wire(backend);
        api = program.api();
    }

    @Test
    void keepsTheUsersOfAnIdentityPoolApart() {
        String alice = "us-east-1:11111111-8703-466b-8f2b-3ecee1ca56ce";
        String bob = "us-east-1:22222222-8703-466b-8f2b-3ecee1ca56ce";

        String path = api.event(user(alice, "POST", LIST, BODY)).header("Location");

        assertThat(wire.keys(
                        "generations/" + ApiCaller.sha256("cognito:" + alice).substring(0, 32)))
                .hasSize(1);
        assertThat(api.event(user(alice, "GET", path, null)).status()).isEqualTo(200);
        assertProblem(api.event(user(bob, "GET", path, null)), 404, "not-found", false);
        assertProblem(api.event(user(bob, "DELETE", path, null)), 404, "not-found", false);
        assertThat(api.event(user(bob, "GET", LIST, null)).json().path("items")).isEmpty();
        assertThat(api.event(user(alice, "GET", LIST, null)).json().path("items"))
                .hasSize(1);
    }

    @Test
    void takesCallersOfIamWhoHaveNoIdentityByTheirRole() {
        ObjectNode post = GatewayEvents.httpApi("POST", LIST, BODY);
        GatewayEvents.iam(post, SHARED_ROLE);
        iam(post).putNull("cognitoIdentity");

        assertThat(api.event(post).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"jwt\":{\"claims\":{\"iss\":\"https://issuer.example\",\"client_id\":\"7\"},\"scopes\":null}}",
                "{\"jwt\":{\"claims\":{\"iss\":\"https://issuer.example\",\"sub\":\"\"}}}",
                "{\"jwt\":{\"claims\":null}}",
                "{\"lambda\":{\"user\":\"alice\"}}",
                "{\"lambda\":{}}",
                "{\"lambda\":null}",
                "{\"iam\":{\"accountId\":\"123456789012\",\"userArn\":null,\"cognitoIdentity\":null}}",
                "{\"iam\":{\"userArn\":\"\"}}",
                "{\"iam\":{\"cognitoIdentity\":{\"amr\":[\"unauthenticated\"],\"identityId\":\"\"}}}"
            })
    void refusesWhomAnAuthorizerLetInAndDidNotName(String authorizer) throws JsonProcessingException {
        String path = api.generate("python", "sum").header("Location");
        backend.reset();
        JsonNode unnamed = JSON.readTree(authorizer);

        List<ApiAnswer> answers = List.of(
                api.event(admitted(unnamed, "POST", LIST, BODY)),
                api.event(admitted(unnamed, "POST", LIST, "{}")),
                api.event(admitted(unnamed, "GET", LIST, null)),
                api.event(admitted(unnamed, "GET", path, null)),
                api.event(admitted(unnamed, "GET", path + "/files/sum.py", null)),
                api.event(admitted(unnamed, "DELETE", path, null)),
                api.event(admitted(unnamed, "GET", LIST + "/models", null)),
                api.event(admitted(unnamed, "GET", LIST + "/languages", null)));

        assertThat(answers).allSatisfy(answer -> {
            assertProblem(answer, 403, "caller-unknown", false);
            assertThat(answer.json().path("requestId").asText()).isNotBlank();
            assertThat(answer.json().path("instance").asText()).startsWith(LIST);
        });
        assertThat(wire.steps()).isEmpty();
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void sharesAmongAllWhereThereIsNoAuthorizer() {
        ObjectNode post = GatewayEvents.functionUrl("POST", LIST, BODY);
        post.withObjectProperty("requestContext").putNull("authorizer").putNull("authentication");

        String path = api.event(post).header("Location");

        assertThat(api.event(GatewayEvents.httpApi("GET", path, null)).status()).isEqualTo(200);
    }

    private static ObjectNode user(String identity, String method, String path, String body) {
        ObjectNode event = GatewayEvents.httpApi(method, path, body);
        GatewayEvents.iam(event, SHARED_ROLE);
        iam(event)
                .putObject("cognitoIdentity")
                .put("identityId", identity)
                .put("identityPoolId", "us-east-1:4f291106-8703-466b-8f2b-3ecee1ca56ce")
                .putArray("amr")
                .add("authenticated");
        return event;
    }

    private static ObjectNode iam(ObjectNode event) {
        return event.withObjectProperty("requestContext")
                .withObjectProperty("authorizer")
                .withObjectProperty("iam");
    }

    private static ObjectNode admitted(JsonNode authorizer, String method, String path, String body) {
        ObjectNode event = GatewayEvents.httpApi(method, path, body);
        event.withObjectProperty("requestContext").set("authorizer", authorizer);
        return event;
    }
}
