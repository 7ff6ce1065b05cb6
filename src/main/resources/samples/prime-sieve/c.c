#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Marks the primes up to limit by the sieve of Eratosthenes: element n of the
 * result tells whether n is prime. The caller frees it. NULL where there is no
 * memory.
 */
static bool *sieve(size_t limit)
{
    bool *is_prime = malloc((limit + 1) * sizeof *is_prime);

    if (is_prime == NULL)
        return NULL;
    for (size_t n = 0; n <= limit; n++)
        is_prime[n] = n >= 2;
    for (size_t n = 2; n <= limit / n; n++)
        if (is_prime[n])
            for (size_t multiple = n * n; multiple <= limit; multiple += n)
                is_prime[multiple] = false;
    return is_prime;
}

int main(void)
{
    const size_t limits[] = {30, 2, 1};

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        bool *is_prime = sieve(limits[i]);
        bool any = false;
        if (is_prime == NULL)
            return EXIT_FAILURE;
        printf("primes up to %lu:", (unsigned long)limits[i]);
        for (size_t n = 0; n <= limits[i]; n++) {
            if (is_prime[n]) {
                printf(" %lu", (unsigned long)n);
                any = true;
            }
        }
        puts(any ? "" : " none");
        free(is_prime);
    }
    return EXIT_SUCCESS;
}
