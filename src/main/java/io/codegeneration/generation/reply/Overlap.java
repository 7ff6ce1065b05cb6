package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the beginning of a model's next text has in common with what it wrote before. */
final class Overlap {

    /** Nothing longer is taken for a repetition: a model that is caught in a loop writes many equal lines. */
    private static final int MAX_RUN = 2_000;

    /** A bare fence that is repeated stands within so many lines of the end. */
    private static final int MAX_FENCE_RUN = 3;

    private static final int MAX_PROSE = 3;

    private static final Pattern AFTER_NEWLINE = Pattern.compile("(?<=\n)");
    private static final Pattern TELLING = Pattern.compile("[\\p{L}\\p{N}]");

    /** A sentence or heading as people write them, and nothing that code is made of. */
    private static final Pattern PROSE =
            Pattern.compile(" {0,3}[\\p{Lu}\\p{Lo}][\\p{Ll}\\p{Lo}'’ ][^(){}\\[\\]=;<>\"]*[:.!…。：！]\\s*");

    private final String kept;
    private final List<String> end;
    private final String dropped;
    private final FencedBlock open;

    /**
     * @param kept whole lines
     * @param dropped the beginning of the line that was cut
     * @param open the block that is open at the end of what is kept, or null
     */
    Overlap(String kept, String dropped, FencedBlock open) {
        this.kept = kept;
        this.end = comparable(List.of(AFTER_NEWLINE.split(kept)));
        this.dropped = dropped;
        this.open = open;
    }

    /** What is new in the next text. */
    String cut(String text) {
        Next next = new Next(List.of(AFTER_NEWLINE.split(text)));
        int repeated = next.repeated(0);
        if (repeated > 0 || next.goesOn(0)) {
            return next.from(repeated);
        }
        int prose = next.prose();
        int start = next.reopens(prose) ? prose + 1 : prose;
        repeated = next.repeated(start);
        return start > prose || repeated > 0 || next.goesOn(start) ? next.from(start + repeated) : text;
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream().map(String::stripTrailing).toList();
    }

    /** The lines of the next text, and what they mean after those kept. */
    private final class Next {

        private final List<String> lines;
        private final List<String> compared;
        private final Map<Integer, Integer> anomalies = new HashMap<>();

        Next(List<String> lines) {
            this.lines = lines;
            this.compared = comparable(lines);
        }

        String from(int line) {
            return String.join("", lines.subList(Math.min(line, lines.size()), lines.size()));
        }

        /** Whether the line that was cut is here. */
        boolean goesOn(int line) {
            return !dropped.isBlank() && line < lines.size() && lines.get(line).startsWith(dropped);
        }

        /** The number of lines from here that repeat the end of what is kept. */
        int repeated(int start) {
            List<Integer> runs = runs(start);
            List<Integer> certain =
                    runs.stream().filter(run -> goesOn(start + run)).toList();
            List<Integer> possible = certain.isEmpty() && !goesOn(start) ? runs : certain;
            int telling = telling(start);
            int longest = possible.stream()
                    .filter(run -> run > telling || tells(start, run))
                    .findFirst()
                    .orElse(0);
            boolean only = longest == 0 && !certain.isEmpty() && !goesOn(start);
            return only ? certain.get(0) : longest;
        }

        /** The lengths of all such runs of lines, the longest first. */
        private List<Integer> runs(int start) {
            int most = Math.max(0, Math.min(MAX_RUN, Math.min(end.size(), lines.size() - start)));
            Map<String, Integer> numbers = new HashMap<>();
            int[] begin = numbers(compared.subList(start, start + most), numbers);
            int[] last = numbers(end.subList(end.size() - most, end.size()), numbers);
            return runs(begin, last);
        }

        private static int[] numbers(List<String> lines, Map<String, Integer> known) {
            return lines.stream()
                    .mapToInt(line -> known.computeIfAbsent(line, any -> known.size()))
                    .toArray();
        }

        /**
         * The lengths at which {@code begin} begins as {@code last} ends, by Knuth, Morris and Pratt: in time linear in
         * the number of lines, whatever repeats.
         */
        private static List<Integer> runs(int[] begin, int[] last) {
            int[] shorter = new int[begin.length + 1];
            for (int i = 1, run = 0; i < begin.length; i++) {
                run = longer(begin, shorter, run, begin[i]);
                shorter[i + 1] = run;
            }
            int run = 0;
            for (int line : last) {
                run = longer(begin, shorter, run, line);
            }
            List<Integer> runs = new ArrayList<>();
            for (; run > 0; run = shorter[run]) {
                runs.add(run);
            }
            return runs;
        }

        private static int longer(int[] begin, int[] shorter, int found, int line) {
            int run = found;
            while (run > 0 && (run == begin.length || begin[run] != line)) {
                run = shorter[run];
            }
            return run < begin.length && begin[run] == line ? run + 1 : run;
        }

        /** The number of lines from here before the first that is unlikely to stand twice in a text. */
        private int telling(int start) {
            int line = start;
            while (line < compared.size()
                    && line - start < MAX_RUN
                    && !TELLING.matcher(compared.get(line)).find()) {
                line++;
            }
            return line - start;
        }

        /** Whether a run of lines without letters is a fence that makes more sense once. */
        private boolean tells(int start, int run) {
            return run <= MAX_FENCE_RUN
                    && compared.subList(start, start + run).stream().anyMatch(line -> FenceLine.of(line) != null)
                    && anomalies(start + run) < anomalies(start);
        }

        /** How odd the whole text is that goes on from a line. */
        private int anomalies(int line) {
            return anomalies.computeIfAbsent(
                    line, from -> NestedFences.read(kept + from(from)).anomalies());
        }

        /** The number of lines before the first that is neither prose nor blank; none if that is all there is. */
        int prose() {
            int line = 0;
            int found = 0;
            while (line < lines.size() && found <= MAX_PROSE) {
                boolean prose = PROSE.matcher(lines.get(line)).matches();
                if (!prose && !compared.get(line).isEmpty()) {
                    return found > 0 ? line : 0;
                }
                found += prose ? 1 : 0;
                line++;
            }
            return 0;
        }

        /** Whether a line opens once more the block that is open already. */
        boolean reopens(int at) {
            FenceLine fence = open == null ? null : FenceLine.of(compared.get(at));
            if (fence == null || fence.fence().charAt(0) != open.fence().charAt(0) || !fits(fence, at)) {
                return false;
            }
            return goesOn(at + 1) || repeated(at + 1) > 0 || anomalies(at + 1) < anomalies(0);
        }

        /** A bare fence may as well close the block: it opens one only where code follows. */
        private boolean fits(FenceLine fence, int at) {
            if (fence.closes()) {
                boolean code = at + 1 < lines.size()
                        && !compared.get(at + 1).isEmpty()
                        && FenceLine.of(compared.get(at + 1)) == null;
                return code && !open.isMarkdown();
            }
            FenceInfo info = FenceInfo.of(fence.info());
            String language = open.info().language();
            return language == null
                    || language.equalsIgnoreCase(info.language())
                    || info.knownLanguage().isPresent()
                            && info.knownLanguage().equals(open.info().knownLanguage());
        }
    }
}
