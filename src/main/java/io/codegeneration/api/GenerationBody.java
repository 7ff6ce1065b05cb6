package io.codegeneration.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.making.RequestReader;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the body of {@code POST /code-generation}: UTF-8 JSON, with or without a byte order mark. */
@Singleton
class GenerationBody {

    /** The maximum size of a body, in bytes. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String BODY = "body";
    private static final String FILES = "files";
    private static final Pattern JSON_TYPE =
            Pattern.compile("(?i)\\s*(application/json|[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]*\\+json)\\s*(;.*)?");

    private final ObjectReader reader;

    GenerationBody(ObjectMapper json) {
        this.reader = json.reader()
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);
    }

    /**
     * Reads a body.
     *
     * @param contentType the header {@code Content-Type}, or null
     * @return the members of the body and their faults
     * @throws CallerException if the body is too large, has another media type, or is not a JSON object
     */
    RequestReader.Draft read(byte[] body, String contentType) {
        if (contentType != null
                && !contentType.isBlank()
                && !JSON_TYPE.matcher(contentType).matches()) {
            throw new CallerException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as JSON, with the header Content-Type: application/json.");
        }
        int length = body == null ? 0 : body.length;
        if (length > MAX_BYTES) {
            throw new CallerException(
                    ProblemCode.REQUEST_TOO_LARGE,
                    "The body has " + length + " bytes. The maximum is " + MAX_BYTES + ".");
        }
        if (length == 0) {
            throw CallerException.invalid(BODY, "The body is empty. It must be a JSON object.");
        }
        JsonNode json = parse(text(body));
        if (!json.isObject()) {
            throw CallerException.invalid(BODY, "The body must be a JSON object.");
        }
        return draft(json);
    }

    private static String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw CallerException.invalid(BODY, "The body is not valid UTF-8.");
        }
    }

    private JsonNode parse(String text) {
        try {
            return reader.readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw CallerException.invalid(
                    BODY, "The body is not valid JSON, near line " + line + ", column " + column + ".");
        }
    }

    private static RequestReader.Draft draft(JsonNode json) {
        List<Problem.FieldError> faults = new ArrayList<>();
        String languageField = name(json, "key", "language", faults);
        String messageField = name(json, "message", "instructions", faults);
        return new RequestReader.Draft(
                languageField,
                text(json, languageField, faults),
                messageField,
                text(json, messageField, faults),
                text(json, "model", faults),
                integer(json, "maxTokens", faults),
                text(json, "previous", faults),
                files(json, faults),
                faults);
    }

    /** Returns the name by which the body gives a field. Both names with different values are a fault. */
    private static String name(JsonNode json, String name, String other, List<Problem.FieldError> faults) {
        if (json.hasNonNull(name) && json.hasNonNull(other) && !json.get(name).equals(json.get(other))) {
            faults.add(new Problem.FieldError(
                    other, name + " and " + other + " have different values. Send only one of them."));
        }
        return !json.hasNonNull(name) && json.hasNonNull(other) ? other : name;
    }

    private static String text(JsonNode json, String field, List<Problem.FieldError> faults) {
        if (!json.hasNonNull(field)) {
            return null;
        }
        if (!json.get(field).isTextual()) {
            faults.add(new Problem.FieldError(field, field + " must be a string."));
            return null;
        }
        return json.get(field).textValue();
    }

    private static List<SourceFile> files(JsonNode json, List<Problem.FieldError> faults) {
        if (!json.hasNonNull(FILES)) {
            return List.of();
        }
        if (!json.get(FILES).isArray()) {
            faults.add(new Problem.FieldError(FILES, FILES + " must be an array of objects with name and content."));
            return List.of();
        }
        int count = json.get(FILES).size();
        if (count > CodeContext.MAX_FILES) {
            // Too many anyway. Their faults would make an answer that is larger than the body.
            return Collections.nCopies(count, new SourceFile(null, null));
        }
        List<SourceFile> files = new ArrayList<>();
        for (JsonNode file : json.get(FILES)) {
            String place = FILES + "[" + files.size() + "]";
            if (!file.isObject()) {
                faults.add(new Problem.FieldError(place, "A file must be an object with name and content."));
            }
            boolean isObject = file.isObject();
            files.add(new SourceFile(
                    isObject ? member(file, "name", place, faults) : null,
                    isObject ? member(file, "content", place, faults) : null));
        }
        return files;
    }

    private static String member(JsonNode file, String name, String place, List<Problem.FieldError> faults) {
        if (!file.path(name).isTextual()) {
            faults.add(new Problem.FieldError(place + "." + name, "A file needs " + name + ", a string."));
            return null;
        }
        return file.get(name).textValue();
    }

    private static BigInteger integer(JsonNode json, String field, List<Problem.FieldError> faults) {
        if (!json.hasNonNull(field)) {
            return null;
        }
        // JSON does not distinguish 300, 300.0 and 3e2.
        if (!json.get(field).canConvertToExactIntegral()) {
            faults.add(new Problem.FieldError(field, field + " must be an integer."));
            return null;
        }
        return json.get(field).bigIntegerValue();
    }
}
