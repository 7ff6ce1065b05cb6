#include <stddef.h>
#include <stdio.h>

/* What binary_search returns where the value does not occur. */
#define NOT_FOUND ((size_t)-1)

/*
 * Returns an index of target in the first count values of items, which must be
 * in ascending order, or NOT_FOUND. Takes O(log n) comparisons.
 */
static size_t binary_search(const int *items, size_t count, int target)
{
    size_t low = 0;
    size_t high = count; /* one past the last candidate */

    while (low < high) {
        size_t middle = low + (high - low) / 2; /* (low + high) / 2 could overflow */
        if (items[middle] == target)
            return middle;
        if (items[middle] < target)
            low = middle + 1;
        else
            high = middle;
    }
    return NOT_FOUND;
}

static void report(size_t index)
{
    if (index == NOT_FOUND)
        puts("not found");
    else
        printf("index %lu\n", (unsigned long)index);
}

int main(void)
{
    const int primes[] = {2, 3, 5, 7, 11, 13, 17};
    const int targets[] = {7, 2, 17, 4};

    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        printf("search %d: ", targets[i]);
        report(binary_search(primes, sizeof primes / sizeof primes[0], targets[i]));
    }
    printf("search 7 in an empty list: ");
    report(binary_search(NULL, 0, 7));
    return 0;
}
