package io.codegeneration.generation.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads replies that models wrote, one in each file. */
class ReplyCorpusTest {

    static Stream<ReplyCase> cases() {
        return ReplyCase.all();
    }

    @Test
    void holdsManyCasesInManyLanguages() {
        assertThat(cases()).hasSizeGreaterThan(190);
        assertThat(cases().map(ReplyCase::language).distinct()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsFilesAndExplanation(ReplyCase reply) {
        assertThat(reply.read(reply.reply())).isEqualTo(reply.expected());
    }

    /** Cuts each reply at every position. Each line that is found must be a line of the rest. */
    @ParameterizedTest
    @MethodSource("cases")
    void inventsNothingWhereverTheReplyIsCut(ReplyCase reply) {
        byte[] bytes = reply.reply().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= bytes.length; length++) {
            String cut = new String(bytes, 0, length, StandardCharsets.UTF_8);
            List<String> lines = Arrays.asList(cut.split("\r\n|\r|\n", -1));
            for (SourceFile file : reply.read(cut).files()) {
                FileNameTest.assertSafe(file.name());
                assertThat(file.content()).isNotBlank();
                file.content().lines().forEach(line -> assertThat(lines)
                        .as("%s cut at %d", reply, cut.length())
                        .anyMatch(written -> written.endsWith(line)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void joinsWhereverTheReplyIsCutAndGoesOn(ReplyCase reply) {
        String text = reply.reply();
        for (int length = 0; length <= text.length(); length++) {
            Continuation cut = Continuation.of(text.substring(0, length));
            String rest = text.substring(cut.kept().length());
            // Equal lines before and after the cut look like a repetition.
            boolean twice = length == cut.kept().length() && rest.startsWith(cut.lastLine() + "\n");
            if (!twice) {
                assertThat(cut.join(rest)).as("%s cut at %d", reply, length).isEqualTo(text);
            }
        }
    }
}
