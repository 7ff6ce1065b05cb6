package io.codegeneration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A collection in the format 2.1 of Postman.
 *
 * @param text the file as it is
 * @param json the same, read
 * @param calls the requests of all folders
 * @param ids of the collection, its folders and its requests
 * @see <a href="https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html">Postman Collection
 *     Format</a>
 */
record PostmanCollection(String text, JsonNode json, List<PostmanRequest> calls, List<String> ids) {

    private static final String BASE = "/code-generation";
    private static final Pattern STATUS = Pattern.compile("to\\.have\\.status\\(([0-9]{3})\\)");
    private static final Pattern CODE = Pattern.compile("json\\(\\)\\.code\\)\\.to\\.eql\\('([a-z-]+)'\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{([A-Za-z]+)}}");
    private static final Pattern SET = Pattern.compile("pm\\.variables\\.set\\('([A-Za-z]+)'");

    /**
     * A request and what its tests expect.
     *
     * @param path as the API's description writes it, with {@code {id}} for {@code :id}
     * @param problem status and code, if the tests expect a problem
     * @param parameters places and names, for example {@code query limit}
     * @param ownAuth whether it is signed in a way of its own
     * @param tests their source
     */
    record PostmanRequest(
            String method,
            String path,
            int status,
            Optional<String> problem,
            Set<String> parameters,
            boolean ownAuth,
            String tests) {

        private static PostmanRequest of(JsonNode item) {
            JsonNode request = item.path("request");
            JsonNode url = request.path("url");
            StringBuilder path =
                    new StringBuilder(url.path("host").path(0).asText().replace("{{url}}", BASE));
            url.path("path")
                    .forEach(part -> path.append('/').append(part.asText().replaceFirst("^:(.+)", "{$1}")));
            Set<String> parameters = new TreeSet<>();
            names(request.path("header")).forEach(name -> parameters.add("header " + name));
            names(url.path("query")).forEach(name -> parameters.add("query " + name));
            names(url.path("variable")).forEach(name -> parameters.add("path " + name));
            String tests = source(item, "test");
            int status = one(STATUS, tests).map(Integer::parseInt).orElseThrow();
            return new PostmanRequest(
                    request.path("method").asText(),
                    path.toString(),
                    status,
                    one(CODE, tests).map(code -> status + " " + code),
                    parameters,
                    request.has("auth"),
                    tests);
        }

        private static Optional<String> one(Pattern pattern, String text) {
            List<String> found = pattern.matcher(text)
                    .results()
                    .map(result -> result.group(1))
                    .toList();
            if (found.size() > 1) {
                throw new IllegalStateException("expects several answers: " + text);
            }
            return found.stream().findFirst();
        }
    }

    static PostmanCollection read(String text) throws JsonProcessingException {
        JsonNode json = new ObjectMapper().readTree(text);
        List<PostmanRequest> calls = new ArrayList<>();
        List<String> ids =
                new ArrayList<>(List.of(json.path("info").path("_postman_id").asText()));
        collect(json, calls, ids);
        return new PostmanCollection(text, json, calls, ids);
    }

    private static void collect(JsonNode folder, List<PostmanRequest> calls, List<String> ids) {
        folder.path("item").forEach(item -> {
            ids.add(item.path("id").asText());
            if (item.has("request")) {
                calls.add(PostmanRequest.of(item));
            } else {
                collect(item, calls, ids);
            }
        });
    }

    /** What an environment must define: all variables but those that requests or scripts set. */
    Set<String> variables() {
        Set<String> variables = new TreeSet<>();
        VARIABLE.matcher(text).results().map(found -> found.group(1)).forEach(variables::add);
        names(json.path("variable")).forEach(variables::remove);
        SET.matcher(text).results().map(found -> found.group(1)).forEach(variables::remove);
        return variables;
    }

    private static List<String> names(JsonNode parameters) {
        return parameters.findValuesAsText("key");
    }

    private static String source(JsonNode item, String when) {
        StringBuilder source = new StringBuilder();
        item.path("event").forEach(event -> {
            if (event.path("listen").asText().equals(when)) {
                event.path("script").path("exec").forEach(line -> source.append(line.asText())
                        .append('\n'));
            }
        });
        return source.toString();
    }
}
