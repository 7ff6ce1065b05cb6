package io.codegeneration.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.codegeneration.generation.GenerationId;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventWriterTest {

    static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final List<String> sent = new ArrayList<>();
    private final FakeTimers timers = new FakeTimers();
    private final EventWriter writer = writer(new ByteArrayOutputStream() {
        @Override
        public void flush() {
            sent.add(toString(UTF_8));
            reset();
        }
    });

    /** Timers that fire when a test says so. */
    private static final class FakeTimers implements WriteTimeout.Timers {

        private final List<Runnable> running = new ArrayList<>();
        private Duration delay;

        @Override
        public Runnable start(Duration after, Runnable action) {
            delay = after;
            running.add(action);
            return () -> running.remove(action);
        }
    }

    /** Gives what a test prepared; nothing stands for silence. */
    private static final class Script implements EventWriter.Source {

        private final List<Optional<StreamEvent>> events;
        private final List<Duration> waits = new ArrayList<>();

        private Script(List<Optional<StreamEvent>> events) {
            this.events = new ArrayList<>(events);
        }

        @Override
        public Optional<StreamEvent> next(Duration silence) {
            waits.add(silence);
            return events.remove(0);
        }

        @Override
        public boolean ended() {
            return events.isEmpty();
        }
    }

    @Test
    void writesOneLineForTheTypeAndOneForTheData() throws IOException {
        writer.write(StreamEvent.Started.of(new GenerationId("20261122T101530123Z-k3v9q2w8"), "python"));
        writer.write(new StreamEvent.ModelCall(2, "model", 17));

        assertThat(sent)
                .containsExactly(
                        """
                        event: started
                        data: {"id":"20261122T101530123Z-k3v9q2w8","status":"running","language":"python",\
                        "createdAt":"2026-11-22T10:15:30.123Z"}

                        """,
                        """
                        event: attempt
                        data: {"number":2,"model":"model","keep":17}

                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\r\nb\r", "\n\n", "data: x\n\nevent: y", "é🙂\u2028\u0085", "\uFEFF", ": no comment"})
    void keepsAnyTextOnOneLine(String text) throws IOException {
        writer.write(new StreamEvent.Text(text));

        String[] lines = sent.get(0).split("\r\n|\n|\r", -1);
        assertThat(lines).hasSize(4);
        assertThat(lines[0]).isEqualTo("event: text");
        assertThat(JSON.readTree(lines[1].substring("data: ".length()))
                        .path("text")
                        .asText())
                .isEqualTo(text);
        assertThat(lines[2] + lines[3]).isEmpty();
    }

    @Test
    void writesAnswersAsTheyAre() throws IOException {
        writer.write(new StreamEvent.Completed("{\"code\":\"é\",\"costUsd\":0.00017}"));
        writer.write(StreamEvent.FailedEvent.of("{\"status\":429}", Optional.of(Duration.ofSeconds(7))));
        writer.write(StreamEvent.FailedEvent.of("{\"status\":502}", Optional.empty()));

        assertThat(sent)
                .containsExactly(
                        "event: completed\ndata: {\"code\":\"é\",\"costUsd\":0.00017}\n\n",
                        "event: failed\ndata: {\"status\":429,\"retryAfter\":7}\n\n",
                        "event: failed\ndata: {\"status\":502}\n\n");
    }

    @Test
    void writesACommentAfterTenSecondsOfSilence() throws Exception {
        Script script = new Script(
                List.of(Optional.empty(), Optional.empty(), Optional.of(new StreamEvent.Text("a")), Optional.empty()));

        writer.writeAll(script);

        assertThat(sent)
                .containsExactly(": keep-alive\n\n", ": keep-alive\n\n", "event: text\ndata: {\"text\":\"a\"}\n\n");
        assertThat(script.waits).containsOnly(Duration.ofSeconds(10));
    }

    @Test
    void closesTheConnectionOfACallerWhoReadsNothing() {
        List<String> closed = new ArrayList<>();
        WriteTimeout timeout = new WriteTimeout(timers, () -> closed.add("connection"));
        EventWriter stuck = new EventWriter(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        timers.running.get(0).run();
                        throw new IOException(closed + " closed");
                    }
                },
                JSON,
                timeout);

        assertThatThrownBy(() -> stuck.write(new StreamEvent.Text("a")))
                .isInstanceOf(IOException.class)
                .hasMessage("[connection] closed");
        assertThat(timers.delay).isEqualTo(Duration.ofSeconds(30));
        assertThat(timers.running).isEmpty();
    }

    @Test
    void waitsForASlowReaderAsLongAsItReads() throws IOException {
        EmbeddedChannel connection = new EmbeddedChannel(new ChannelDuplexHandler());
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                for (int rest = length; rest > 0; rest -= EventWriter.SLICE) {
                    connection.advanceTimeBy(20, TimeUnit.SECONDS);
                    connection.runScheduledPendingTasks();
                    if (!connection.isOpen()) {
                        throw new IOException("closed");
                    }
                }
                read.write(bytes, start, length);
            }
        };
        String answer = "{\"code\":\"" + "é".repeat(512 * 1024) + "\"}";

        new EventWriter(slow, JSON, WriteTimeout.of(connection)).write(new StreamEvent.Completed(answer));

        assertThat(read.toString(UTF_8)).isEqualTo("event: completed\ndata: " + answer + "\n\n");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void leavesNoTimerBehind() throws IOException {
        writer.write(new StreamEvent.Text("a"));

        assertThat(timers.delay).isNotNull();
        assertThat(timers.running).isEmpty();
    }

    private EventWriter writer(OutputStream out) {
        return new EventWriter(out, JSON, new WriteTimeout(timers, () -> {}));
    }
}
