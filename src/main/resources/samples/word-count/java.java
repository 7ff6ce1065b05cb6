import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Counting the words of a text. */
class WordCount {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}']*");

    /**
     * How often each word occurs, in alphabetical order. A word is a run of letters, digits and
     * apostrophes; case does not count.
     */
    static SortedMap<String, Long> countWords(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .collect(Collectors.groupingBy(MatchResult::group, TreeMap::new, Collectors.counting()));
    }

    /** Prints the words of a text with their counts. */
    static void report(String text) {
        Map<String, Long> counts = countWords(text);
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        System.out.println(total + " words, " + counts.size() + " different");
        counts.forEach((word, count) -> System.out.println(word + ": " + count));
    }

    public static void main(String[] args) {
        report("The quick brown fox jumps over the lazy dog. The dog doesn't mind!");
        report("");
    }
}
