#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Stores the nth Fibonacci number in *number: 0, 1, 1, 2, 3, 5, ... for
 * n = 0, 1, 2, ... Returns false, and leaves *number alone, where n is negative
 * or the number does not fit, which begins at n = 94.
 */
static bool fibonacci(int n, uint64_t *number)
{
    uint64_t previous = 1;
    uint64_t current = 0;

    if (n < 0)
        return false;
    for (int i = 0; i < n; i++) {
        uint64_t sum = previous + current;
        if (sum < current) /* unsigned arithmetic wraps around */
            return false;
        previous = current;
        current = sum;
    }
    *number = current;
    return true;
}

int main(void)
{
    const int values[] = {0, 1, 2, 10, 50, 90, -1};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint64_t number;
        if (fibonacci(values[i], &number))
            printf("fibonacci(%d) = %" PRIu64 "\n", values[i], number);
        else
            printf("fibonacci(%d) is not defined\n", values[i]);
    }
    return 0;
}
