package io.codegeneration.blackbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of a request that changes code. */
final class RequestJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode body;

    private RequestJson(ObjectNode body) {
        this.body = body;
    }

    /** A request without a language. */
    static RequestJson saying(String message) {
        return new RequestJson(JSON.createObjectNode().put("message", message));
    }

    RequestJson in(String language) {
        return new RequestJson(body.deepCopy().put("key", language));
    }

    /** Changes the generation at this place, such as {@code /code-generation/{id}}. */
    RequestJson changing(String location) {
        return changingId(location.substring(location.lastIndexOf('/') + 1));
    }

    RequestJson changingId(String id) {
        return new RequestJson(body.deepCopy().put("previous", id));
    }

    /** Adds a file of the caller. */
    RequestJson with(String name, String content) {
        ObjectNode copy = body.deepCopy();
        copy.withArrayProperty("files").addObject().put("name", name).put("content", content);
        return new RequestJson(copy);
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
