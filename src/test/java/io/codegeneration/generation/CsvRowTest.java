package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class CsvRowTest {

    @Test
    void readsFieldsByTheNamesOfTheirColumns() {
        assertThat(CsvRow.read("/tables/good.csv"))
                .extracting(row -> row.field("name"), row -> row.field("note"))
                .containsExactly(tuple("a", ""), tuple("b", "one two"));
    }

    @Test
    void rejectsARowWithTooFewFields() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CsvRow.read("/tables/short-row.csv"))
                .withMessage("/tables/short-row.csv: not 2 fields: a");
    }

    @Test
    void rejectsAnUnknownColumn() {
        CsvRow row = CsvRow.read("/tables/good.csv").get(0);

        assertThatIllegalStateException()
                .isThrownBy(() -> row.field("colour"))
                .withMessage("There is no column colour in [name, note]");
    }

    @Test
    void rejectsATableThatDoesNotExist() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CsvRow.read("/tables/none.csv"))
                .withMessage("/tables/none.csv is not on the class path");
    }
}
