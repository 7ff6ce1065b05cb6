package io.codegeneration.generation.reply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds what the beginning of a continuation repeats of the kept text. {@link Continuation} has the rules. */
final class Overlap {

    /** Maximum length of a repetition. A model in a loop writes many equal lines. */
    private static final int MAX_RUN = 2_000;

    /** Maximum length of a repetition that contains a fence but no letters. */
    private static final int MAX_FENCE_RUN = 3;

    private static final int MAX_PROSE = 3;

    private static final Pattern AFTER_NEWLINE = Pattern.compile("(?<=\n)");
    private static final Pattern LETTER_OR_DIGIT = Pattern.compile("[\\p{L}\\p{N}]");

    /** A sentence or heading without characters that are typical of code. */
    private static final Pattern PROSE =
            Pattern.compile(" {0,3}[\\p{Lu}\\p{Lo}][\\p{Ll}\\p{Lo}'’ ][^(){}\\[\\]=;<>\"]*[:.!…。：！]\\s*");

    private final String kept;
    private final List<String> end;
    private final String dropped;
    private final FencedBlock open;

    /**
     * @param kept the complete lines of the truncated reply
     * @param dropped its incomplete last line
     * @param open the block that is open at the end of the kept text, or null
     */
    Overlap(String kept, String dropped, FencedBlock open) {
        this.kept = kept;
        this.end = comparable(List.of(AFTER_NEWLINE.split(kept)));
        this.dropped = dropped;
        this.open = open;
    }

    /** Returns the new part of the continuation. */
    String newPart(String text) {
        Next next = new Next(List.of(AFTER_NEWLINE.split(text)));
        int repeated = next.repeated(0);
        if (repeated > 0 || next.completesDroppedLine(0)) {
            return next.from(repeated);
        }
        int prose = next.prose();
        int start = next.reopens(prose) ? prose + 1 : prose;
        repeated = next.repeated(start);
        return start > prose || repeated > 0 || next.completesDroppedLine(start) ? next.from(start + repeated) : text;
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream().map(String::stripTrailing).toList();
    }

    /** The lines of the continuation. */
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

        /** Returns whether this line completes the dropped line. */
        boolean completesDroppedLine(int line) {
            return !dropped.isBlank() && line < lines.size() && lines.get(line).startsWith(dropped);
        }

        /** Returns the number of lines from here that repeat the end of the kept text. */
        int repeated(int start) {
            List<Integer> runs = runs(start);
            List<Integer> certain = runs.stream()
                    .filter(run -> completesDroppedLine(start + run))
                    .toList();
            List<Integer> possible = certain.isEmpty() && !completesDroppedLine(start) ? runs : certain;
            int withoutLetters = linesWithoutLetters(start);
            int longest = possible.stream()
                    .filter(run -> run > withoutLetters || isRepeatedFence(start, run))
                    .findFirst()
                    .orElse(0);
            boolean only = longest == 0 && !certain.isEmpty() && !completesDroppedLine(start);
            return only ? certain.get(0) : longest;
        }

        /** Returns the lengths of all such repetitions, the longest first. */
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
         * Returns the lengths of all prefixes of {@code begin} that are suffixes of {@code last}, in linear time, with the
         * algorithm of Knuth, Morris and Pratt.
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

        /** Returns the number of lines from here before the first one with a letter or digit. */
        private int linesWithoutLetters(int start) {
            int line = start;
            while (line < compared.size()
                    && line - start < MAX_RUN
                    && !LETTER_OR_DIGIT.matcher(compared.get(line)).find()) {
                line++;
            }
            return line - start;
        }

        /** Returns whether lines without letters contain a fence that is more plausible only once. */
        private boolean isRepeatedFence(int start, int run) {
            return run <= MAX_FENCE_RUN
                    && compared.subList(start, start + run).stream().anyMatch(line -> FenceLine.of(line) != null)
                    && anomalies(start + run) < anomalies(start);
        }

        /** Returns the anomalies of the whole reply if the continuation begins at this line. */
        private int anomalies(int line) {
            return anomalies.computeIfAbsent(
                    line, from -> NestedFences.read(kept + from(from)).anomalies());
        }

        /** Returns the number of lines before the first one that is neither prose nor blank; 0 if there is no such line. */
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

        /** Returns whether this line opens again the block that is already open. */
        boolean reopens(int at) {
            FenceLine fence = open == null ? null : FenceLine.of(compared.get(at));
            if (fence == null || fence.fence().charAt(0) != open.fence().charAt(0) || !fits(fence, at)) {
                return false;
            }
            return completesDroppedLine(at + 1) || repeated(at + 1) > 0 || anomalies(at + 1) < anomalies(0);
        }

        /** A fence without an info string can also close the block. It opens the block only if code follows. */
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
