package io.codegeneration.generation.submission;

import io.codegeneration.generation.Faults.StepFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables of {@code src/docs/failures.md}: what a caller gets if a process dies or the store fails, cell by cell. */
final class FaultTable {

    private static final Path DOCUMENT = Path.of("src/docs/failures.md");

    /** The faults in the order of the columns. */
    private static final List<StepFault> COLUMNS = List.of(
            StepFault.DIES_BEFORE,
            StepFault.DIES_AFTER,
            StepFault.FAILS,
            StepFault.FAILS_AFTER,
            StepFault.HANGS,
            StepFault.HANGS_AFTER,
            StepFault.CONFLICTS);

    private FaultTable() {}

    /**
     * One case.
     *
     * @param step the row
     * @param outcome what is said of it
     */
    record Cell(String step, StepFault fault, String outcome) {

        @Override
        public String toString() {
            return step + ", " + fault;
        }
    }

    /** The cells of the table whose first heading this is; those that tell of nothing are left out. */
    static Stream<Cell> cells(String heading) {
        return rows(heading).stream()
                .flatMap(row -> IntStream.range(0, COLUMNS.size())
                        .mapToObj(i -> new Cell(row.get(0), COLUMNS.get(i), row.get(i + 1))))
                .filter(cell -> !cell.outcome().isEmpty());
    }

    /** The rows of the table whose first heading this is. */
    static List<List<String>> rows(String heading) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : lines()) {
            if (line.startsWith("| " + heading + " |")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("|-")) {
                rows.add(Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
