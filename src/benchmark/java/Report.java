import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what was measured: JSON, Markdown and, for cold starts, a plot. */
final class Report {

    private final Options options;
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final StringBuilder markdown = new StringBuilder();

    Report(Options options) throws IOException {
        this.options = options;
        json.put("mode", options.mode());
        json.put("starts", options.starts());
        json.put("calls", options.calls());
        json.put("modelLatencyMilliseconds", options.latency());
        json.put("modelPauseMilliseconds", options.pause());
        json.put("distanceMilliseconds", options.distance());
        json.put("shareOfOneProcessor", options.cpu());
        json.put("processor", processor());
        json.put("processors", Runtime.getRuntime().availableProcessors());
    }

    void paragraph(String text) {
        markdown.append(text).append("\n\n");
    }

    void table(List<List<String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            markdown.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                markdown.append("|---|")
                        .append("--:|".repeat(rows.get(0).size() - 1))
                        .append('\n');
            }
        }
        markdown.append('\n');
    }

    void put(String name, Object value) {
        json.put(name, value);
    }

    /** Stacked bars of medians: to the first event, and the first call. */
    void plot(Map<Contestant, Figures> measured) throws IOException {
        int rows = measured.size();
        double longest = measured.values().stream()
                .mapToDouble(f -> f.median("cold"))
                .max()
                .orElse(1);
        // Slow ones run out of the picture rather than flatten the rest.
        double scale = Math.min(longest, 80);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
                        + "<text x=\"10\" y=\"20\" font-weight=\"bold\">From nothing to the first answer, ms (median of %d starts)</text>%n",
                58 + rows * 28,
                options.starts()));
        int y = 36;
        for (Map.Entry<Contestant, Figures> entry : measured.entrySet()) {
            double start = entry.getValue().median("toFirstNext");
            double call = entry.getValue().median("firstCall");
            double cold = entry.getValue().median("cold");
            double startWidth = Math.min(start / scale, 1) * 350;
            double callWidth = Math.min(call / scale * 350, 350 - startWidth);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"290\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"300\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#3b6ea5\"/>"
                            + "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#e0a030\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%.1f%s</text>%n",
                    y + 14,
                    entry.getKey().name().replace(", connections", ","),
                    y,
                    startWidth,
                    300 + startWidth,
                    y,
                    callWidth,
                    308 + startWidth + callWidth,
                    y + 14,
                    cold,
                    cold > scale ? " (cut)" : ""));
            y += 28;
        }
        svg.append(String.format(
                "<rect x=\"300\" y=\"%d\" width=\"12\" height=\"12\" fill=\"#3b6ea5\"/><text x=\"318\" y=\"%d\">to the first /next</text>"
                        + "<rect x=\"450\" y=\"%d\" width=\"12\" height=\"12\" fill=\"#e0a030\"/><text x=\"468\" y=\"%d\">first call</text>%n</svg>%n",
                y, y + 11, y, y + 11));
        write(".svg", svg.toString());
    }

    /** Stores everything, and prints the Markdown. */
    void finish() throws IOException {
        write(".json", Json.write(json) + "\n");
        write(".md", markdown.toString().strip() + "\n");
        System.out.println();
        System.out.println(markdown);
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    /** Median, with the 90th and 99th percentile behind it. */
    static String spread(Figures figures, String figure) {
        return number(figures.median(figure)) + " (" + number(figures.percentile(figure, 90)) + ", "
                + number(figures.percentile(figure, 99)) + ")";
    }

    static List<String> row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Double number ? number(number) : cell.toString());
        }
        return row;
    }

    private void write(String ending, String content) throws IOException {
        Files.createDirectories(options.out());
        Files.writeString(options.out().resolve(options.name() + ending), content);
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        return Files.exists(info)
                ? Files.readAllLines(info).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.replaceFirst(".*: ", ""))
                        .findFirst()
                        .orElse("unknown")
                : "unknown";
    }
}
