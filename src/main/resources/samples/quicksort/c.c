#include <stddef.h>
#include <stdio.h>

/*
 * Moves what is smaller than a pivot before the rest (Hoare's scheme) and
 * returns the size of the first part. Needs two values or more.
 */
static size_t partition(int *items, size_t count)
{
    int pivot = items[(count - 1) / 2];

    for (size_t i = 0, j = count - 1;; i++, j--) {
        while (items[i] < pivot)
            i++;
        while (items[j] > pivot)
            j--;
        if (i >= j)
            return j + 1;
        int swapped = items[i];
        items[i] = items[j];
        items[j] = swapped;
    }
}

/* Sorts count values in place, ascending, in O(n log n) comparisons on average. */
static void quicksort(int *items, size_t count)
{
    while (count > 1) {
        size_t split = partition(items, count);
        /* Recursing into the smaller part alone keeps the stack at O(log n). */
        if (split < count - split) {
            quicksort(items, split);
            items += split;
            count -= split;
        } else {
            quicksort(items + split, count - split);
            count = split;
        }
    }
}

static void demonstrate(int *items, size_t count)
{
    quicksort(items, count);
    printf("sorted:");
    for (size_t i = 0; i < count; i++)
        printf(" %d", items[i]);
    puts(count == 0 ? " nothing" : "");
}

int main(void)
{
    demonstrate((int[]){33, 4, 15, 8, 4, -2, 42}, 7);
    demonstrate((int[]){1, 2, 3}, 3);
    demonstrate((int[]){5}, 1);
    demonstrate(NULL, 0);
    return 0;
}
