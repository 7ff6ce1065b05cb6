package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GET and HEAD of all files of a generation as one archive. */
@BlackBox
class ArchiveSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "/code-generation/20261122T101530123Z-k3v9q2w8/archive";
    private static final String CODE = "print('größer')\n";
    private static final String TEXT = "# Größe\n";
    private static final BedrockReply TWO_FILES = BedrockReply.text(
            "```python src/main.py\n" + CODE + "```\n\n```markdown file=\"docs/größe [1] (a).md\"\n" + TEXT + "```");
    private static final List<Map.Entry<String, String>> FILES =
            List.of(Map.entry("src/main.py", CODE), Map.entry("docs/größe [1] (a).md", TEXT));

    private Backend backend;
    private Wire wire;
    private ApiCaller caller;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(TWO_FILES);
        wire = new Wire(backend);
        caller = program.caller();
    }

    @Test
    void holdsEveryFileByItsNameWhateverTheCallerAccepts() {
        String path = caller.generate("Größer als 1!").header("Location");

        ApiAnswer answer = caller.get(path + "/archive", "Accept", "text/plain");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"gro_er_als_1.zip\"");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(files(answer)).isEqualTo(FILES);
    }

    @Test
    void holdsAnOnlyFileToo() {
        backend.bedrock().next(BedrockReply.text("Here.\n\n```python\n" + CODE + "```"));
        String path = caller.generate("sum").header("Location");

        assertThat(files(caller.get(path + "/archive"))).containsExactly(Map.entry("sum.py", CODE));
    }

    @Test
    void hasTheSameBytesEachTimeAndTheTimeOfTheRecord() {
        String path = caller.generate("sum").header("Location");
        Instant completed =
                Instant.parse(caller.get(path).json().path("completedAt").asText());

        ApiAnswer answer = caller.get(path + "/archive");

        assertThat(caller.get(path + "/archive").body()).isEqualTo(answer.body());
        assertThat(entries(answer)).allSatisfy(entry -> {
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(completed.truncatedTo(ChronoUnit.SECONDS));
            assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        });
    }

    @Test
    void answersHeadWithItsLengthAndWithoutABody() {
        String path = caller.generate("sum").header("Location") + "/archive";
        ApiAnswer whole = caller.get(path);

        ApiAnswer head = caller.call("HEAD", path, null, "Accept", "application/json");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(whole.body().length));
        assertThat(Stream.of("Content-Type", "Content-Disposition", "X-Content-Type-Options"))
                .allSatisfy(name -> assertThat(head.header(name))
                        .isEqualTo(whole.header(name))
                        .isNotBlank());
        assertThat(caller.call("HEAD", UNKNOWN, null).status()).isEqualTo(404);
    }

    /** Lambda's limit is 6 MB for an answer with its base64. */
    @Test
    void holdsTheLargestGeneration() {
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            reply.append("```python part")
                    .append(i)
                    .append("/")
                    .append("x".repeat(150))
                    .append(".py\n")
                    .append("#".repeat(20_900))
                    .append("\n```\n");
        }
        backend.bedrock().next(BedrockReply.text(reply.toString()));
        ApiAnswer made = caller.generate("sum");
        assertThat(made.json().path("files")).hasSize(50);

        ApiAnswer answer = caller.get(made.header("Location") + "/archive");

        assertThat(files(answer)).hasSize(50).allSatisfy(file -> assertThat(file.getValue())
                .hasSize(20_901));
    }

    @Test
    void holdsFilesWhoseObjectsAreGone() {
        String path = caller.generate("sum").header("Location");
        wire.keys("code-output/" + id(path)).forEach(key -> backend.s3().delete(Backend.BUCKET, key));

        assertThat(files(caller.get(path + "/archive"))).isEqualTo(FILES);
    }

    @Test
    void readsTheFilesOfAGenerationWhoseRecordLacksTheirContents() {
        String path = caller.generate("sum").header("Location");
        changeRecord(path, record -> record.without("contents"));

        assertThat(files(caller.get(path + "/archive"))).isEqualTo(FILES);

        wire.keys("code-output/" + id(path)).forEach(key -> backend.s3().delete(Backend.BUCKET, key));
        assertProblem(caller.get(path + "/archive"), 404, "not-found", false);
    }

    /** As long as a queued job may wait. */
    @ParameterizedTest
    @CsvSource({"GET", "HEAD"})
    void isNotThereBeforeTheEnd(String method) {
        String path = caller.generate("sum").header("Location");
        changeRecord(path, record -> record.put("status", "queued"));

        ApiAnswer answer = caller.call(method, path + "/archive", null);

        assertThat(answer.header("Retry-After")).isEqualTo("2");
        if (method.equals("GET")) {
            assertProblem(answer, 409, "in-progress", true);
        } else {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void isNotThereOfWhatFailed() {
        backend.bedrock().next(BedrockReply.text("No.").withStopReason("refusal"));
        String path = caller.generate("sum").json().path("instance").asText();
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("failed");

        assertProblem(caller.get(path + "/archive"), 404, "not-found", false);
    }

    @Test
    void isNotThereOfWhatCouldNotBeStored() {
        backend.proxy().failing(Wire::code, 403, "AccessDenied");
        String path = caller.generate("sum").json().path("instance").asText();
        backend.proxy().clear();
        assertThat(caller.get(path).json().path("status").asText()).isEqualTo("failed");

        assertProblem(caller.get(path + "/archive"), 404, "not-found", false);
    }

    @Test
    void isNotThereOfAJobThatIsLost() {
        String path = caller.generate("sum").header("Location");
        // A running generation without a deadline is lost.
        changeRecord(path, record -> record.put("status", "running"));

        assertProblem(caller.get(path + "/archive"), 404, "not-found", false);
        assertThat(caller.get(path).json().path("problem").path("code").asText())
                .isEqualTo("job-lost");
    }

    @Test
    void isNotThereForAnotherCallerOrAfterADeletion(Program program) {
        String path = caller.generate("sum").header("Location");
        if (caller.api().takesEvents()) {
            assertProblem(program.caller().get(path + "/archive"), 404, "not-found", false);
        }
        caller.delete(path);

        assertProblem(caller.get(path + "/archive"), 404, "not-found", false);
        assertProblem(caller.get(UNKNOWN), 404, "not-found", false);
    }

    @Test
    void tellsThatTheStoreFailed() {
        String path = caller.generate("sum").header("Location");
        backend.proxy().failing(request -> request.method().equals("GET"), 500, "InternalError");

        assertProblem(caller.get(path + "/archive"), 502, "storage-failed", true);
    }

    /** Through an HTTP API behind a stage, and a Function URL. */
    @Test
    @EventsOnly
    void isBinaryInEvents() {
        String path = caller.generate("sum").header("Location");
        byte[] expected = caller.get(path + "/archive").body();

        ApiAnswer staged = caller.behind("/dev").get(path + "/archive");
        ObjectNode event = GatewayEvents.functionUrl("GET", path + "/archive", null);
        GatewayEvents.iam(event, caller.arn());

        assertThat(staged.body()).isEqualTo(expected);
        assertThat(caller.api().event(event).body()).isEqualTo(expected);
    }

    private void changeRecord(String path, UnaryOperator<ObjectNode> change) {
        String key = wire.keys("generations/").stream()
                .filter(candidate -> candidate.contains(id(path)))
                .findFirst()
                .orElseThrow();
        try {
            JsonNode record =
                    JSON.readTree(backend.s3().object(Backend.BUCKET, key).bytes());
            byte[] changed = JSON.writeValueAsBytes(change.apply((ObjectNode) record));
            backend.s3().put(Backend.BUCKET, key, changed, "application/json");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static List<ZipEntry> entries(ApiAnswer answer) {
        return read(answer).stream().map(Map.Entry::getKey).toList();
    }

    private static List<Map.Entry<String, String>> files(ApiAnswer answer) {
        return read(answer).stream()
                .map(entry -> Map.entry(entry.getKey().getName(), entry.getValue()))
                .toList();
    }

    private static List<Map.Entry<ZipEntry, String>> read(ApiAnswer answer) {
        List<Map.Entry<ZipEntry, String>> entries = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(Map.entry(entry, new String(zip.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }
}
