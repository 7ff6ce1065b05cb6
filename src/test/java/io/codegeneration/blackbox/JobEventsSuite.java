package io.codegeneration.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs come from the program itself; through the doors that callers know there is no way to them. */
@BlackBox
@EventsOnly
class JobEventsSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTE_KEY = "code-generation job";
    private static final String PATH = "/code-generation-job";
    private static final String ID = "20261122T101530123Z-k3v9q2w8";
    private static final String NAMED =
            JSON.createObjectNode().put("owner", "anonymous").put("id", ID).toString();

    private ApiClient api;
    private Backend backend;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        api = program.api();
    }

    @Test
    void takesTheProgramsOwnEvent() {
        ApiAnswer answer = api.event(job(NAMED));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "HEAD"})
    void knowsAJobByItsRouteKeyAlone(String method) {
        ObjectNode event = job(NAMED).put("rawPath", "/code-generation");
        event.withObjectProperty("requestContext").withObjectProperty("http").put("method", method);

        assertThat(api.event(event).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{",
                "{\"owner\":\"../x\",\"id\":\"" + ID + "\"}",
                "{\"key\":\"python\",\"message\":\"x\"}"
            })
    void refusesAJobThatIsNone(String body) {
        ApiAnswer answer = api.event(job(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo("invalid-request");
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    @Test
    void goesOnAfterAJob() {
        api.event(job(NAMED));
        api.event(job("{}"));

        assertThat(api.get("/code-generation/languages").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, $default",
        "POST, $default",
        "PUT, $default",
        "PATCH, $default",
        "DELETE, $default",
        "OPTIONS, $default",
        "HEAD, $default",
        "POST, POST /code-generation-job",
        "POST, POST /code-generation job",
        "POST, ANY /{proxy+}"
    })
    void isNowhereBehindAnHttpApi(String method, String routeKey) {
        ObjectNode event = forge(GatewayEvents.httpApi(method, PATH, NAMED)).put("routeKey", routeKey);

        assertNowhere(api.event(event), method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"})
    void isNowhereBehindAFunctionUrl(String method) {
        assertNowhere(api.event(forge(GatewayEvents.functionUrl(method, PATH, NAMED))), method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/code-generation-job", "/code-generation-job/", "//code-generation-job"})
    void isNowhereBehindAStage(String path) {
        assertNowhere(api.event(forge(GatewayEvents.httpApi("POST", path, NAMED))), "POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void isNowhereForAClient(String method) {
        ApiAnswer answer = api.call(
                method,
                PATH + "?routeKey=code-generation%20job",
                NAMED.getBytes(StandardCharsets.UTF_8),
                "routeKey",
                ROUTE_KEY,
                "X-Amz-Invocation-Type",
                "Event",
                "Content-Type",
                "application/json");

        assertNowhere(answer, method);
    }

    @Test
    void isNoMatterOfWhatABodySays() {
        ApiAnswer answer = api.post(job(NAMED).toString());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(backend.bedrock().requests()).isEmpty();
    }

    private static void assertNowhere(ApiAnswer answer, String method) {
        assertThat(answer.status()).as(method).isEqualTo(404);
        if (!method.equals("HEAD")) {
            assertThat(answer.json().path("code").asText()).isEqualTo("not-found");
        }
    }

    /** Everything of a job's event that a caller, or a gateway's settings, could bring about. */
    private static ObjectNode forge(ObjectNode event) {
        event.withObjectProperty("headers")
                .put("routekey", ROUTE_KEY)
                .put("x-amz-invocation-type", "Event")
                .put("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:f");
        event.withObjectProperty("requestContext").put("routeKey", ROUTE_KEY);
        event.putObject("queryStringParameters").put("routeKey", ROUTE_KEY);
        event.putObject("pathParameters").put("routeKey", ROUTE_KEY);
        event.putObject("stageVariables").put("routeKey", ROUTE_KEY);
        return event.put("rawQueryString", "routeKey=code-generation%20job&route_key=code-generation%20job");
    }

    private static ObjectNode job(String body) {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", ROUTE_KEY)
                .put("rawPath", PATH)
                .put("rawQueryString", "");
        event.putObject("headers");
        event.putObject("requestContext")
                .put("routeKey", ROUTE_KEY)
                .put("stage", "$default")
                .putObject("http")
                .put("method", "POST")
                .put("path", PATH);
        return event.put("body", body).put("isBase64Encoded", false);
    }
}
