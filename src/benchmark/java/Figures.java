import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples by the name of what was measured. */
final class Figures {

    private final Map<String, List<Double>> samples = new LinkedHashMap<>();

    void add(String figure, double value) {
        samples.computeIfAbsent(figure, name -> new ArrayList<>()).add(value);
    }

    /** The nearest-rank percentile; not a number where nothing was measured. */
    double percentile(String figure, double percent) {
        return percentile(samples.getOrDefault(figure, List.of()), percent);
    }

    double median(String figure) {
        return percentile(figure, 50);
    }

    static double percentile(List<Double> values, double percent) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1);
    }

    /** For JSON: n, median, p90, p99, least and most of each figure. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        samples.forEach((figure, values) -> {
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("n", values.size());
            numbers.put("median", percentile(values, 50));
            numbers.put("p90", percentile(values, 90));
            numbers.put("p99", percentile(values, 99));
            numbers.put("min", percentile(values, 0));
            numbers.put("max", percentile(values, 100));
            summary.put(figure, numbers);
        });
        return summary;
    }
}
