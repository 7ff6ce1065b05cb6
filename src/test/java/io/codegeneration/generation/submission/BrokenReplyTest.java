package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.bedrock.BedrockAdapter;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.archive.InMemoryObjectStore;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller gets if a model's reply breaks off, cell by cell. */
@Timeout(60)
class BrokenReplyTest {

    private static final String HEADING = "a reply breaks off";
    private static final String SILENCE = "silence";
    private static final String TIME = "time limit";
    private static final Duration LONGEST_SILENCE = Duration.ofMillis(150);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String PROSE = "Here is a function that adds";
    private static final String CODE = "Here it is:\n\n```python\ndef add(a, b):\n    return a";
    private static final String REST = "    return a + b\n```\n";

    private enum When {
        BEFORE_ANY_TEXT(""),
        AFTER_PROSE(PROSE),
        AFTER_CODE(CODE),
        AFTER_CODE_ONCE(CODE);

        private final String text;

        When(String text) {
            this.text = text;
        }
    }

    private record Cell(String fault, When when, String outcome) {}

    private static BedrockAdapter bedrock;
    private static ExecutorService threads;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:15:30.123Z"));
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @BeforeAll
    static void start() {
        bedrock = new BedrockAdapter(LONGEST_SILENCE);
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        bedrock.close();
    }

    @BeforeEach
    void warmUp() {
        bedrock.server().reset();
    }

    static Stream<Cell> cells() {
        return FaultTable.rows(HEADING).stream().flatMap(row -> IntStream.range(0, When.values().length)
                .mapToObj(i -> new Cell(row.get(0).replace("`", ""), When.values()[i], row.get(i + 1))));
    }

    @Test
    void hasAllItsRows() {
        assertThat(cells()).hasSize(9 * When.values().length);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void answersAsTheTableSays(Cell cell) throws Exception {
        BedrockServer server = bedrock.server();
        BedrockReply broken = broken(cell);
        if (cell.when() == When.AFTER_CODE_ONCE) {
            server.next(broken).always(BedrockReply.text(REST));
        } else {
            server.always(broken);
        }

        String answer = answer(cell);

        assertThat(answer + " / " + server.requests().size()).isEqualTo(cell.outcome());
    }

    private static BedrockReply broken(Cell cell) {
        BedrockReply text = BedrockReply.text(cell.when().text);
        return switch (cell.fault()) {
            case SILENCE, TIME -> text.silentAfterText();
            case "connection" -> text.openEnded();
            default -> text.brokenBy(cell.fault(), "xyzzy");
        };
    }

    private String answer(Cell cell) throws Exception {
        Core core = Core.of(
                TestConfig.standard(), (call, pieces) -> ask(call, pieces, cell), store, threads, clock, new Random(1));
        try {
            Deadline deadline = new Deadline(clock.instant().plusSeconds(28));
            Answer answer = core.submit(
                    World.request("add numbers"),
                    null,
                    false,
                    TestInvocation.until(deadline, TestInvocation.anonymous()));
            JsonNode body = new ObjectMapper().readTree(answer.body());
            if (answer.problem()) {
                return answer.status() + " " + body.path("code").asText();
            }
            assertThat(body.path("code").asText()).startsWith("def add(a, b):\n");
            assertThat(body.path("truncated").asBoolean())
                    .isEqualTo(!body.path("stopReason").asText().equals("end_turn"));
            assertThat(body.path("usage").path("complete").asBoolean()).isFalse();
            return answer.status() + " " + body.path("stopReason").asText();
        } catch (CodeGenerationException e) {
            return e.code().status() + " " + e.code().code();
        }
    }

    /** Before any text, nothing but the time limit ends silence. */
    private CodeModel.Reply ask(CodeModel.Call call, Consumer<String> pieces, Cell cell) {
        boolean outOfTime =
                cell.fault().equals(TIME) || cell.fault().equals(SILENCE) && cell.when() == When.BEFORE_ANY_TEXT;
        if (!outOfTime) {
            return bedrock.model().ask(call, pieces);
        }
        try {
            Duration limit = cell.fault().equals(TIME) ? LONGEST_SILENCE.dividedBy(2) : SHORT;
            return bedrock.model()
                    .ask(
                            new CodeModel.Call(
                                    call.model(),
                                    call.prompt(),
                                    call.followUps(),
                                    call.maxTokens(),
                                    call.options(),
                                    call.watched(),
                                    limit),
                            pieces);
        } finally {
            clock.advance(call.timeLimit());
        }
    }
}
