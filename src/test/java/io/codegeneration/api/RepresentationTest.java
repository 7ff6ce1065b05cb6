package io.codegeneration.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RepresentationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                            | JSON",
                "application/*                                  | JSON",
                "application/json; charset=utf-8                | JSON",
                "text/plain                                     | TEXT",
                "text/*                                         | TEXT",
                "text/event-stream                              | STREAM",
                "text/event-stream, text/plain, application/json| JSON",
                "text/event-stream, text/plain                  | TEXT",
                "text/event-stream, */*                         | JSON",
                "text/event-stream, */*;q=0.1                   | STREAM",
                "text/event-stream;q=0.9, text/plain;q=0.8      | STREAM",
                "text/plain;q=0.5, */*                          | JSON",
                "application/json;q=0.2, text/event-stream;q=0.3| STREAM",
                "text/*, text/plain;q=0                         | STREAM",
                "*/*, application/json;q=0                      | TEXT",
                "image/png, text/event-stream;q=0.001           | STREAM",
            })
    void isWhatTheCallerLikesBest(String accept, Representation expected) {
        assertThat(Representation.preferred(accept)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"image/png", "text/html", "gzip", "*/*;q=0", "text/event-stream;q=0"})
    void isNothingIfTheCallerAcceptsNone(String accept) {
        assertThat(Representation.preferred(accept)).isEmpty();
    }

    @Test
    void takesAQualityThatIsNoNumberForOne() {
        assertThat(Representation.preferred("text/plain;q=high, */*;q=0.5")).contains(Representation.TEXT);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", ",,,"})
    void isJsonIfTheCallerSaysNothing(String accept) {
        assertThat(Representation.preferred(accept)).contains(Representation.JSON);
    }

    @Test
    void separatesRangesOutsideQuotesOnly() {
        assertThat(Representation.preferred("a/b;c=\"\\\",text/plain,\", text/event-stream"))
                .contains(Representation.STREAM);
        assertThat(Representation.preferred("text/event-stream, a/b;c=\"x, text/plain"))
                .contains(Representation.STREAM);
    }

    @Test
    void readsThousandsOfCommasAndQuotes() {
        assertThat(Representation.preferred(",".repeat(10_000) + "text/plain")).contains(Representation.TEXT);
        assertThat(Representation.preferred("text/plain," + "\"".repeat(4_000))).contains(Representation.TEXT);
        assertThat(Representation.preferred("text/plain" + ",\"".repeat(4_000))).contains(Representation.TEXT);
        assertThat(Representation.preferred("a/b;c=\"" + "\\\"".repeat(4_000) + "\", text/plain"))
                .contains(Representation.TEXT);
    }

    @Test
    void overlooksWhatIsNoMediaRange() {
        assertThat(Representation.preferred("gzip, text/plain")).contains(Representation.TEXT);
        assertThat(Representation.preferred("a/b;c=\"x,y\", text/event-stream")).contains(Representation.STREAM);
    }
}
