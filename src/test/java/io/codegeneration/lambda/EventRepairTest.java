package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.job.Job;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRepairTest {

    private final EventRepair repair = new EventRepair();

    @Test
    void leavesAGoodEventAsItIs() {
        APIGatewayV2HTTPEvent event = Events.httpApi();

        GatewayEvent repaired = repair(event);

        assertThat(repaired.fault()).isNull();
        assertThat(repaired.pathPrefix()).isEmpty();
        assertThat(repaired.getVersion()).isEqualTo("2.0");
        assertThat(repaired.getRouteKey()).isEqualTo("$default");
        assertThat(repaired.getRawPath()).isEqualTo("/code-generation");
        assertThat(repaired.getRawQueryString()).isEmpty();
        assertThat(repaired.getHeaders()).isEqualTo(event.getHeaders());
        assertThat(repaired.wholeHeaders()).isEqualTo(event.getHeaders());
        assertThat(repaired.getCookies()).containsExactly("a=b");
        assertThat(repaired.getBody()).isEqualTo("{}");
        assertThat(repaired.getIsBase64Encoded()).isFalse();
        assertThat(repaired.getRequestContext()).isEqualTo(event.getRequestContext());
        assertThat(repaired.getRequestContext().getHttp().getSourceIp()).isEqualTo("203.0.113.7");
    }

    @Test
    void takesTheStageOffThePathOfAnHttpApi() {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setRawPath("/dev/code-generation/x/files/my file.py");

        assertThat(repair(event).pathPrefix()).isEqualTo("/dev");
        assertThat(repair(event).getRawPath()).isEqualTo("/code-generation/x/files/my%20file.py");
    }

    @Test
    void keepsThePathOfAFunctionUrl() {
        APIGatewayV2HTTPEvent event = Events.functionUrl();
        event.setRawPath("/dev/code-generation/my%20file");

        assertThat(repair(event).pathPrefix()).isEmpty();
        assertThat(repair(event).getRawPath()).isEqualTo("/dev/code-generation/my%20file");
    }

    @Test
    void encodesTheQuery() {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setRawQueryString("language=c++&cursor=a b%2F");

        assertThat(repair(event).getRawQueryString()).isEqualTo("language=c++&cursor=a%20b%2F");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\u007f", "ключ", "\ud83d\udd11"})
    void neverTakesAKeyThatCannotBeReadForNone(String key) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setHeaders(Map.of("idempotency-key", key));

        assertThat(repair(event).getHeaders()).hasEntrySatisfying("idempotency-key", kept -> {
            List<Problem.FieldError> faults = new ArrayList<>();
            assertThat(IdempotencyKey.parse(kept, faults)).isEmpty();
            assertThat(faults).hasSize(1);
        });
    }

    @Test
    void namesTheFaultOfAnEventWithoutContext() {
        APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();

        assertFaulty(repair(event), "event");
    }

    @Test
    void namesTheFaultOfAnEventWithoutHttp() {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.getRequestContext().setHttp(null);

        assertFaulty(repair(event), "event");
    }

    @Test
    void namesTheFaultOfAnEventWithoutMethod() {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.getRequestContext().getHttp().setMethod(null);

        assertFaulty(repair(event), "event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "GET /", "PO\r\nST", "PÖST", "GET\u0000"})
    void namesTheFaultOfAMethodThatIsNone(String method) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.getRequestContext().getHttp().setMethod(method);

        assertFaulty(repair(event), "method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "e30==", "e30=e30=", "e3 0=", "é", "\ud83d", "{}"})
    void namesTheFaultOfABodyThatIsNoBase64(String body) {
        APIGatewayV2HTTPEvent event = Events.functionUrl();
        event.setIsBase64Encoded(true);
        event.setBody(body);

        assertFaulty(repair(event), "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e30", "e30=", "+/+/"})
    void takesBase64WithAndWithoutPadding(String body) {
        APIGatewayV2HTTPEvent event = Events.functionUrl();
        event.setIsBase64Encoded(true);
        event.setBody(body);

        assertThat(repair(event).fault()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "{\"a\":\"\udca5\"}", "\udca5\ud83d"})
    void namesTheFaultOfABodyWithHalfASurrogatePair(String body) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setBody(body);

        assertFaulty(repair(event), "body");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"💥", "\u0000", "{"})
    void leavesAnyOtherBodyToTheReader(String body) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setBody(body);

        assertThat(repair(event).fault()).isNull();
        assertThat(repair(event).getBody()).isEqualTo(body);
    }

    @Test
    void keepsABodyInBase64() {
        APIGatewayV2HTTPEvent event = Events.functionUrl();
        event.setIsBase64Encoded(true);
        event.setBody(Base64.getEncoder().encodeToString("{\"key\":\"ö\"}".getBytes(StandardCharsets.UTF_8)));

        assertThat(repair(event).fault()).isNull();
        assertThat(repair(event).getIsBase64Encoded()).isTrue();
        assertThat(repair(event).getBody()).isEqualTo(event.getBody());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "Content-Length",
                "EXPECT",
                "http2-settings",
                "keep-alive",
                "proxy-connection",
                "te",
                "trailer",
                "Transfer-Encoding",
                "upgrade"
            })
    void leavesOutHeadersOfTheConnection(String name) {
        assertThat(headers(Map.of(name, "100", "accept", "text/plain"))).containsOnlyKeys("accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:b", "a\r\nb", "ä", "a\u0000", "(x)", "a/b", "\ud83d"})
    void leavesOutHeadersWhoseNameIsNone(String name) {
        assertThat(headers(Map.of(name, "x", "accept", "text/plain"))).containsOnlyKeys("accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\u0000b", "a\u007fb", "字", "💥", "\ud83d"})
    void leavesOutHeadersWhoseValueIsNone(String value) {
        assertThat(headers(Map.of("x-test", value, "accept", "text/plain"))).containsOnlyKeys("accept");
    }

    @Test
    void keepsAllOtherHeadersButTheBlanksAroundThem() {
        assertThat(headers(Map.of("Accept", " text/html, application/json;q=0.9 ", "X-Empty", "", "X-Latin", "é\tö")))
                .containsOnly(
                        Map.entry("Accept", "text/html, application/json;q=0.9"),
                        Map.entry("X-Empty", ""),
                        Map.entry("X-Latin", "é\tö"));
    }

    @Test
    void leavesOutHeadersWithoutNameOrValue() {
        Map<String, String> headers = new HashMap<>();
        headers.put(null, "x");
        headers.put("x-null", null);
        headers.put("accept", "text/plain");

        assertThat(headers(headers)).containsOnlyKeys("accept");
        assertThat(headers(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "-1", "+443", "443, 80", "443.0", "65536", "99999", "100000", "99999999999", "４４３"})
    void leavesOutAPortThatIsNone(String port) {
        assertThat(headers(Map.of("X-Forwarded-Port", port))).isEmpty();
        assertThat(headers(Map.of("x-forwarded-port", port))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "80", "443", " 443 ", "65535", "00443"})
    void keepsAPort(String port) {
        assertThat(headers(Map.of("X-Forwarded-Port", port))).containsEntry("X-Forwarded-Port", port.strip());
    }

    @Test
    void leavesOutCookiesThatNoHeaderMayHold() {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setCookies(Arrays.asList("a=b", null, "c=\r\nX-Evil: 1", "d=字", "e=f"));

        assertThat(repair(event).getCookies()).containsExactly("a=b", "e=f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "client.example.org",
                "unknown",
                "999.999.999.999",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                "12345678901",
                ".:1",
                "fe80::1%eth0",
                "1.2.3.4, 5.6.7.8"
            })
    void leavesOutAnAddressThatWouldBeLookedUp(String sourceIp) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.getRequestContext().getHttp().setSourceIp(sourceIp);

        assertThat(repair(event).getRequestContext().getHttp().getSourceIp()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "203.0.113.7", "255.255.255.255", "::1", "2001:db8::7", "::ffff:203.0.113.7"})
    void keepsAnAddress(String sourceIp) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.getRequestContext().getHttp().setSourceIp(sourceIp);

        assertThat(repair(event).getRequestContext().getHttp().getSourceIp()).isEqualTo(sourceIp);
    }

    @Test
    void knowsAJobByItsRouteKeyAndFindsNoFaultInIt() throws Exception {
        Job job = new Job(Owner.ANONYMOUS, new GenerationId("20261122T101530123Z-k3v9q2w8"));
        ObjectMapper json = new ObjectMapper();
        new EventMapping().customize(json);

        GatewayEvent repaired =
                (GatewayEvent) json.readValue(JobEvent.of(job).bytes(json), APIGatewayV2HTTPEvent.class);

        assertThat(repaired.isJob()).isTrue();
        assertThat(repaired.fault()).isNull();
        assertThat(repaired.pathPrefix()).isEmpty();
        assertThat(repaired.getRawPath()).isEqualTo("/code-generation-job");
        assertThat(EventSource.of(repaired.getRequestContext())).isEqualTo(EventSource.OTHER);
        assertThat(JobEvent.read(repaired.getBody(), json)).hasValue(JobEvent.of(job));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "$default",
                "POST /code-generation-job",
                "POST /code-generation job",
                "Code-Generation Job",
                " code-generation job",
                "code-generation job ",
                "code-generation-job",
                "ANY /{proxy+}"
            })
    void takesNoOtherRouteKeyForAJobs(String routeKey) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setRouteKey(routeKey);

        assertThat(repair(event).isJob()).isFalse();
    }

    @Test
    void takesNothingForAJobThatARequestCanHold() {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setRawPath("/code-generation-job");
        event.setRawQueryString("routeKey=code-generation%20job");
        event.setQueryStringParameters(Map.of("routeKey", "code-generation job"));
        event.setPathParameters(Map.of("routeKey", "code-generation job"));
        event.setStageVariables(Map.of("routeKey", "code-generation job"));
        event.setHeaders(Map.of("routeKey", "code-generation job", "x-amz-invocation-type", "Event"));
        event.setBody("{\"routeKey\":\"code-generation job\"}");
        event.getRequestContext().setRouteKey("code-generation job");

        assertThat(repair(event).isJob()).isFalse();
    }

    @Property
    void neverThrowsAndAlwaysGivesWhatCanBeHandedOn(@ForAll("events") APIGatewayV2HTTPEvent event) {
        GatewayEvent repaired = repair(event);

        assertThat(repaired.getRawPath()).matches("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*");
        RequestContext.Http http = repaired.getRequestContext().getHttp();
        assertThat(http.getMethod()).matches("[!-~]+");
        repaired.getHeaders().forEach((name, value) -> {
            assertThat(name).matches("[!-~]+");
            assertThat(value).matches("[\\t -~\\x80-\\xff]*");
        });
        if (repaired.getCookies() != null) {
            assertThat(repaired.getCookies()).allMatch(cookie -> cookie.matches("[\\t -~\\x80-\\xff]*"));
        }
        if (repaired.getBody() != null && repaired.getIsBase64Encoded()) {
            assertThatNoException().isThrownBy(() -> Base64.getDecoder().decode(repaired.getBody()));
        }
        if (repaired.fault() != null) {
            assertThat(repaired.fault().detail()).isNotBlank();
        }
        repair(repaired);
    }

    @Test
    void repairsAnEventWhereItIsRead() throws Exception {
        ObjectMapper json = new ObjectMapper();
        new EventMapping().customize(json);

        APIGatewayV2HTTPEvent read = json.readValue(
                "{\"version\":\"2.0\",\"rawPath\":\"/dev/code-generation\",\"headers\":{\"te\":\"x\",\"a\":\"b\"},"
                        + "\"requestContext\":{\"apiId\":\"a1\",\"domainName\":\"api.example.org\",\"http\":{\"method\":\"GET\"}}}",
                APIGatewayV2HTTPEvent.class);

        assertThat(read).isInstanceOf(GatewayEvent.class);
        assertThat(read.getRawPath()).isEqualTo("/code-generation");
        assertThat(read.getHeaders()).containsOnlyKeys("a");
    }

    private GatewayEvent repair(APIGatewayV2HTTPEvent event) {
        return (GatewayEvent) repair.convert(event);
    }

    private Map<String, String> headers(Map<String, String> sent) {
        APIGatewayV2HTTPEvent event = Events.httpApi();
        event.setHeaders(sent);
        return repair(event).getHeaders();
    }

    private static void assertFaulty(GatewayEvent repaired, String field) {
        assertThat(repaired.fault()).extracting(Problem.FieldError::field).isEqualTo(field);
        assertThat(repaired.getRawPath()).isEqualTo("/code-generation");
        assertThat(repaired.getRequestContext().getHttp().getMethod()).isEqualTo("POST");
        assertThat(repaired.getBody()).isNull();
    }

    @Provide
    Arbitrary<APIGatewayV2HTTPEvent> events() {
        Arbitrary<String> text = Arbitraries.oneOf(
                        Arbitraries.strings().all().ofMaxLength(30),
                        Arbitraries.strings().ascii().ofMaxLength(30),
                        Arbitraries.of(
                                "GET",
                                "/code-generation",
                                "X-Forwarded-Port",
                                "70000",
                                Events.FUNCTION_URL_DOMAIN,
                                "localhost",
                                "e30=",
                                "\ud83d",
                                "a\r\nb"))
                .injectNull(0.2);
        Arbitrary<Map<String, String>> headers =
                Arbitraries.maps(text, text).ofMaxSize(5).injectNull(0.2);
        Arbitrary<List<String>> cookies = text.list().ofMaxSize(3).injectNull(0.2);
        Arbitrary<RequestContext> contexts = Combinators.combine(
                        text, text, text, text, Arbitraries.of(true, true, true, false))
                .as((method, sourceIp, domain, apiId, whole) -> {
                    RequestContext context = new RequestContext();
                    context.setDomainName(domain);
                    context.setApiId(apiId);
                    if (whole) {
                        context.setHttp(new RequestContext.Http());
                        context.getHttp().setMethod(method);
                        context.getHttp().setSourceIp(sourceIp);
                    }
                    return context;
                })
                .injectNull(0.1);
        return Combinators.combine(text, text, headers, cookies, text, Arbitraries.of(true, false), contexts)
                .as((path, query, sent, jar, body, base64, context) -> {
                    APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
                    event.setRawPath(path);
                    event.setRawQueryString(query);
                    event.setHeaders(sent);
                    event.setCookies(jar);
                    event.setBody(body);
                    event.setIsBase64Encoded(base64);
                    event.setRequestContext(context);
                    return event;
                });
    }
}
