import java.util.OptionalInt;

/** Binary search in a sorted array. */
class BinarySearch {

    /**
     * Finds a value in O(log n) comparisons.
     *
     * @param items values in ascending order
     * @param target the value to look for
     * @return an index of the value, or empty if it does not occur
     */
    static OptionalInt search(int[] items, int target) {
        int low = 0;
        int high = items.length - 1;
        while (low <= high) {
            int middle = low + (high - low) / 2; // (low + high) / 2 could overflow
            if (items[middle] == target) {
                return OptionalInt.of(middle);
            }
            if (items[middle] < target) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return OptionalInt.empty();
    }

    private static String describe(OptionalInt index) {
        return index.isPresent() ? "index " + index.getAsInt() : "not found";
    }

    public static void main(String[] args) {
        int[] primes = {2, 3, 5, 7, 11, 13, 17};
        for (int target : new int[] {7, 2, 17, 4}) {
            System.out.println("search " + target + ": " + describe(search(primes, target)));
        }
        System.out.println("search 7 in an empty list: " + describe(search(new int[0], 7)));
    }
}
