#include <stdbool.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>

/*
 * Stores 1 * 2 * ... * n in *product; 0! is 1. Returns false, and leaves
 * *product alone, where n is negative or the product does not fit, which
 * begins at 21!.
 */
static bool factorial(int n, uint64_t *product)
{
    uint64_t result = 1;

    if (n < 0)
        return false;
    for (int factor = 2; factor <= n; factor++) {
        if (result > UINT64_MAX / (uint64_t)factor)
            return false;
        result *= (uint64_t)factor;
    }
    *product = result;
    return true;
}

int main(void)
{
    const int values[] = {0, 1, 5, 10, 20, -1};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint64_t product;
        if (factorial(values[i], &product))
            printf("%d! = %" PRIu64 "\n", values[i], product);
        else
            printf("factorial of %d is not defined\n", values[i]);
    }
    return 0;
}
