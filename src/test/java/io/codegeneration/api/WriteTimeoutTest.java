package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteTimeoutTest {

    /** Like Vert.x, closes nothing before everything was sent, which is never. */
    private static final class Graceful extends ChannelDuplexHandler {

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            // It waits.
        }
    }

    private final EmbeddedChannel connection = new EmbeddedChannel(new ChannelDuplexHandler(), new Graceful());
    private final WriteTimeout timeout = WriteTimeout.of(connection);

    @Test
    void closesAConnectionOnWhichAWriteStandsStill() throws IOException {
        timeout.limit(() -> {
            pass(29);
            assertThat(connection.isOpen()).isTrue();
            pass(1);
        });

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void leavesAConnectionOpenIfEachWriteEndsInTime() throws IOException {
        for (int write = 0; write < 5; write++) {
            timeout.limit(() -> pass(29));
        }
        pass(3600);

        assertThat(connection.isOpen()).isTrue();
    }

    private void pass(int seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }
}
