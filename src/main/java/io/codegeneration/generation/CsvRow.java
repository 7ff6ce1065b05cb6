package io.codegeneration.generation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of a table on the class path. The table's first line has the names of its columns. Fields are separated by commas;
 * there are no quotation marks.
 *
 * @param fields the fields by the names of their columns
 */
public record CsvRow(Map<String, String> fields) {

    /**
     * Reads a table.
     *
     * @param path absolute path of the resource
     * @throws IllegalStateException if there is no such table, or if a row has more or fewer fields than there are columns
     */
    public static List<CsvRow> read(String path) {
        try (InputStream table = CsvRow.class.getResourceAsStream(path)) {
            if (table == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            List<String> lines = new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] columns = lines.get(0).split(",", -1);
            return lines.stream().skip(1).map(line -> of(path, columns, line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CsvRow of(String path, String[] columns, String line) {
        String[] values = line.split(",", -1);
        if (values.length != columns.length) {
            throw new IllegalStateException("%s: not %d fields: %s".formatted(path, columns.length, line));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.length; i++) {
            fields.put(columns[i], values[i]);
        }
        return new CsvRow(fields);
    }

    /**
     * Returns a field, which may be empty.
     *
     * @throws IllegalStateException if the table has no such column
     */
    public String field(String column) {
        String value = fields.get(column);
        if (value == null) {
            throw new IllegalStateException("There is no column " + column + " in " + fields.keySet());
        }
        return value;
    }
}
