package io.codegeneration.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import com.sun.management.ThreadMXBean;
import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRecord.Request;
import io.codegeneration.generation.GenerationRecord.Status;
import io.codegeneration.generation.GenerationRecord.StoredFile;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.Listing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordFormatTest {

    private static final Instant ASKED = Instant.parse("2026-11-22T10:15:30.123Z");
    private static final int MEBIBYTE = 1 << 20;

    /** Has the configuration of Quarkus. */
    private final ObjectMapper json = new ObjectMapper()
            .registerModules(new JavaTimeModule(), new Jdk8Module(), new ParameterNamesModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final JsonRecordFormat format = new JsonRecordFormat();

    @ParameterizedTest
    @EnumSource
    void readsOfARecordWhatAListShows(Status status) throws IOException {
        GenerationRecord generation = generation(status);

        Listing.Item item = format.readItem(
                new ByteArrayInputStream(format.write(generation, new Contents(List.of("1\n", "2\n"), null))));

        assertThat(item.id()).isEqualTo(generation.id());
        assertThat(item.status()).isEqualTo(status);
        assertThat(item.language()).isEqualTo(generation.language());
        assertThat(item.message()).isEqualTo(generation.request().message());
        assertThat(item.model()).isEqualTo(generation.model());
        assertThat(item.files()).isEqualTo(generation.files());
        assertThat(item.truncated()).isEqualTo(generation.truncated());
        assertThat(item.createdAt()).isEqualTo(generation.createdAt());
        assertThat(item.completedAt()).isEqualTo(generation.completedAt());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "around the files")
    void readsContentsWithTheirOwnExplanation(String explanation) {
        Contents contents = new Contents(List.of("1\n", "2\n"), explanation);

        assertThat(format.readContents(format.write(generation(Status.FAILED), contents)))
                .isEqualTo(contents);
    }

    @Test
    void readsContentsOfAnOlderVersionWithTheRecordsExplanation() throws IOException {
        GenerationRecord generation = generation(Status.FAILED);
        Contents contents = new Contents(List.of("1\n", "2\n"), "another");
        ObjectNode older = (ObjectNode) json.readTree(format.write(generation, contents));
        older.remove("contentsExplanation");

        assertThat(format.readContents(json.writeValueAsBytes(older)))
                .isEqualTo(new Contents(contents.texts(), generation.explanation()));
    }

    @Test
    void takesTheSameMemoryForAnItemWhateverTheRecordsSize() throws IOException {
        for (int i = 0; i < 20; i++) {
            allocated(record(i));
        }

        assertThat(allocated(record(64 * MEBIBYTE))).isLessThan(MEBIBYTE);
    }

    @Test
    void leavesTheStreamOfAnItemOpen() throws IOException {
        InputStream content = new ByteArrayInputStream(format.write(generation(Status.SUCCEEDED), Contents.NONE)) {
            @Override
            public void close() {
                throw new AssertionError("its owner closes it");
            }
        };

        assertThat(format.readItem(content)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"id\":\"x\"}", "{\"id\":1,\"status\":\"lost\"}"})
    void findsNoItemInWhatIsNoRecord(String text) {
        TransientException failure = catchThrowableOfType(
                TransientException.class,
                () -> format.readItem(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
    }

    @Test
    void tellsContentThatBrokeOffFromContentThatIsNoRecord() {
        IOException broken = new IOException("reset");
        InputStream content = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        };

        assertThatThrownBy(() -> format.readItem(content)).isSameAs(broken);
    }

    /** Returns the number of bytes that are allocated while an item is read. */
    private long allocated(InputStream record) throws IOException {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThat(format.readItem(record).id()).isEqualTo("20261122T101530123Z-k3v9q2w8");
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    /** Returns a stream of a record whose code, explanation, problem and two contents each have this size. */
    private static InputStream record(int size) {
        String head = "{\"id\":\"20261122T101530123Z-k3v9q2w8\",\"status\":\"failed\",\"code\":\"";
        String tail = "\"]}";
        return new SequenceInputStream(Collections.enumeration(List.of(
                text(head),
                new LetterStream(size),
                text("\",\"explanation\":\""),
                new LetterStream(size),
                text("\",\"problem\":{\"code\":\"x\",\"generation\":{\"code\":\""),
                new LetterStream(size),
                text("\"}},\"request\":{\"message\":\"sum\"},\"contents\":[\""),
                new LetterStream(size),
                text("\",\""),
                new LetterStream(size),
                text(tail))));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A stream of this number of letters, which are not in memory. */
    private static final class LetterStream extends InputStream {

        private int left;

        LetterStream(int size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = Math.min(length, left);
            Arrays.fill(bytes, offset, offset + count, (byte) 'x');
            left -= count;
            return count;
        }
    }

    @Test
    void isJson() {
        assertThat(format.contentType()).isEqualTo("application/json");
    }

    @ParameterizedTest
    @EnumSource
    void givesBackARecordOfEveryStatus(Status status) {
        GenerationRecord generation = generation(status);

        assertThat(format.read(format.write(generation, Contents.NONE))).isEqualTo(generation);
    }

    @Test
    void writesTheNamesThatCallersSee() throws Exception {
        assertThat(json.readTree(format.write(generation(Status.SUCCEEDED), Contents.NONE)))
                .isEqualTo(
                        json.readTree(
                                """
                        {
                          "id": "20261122T101530123Z-k3v9q2w8",
                          "status": "succeeded",
                          "language": "python",
                          "code": "print('größer 🙂')\\n",
                          "explanation": "It prints.",
                          "files": [{"name": "a.py", "key": "code-output/20261122T101530123Z-k3v9q2w8-a.py", "bytes": 23}],
                          "bucket": "a-bucket",
                          "truncated": true,
                          "model": "us.anthropic.claude-haiku-5-5",
                          "stopReason": "max_tokens",
                          "usage": {
                            "inputTokens": 142, "outputTokens": 318, "cacheReadTokens": 5, "cacheWriteTokens": 7,
                            "costUsd": 0.00017, "complete": true
                          },
                          "ignoredParameters": ["temperature"],
                          "attempts": [
                            {"model": "us.anthropic.claude-haiku-5-5", "outcome": "model-throttled", "milliseconds": 21,
                              "firstTextMilliseconds": null},
                            {"model": "us.anthropic.claude-haiku-5-5", "outcome": "truncated", "milliseconds": 3702,
                              "firstTextMilliseconds": 412}
                          ],
                          "previous": "20261122T101530122Z-k3v9q2w8",
                          "createdAt": "2026-11-22T10:15:30.123Z",
                          "completedAt": "2026-11-22T10:15:33.870Z",
                          "request": {"language": "python", "message": "größer 🙂", "model": null, "maxTokens": 512,
                            "previous": null, "files": []}
                        }"""));
    }

    @Test
    void readsARecordOfAVersionThatCouldNotRefine() throws Exception {
        ObjectNode older = (ObjectNode) json.readTree(format.write(generation(Status.SUCCEEDED), Contents.NONE));
        older.remove("previous");
        ((ObjectNode) older.get("request")).remove(List.of("previous", "files"));

        GenerationRecord read = format.read(json.writeValueAsBytes(older));

        assertThat(read.previous()).isNull();
        assertThat(read.request().previous()).isNull();
        assertThat(read.request().files()).isEmpty();
    }

    @Test
    void readsARecordOfAVersionThatKnewNeitherFirstTextNorCompleteness() throws Exception {
        ObjectNode older = (ObjectNode) json.readTree(format.write(generation(Status.SUCCEEDED), Contents.NONE));
        ((ObjectNode) older.get("usage")).remove("complete");
        older.get("attempts").forEach(attempt -> ((ObjectNode) attempt).remove("firstTextMilliseconds"));

        GenerationRecord read = format.read(json.writeValueAsBytes(older));

        assertThat(read.usage().complete()).isFalse();
        assertThat(read.usage().outputTokens()).isEqualTo(318);
        assertThat(read.attempts()).extracting(Attempt::firstTextMilliseconds).containsExactly(null, null);
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryStatusInLowerCase(Status status) throws Exception {
        JsonNode written = json.readTree(format.write(generation(status), Contents.NONE));

        assertThat(written.get("status").asText()).isEqualTo(status.name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource
    void tellsAProblemOnlyWhereThereIsOne(Status status) throws Exception {
        JsonNode written = json.readTree(format.write(generation(status), Contents.NONE));

        assertThat(written.has("problem")).isEqualTo(status == Status.FAILED);
        if (status == Status.FAILED) {
            assertThat(written.at("/problem/code").asText()).isEqualTo("model-access-denied");
            assertThat(written.get("problem").has("errors")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T10:15:30Z, 2026-11-22T10:15:30.000Z",
        "2026-11-22T10:15:30.870Z, 2026-11-22T10:15:30.870Z",
        "2026-11-22T10:15:30.123456789Z, 2026-11-22T10:15:30.123Z",
        "2026-11-22T10:15:30.999999999Z, 2026-11-22T10:15:30.999Z",
        "1970-01-01T00:00:00.001Z, 1970-01-01T00:00:00.001Z",
    })
    void writesTimesToTheMillisecond(Instant time, String text) throws Exception {
        JsonNode written = json.readTree(format.write(generation(Status.SUCCEEDED, time, time, null), Contents.NONE));

        assertThat(written.get("createdAt").asText()).isEqualTo(text);
        assertThat(written.get("completedAt").asText()).isEqualTo(text);
    }

    @Test
    void ignoresMembersOfANewerVersion() throws Exception {
        ObjectNode newer = (ObjectNode) json.readTree(format.write(generation(Status.FAILED), Contents.NONE));
        newer.put("member", "of tomorrow").putObject("another").put("x", 1);
        for (String member : List.of("usage", "request", "problem")) {
            ((ObjectNode) newer.get(member)).put("more", true);
        }
        ((ObjectNode) newer.at("/files/0")).put("more", true);
        ((ObjectNode) newer.at("/attempts/0")).put("more", true);

        assertThat(format.read(json.writeValueAsBytes(newer))).isEqualTo(generation(Status.FAILED));
    }

    @Test
    void takesAbsentListsOfAnOlderVersionAsEmpty() {
        GenerationRecord generation = read(
                """
                {"id": "20261122T101530123Z-k3v9q2w8", "status": "running", "language": "python",
                 "createdAt": "2026-11-22T10:15:30.123Z"}""");

        assertThat(generation.files()).isEmpty();
        assertThat(generation.ignoredParameters()).isEmpty();
        assertThat(generation.attempts()).isEmpty();
        assertThat(generation.status()).isEqualTo(Status.RUNNING);
        assertThat(generation.createdAt()).isEqualTo(ASKED);
        assertThat(generation.completedAt()).isNull();
        assertThat(generation.usage()).isNull();
        assertThat(generation.truncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "garbage",
                "null",
                "[]",
                "42",
                "\"text\"",
                "{}",
                "{\"id\": \"20261122T101530123Z-k3v9q2w8\"",
                "{\"id\": \"20261122T101530123Z-k3v9q2w8\", \"status\": \"of tomorrow\"}",
                "{\"id\": \"20261122T101530123Z-k3v9q2w8\", \"status\": \"succeeded\", \"files\": \"none\"}",
                "{\"id\": \"20261122T101530123Z-k3v9q2w8\", \"status\": \"succeeded\", \"createdAt\": \"yesterday\"}",
                "<html></html>"
            })
    void takesWhatIsNoRecordAsAProblemOfTheStore(String text) {
        TransientException e = catchThrowableOfType(TransientException.class, () -> read(text));

        assertThat(e).as("a failure").isNotNull();
        assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(e.getMessage()).isEqualTo("The stored object could not be read.");
    }

    private GenerationRecord read(String text) {
        return format.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static GenerationRecord generation(Status status) {
        Instant completed = Instant.parse("2026-11-22T10:15:33.870Z");
        return switch (status) {
            case QUEUED, RUNNING -> unfinished(status);
            case SUCCEEDED -> generation(status, ASKED, completed, null);
            case FAILED ->
                generation(
                        status,
                        ASKED,
                        completed,
                        Problem.of(
                                new OperatorException(
                                        ProblemCode.MODEL_ACCESS_DENIED, "Not this model.", "Allow it.", null),
                                "/code-generation/20261122T101530123Z-k3v9q2w8",
                                "request-1",
                                null));
        };
    }

    @Test
    void keepsTheContextOfAJobWithoutShowingIt() {
        CodeContext context = new CodeContext(
                "größer", true, List.of(new SourceFile("a.py", "\uFEFFx\r\n"), new SourceFile("b/c.css", "")));

        byte[] bytes = format.write(unfinished(Status.QUEUED), Contents.NONE, context);

        assertThat(format.readContext(bytes)).isEqualTo(context);
        assertThat(format.read(bytes)).isEqualTo(unfinished(Status.QUEUED));
        assertThat(format.readContents(bytes)).isEqualTo(Contents.NONE);
    }

    @Test
    void findsNoContextInARecordWithoutOne() {
        assertThat(format.readContext(format.write(unfinished(Status.QUEUED), Contents.NONE)))
                .isEqualTo(CodeContext.NONE);
    }

    private static GenerationRecord unfinished(Status status) {
        return new GenerationRecord(
                "20261122T101530123Z-k3v9q2w8",
                status,
                "python",
                null,
                null,
                List.of(),
                null,
                false,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                ASKED,
                null,
                new Request("python", "größer 🙂", "us.anthropic.claude-haiku-5-5", null),
                null);
    }

    private static GenerationRecord generation(Status status, Instant createdAt, Instant completedAt, Problem problem) {
        String model = "us.anthropic.claude-haiku-5-5";
        return new GenerationRecord(
                "20261122T101530123Z-k3v9q2w8",
                status,
                "python",
                "print('größer 🙂')\n",
                "It prints.",
                List.of(new StoredFile("a.py", "code-output/20261122T101530123Z-k3v9q2w8-a.py", 23)),
                "a-bucket",
                true,
                model,
                "max_tokens",
                new Usage(142, 318, 5L, 7L, new BigDecimal("0.00017"), true),
                List.of("temperature"),
                List.of(new Attempt(model, "model-throttled", 21, null), new Attempt(model, "truncated", 3702, 412L)),
                "20261122T101530122Z-k3v9q2w8",
                createdAt,
                completedAt,
                new Request("python", "größer 🙂", null, 512),
                problem);
    }
}
