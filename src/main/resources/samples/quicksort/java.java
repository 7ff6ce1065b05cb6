import java.util.Arrays;
import java.util.stream.Collectors;

/** Quicksort. */
class QuickSort {

    /** Sorts an array in place, ascending, in O(n log n) comparisons on average. */
    static void sort(int[] items) {
        sort(items, 0, items.length - 1);
    }

    private static void sort(int[] items, int low, int high) {
        while (low < high) {
            int split = partition(items, low, high);
            // Recursing into the smaller part alone keeps the stack at O(log n).
            if (split - low < high - split) {
                sort(items, low, split);
                low = split + 1;
            } else {
                sort(items, split + 1, high);
                high = split;
            }
        }
    }

    /** Moves what is smaller than a pivot before the rest (Hoare's scheme). */
    private static int partition(int[] items, int low, int high) {
        int pivot = items[low + (high - low) / 2];
        for (int i = low, j = high; ; i++, j--) {
            while (items[i] < pivot) {
                i++;
            }
            while (items[j] > pivot) {
                j--;
            }
            if (i >= j) {
                return j;
            }
            int swapped = items[i];
            items[i] = items[j];
            items[j] = swapped;
        }
    }

    public static void main(String[] args) {
        for (int[] numbers : new int[][] {{33, 4, 15, 8, 4, -2, 42}, {1, 2, 3}, {5}, {}}) {
            sort(numbers);
            String list = Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(" "));
            System.out.println("sorted: " + (list.isEmpty() ? "nothing" : list));
        }
    }
}
