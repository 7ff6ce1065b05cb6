package io.codegeneration.generation;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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

    private int oddities(String next) {
        return NestedFences.read(kept + next).oddities();
    }

    /** The lines of the next text, and what they mean after those kept. */
    private final class Next {

        private final List<String> lines;
        private final List<String> compared;

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
            int[] runs = runs(start);
            int[] certain =
                    Arrays.stream(runs).filter(run -> goesOn(start + run)).toArray();
            int[] possible = certain.length == 0 && !goesOn(start) ? runs : certain;
            int longest = Arrays.stream(possible)
                    .filter(run -> tells(start, run))
                    .max()
                    .orElse(0);
            boolean only = longest == 0 && certain.length > 0 && !goesOn(start);
            return only ? Arrays.stream(certain).max().orElseThrow() : longest;
        }

        private int[] runs(int start) {
            int most = Math.min(MAX_RUN, Math.min(end.size(), lines.size() - start));
            return IntStream.rangeClosed(1, Math.max(0, most))
                    .filter(run ->
                            end.subList(end.size() - run, end.size()).equals(compared.subList(start, start + run)))
                    .toArray();
        }

        /** Whether a run of lines is unlikely to stand twice in a text. */
        private boolean tells(int start, int run) {
            List<String> repeated = compared.subList(start, start + run);
            return repeated.stream().anyMatch(line -> TELLING.matcher(line).find())
                    || run <= MAX_FENCE_RUN
                            && repeated.stream().anyMatch(line -> FenceLine.of(line) != null)
                            && oddities(from(start + run)) < oddities(from(start));
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
            return goesOn(at + 1) || repeated(at + 1) > 0 || oddities(from(at + 1)) < oddities(from(0));
        }

        /** A bare fence may as well close the block: it opens one only where code follows. */
        private boolean fits(FenceLine fence, int at) {
            if (fence.closes()) {
                boolean code = at + 1 < lines.size()
                        && !compared.get(at + 1).isEmpty()
                        && FenceLine.of(compared.get(at + 1)) == null;
                return code && !open.markdown();
            }
            FenceInfo info = FenceInfo.of(fence.info());
            String language = open.info().language();
            return language == null
                    || language.equalsIgnoreCase(info.language())
                    || info.known().isPresent()
                            && info.known().equals(open.info().known());
        }
    }
}
