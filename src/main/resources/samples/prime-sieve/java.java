import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sieve of Eratosthenes. */
class PrimeSieve {

    /**
     * All primes not greater than a limit, in ascending order, in O(n log log n) steps.
     *
     * @param limit any number; the result is empty below two
     */
    static IntStream primesUpTo(int limit) {
        if (limit < 2) {
            return IntStream.empty();
        }
        BitSet composite = new BitSet();
        for (int number = 2; (long) number * number <= limit; number++) {
            if (!composite.get(number)) {
                for (long multiple = (long) number * number; multiple <= limit; multiple += number) {
                    composite.set((int) multiple);
                }
            }
        }
        return IntStream.rangeClosed(2, limit).filter(number -> !composite.get(number));
    }

    public static void main(String[] args) {
        for (int limit : new int[] {30, 2, 1}) {
            String primes = primesUpTo(limit).mapToObj(Integer::toString).collect(Collectors.joining(" "));
            System.out.println("primes up to " + limit + ": " + (primes.isEmpty() ? "none" : primes));
        }
    }
}
