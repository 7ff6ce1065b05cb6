#include <cstddef>
#include <iostream>
#include <vector>

/// Returns all primes not greater than limit in ascending order, by the sieve
/// of Eratosthenes in O(n log log n) steps.
std::vector<std::size_t> primes_up_to(std::size_t limit) {
    std::vector<bool> composite(limit + 1);
    std::vector<std::size_t> primes;
    for (std::size_t number = 2; number <= limit; ++number) {
        if (composite[number]) {
            continue;
        }
        primes.push_back(number);
        if (number > limit / number) {
            continue;  // the square is beyond the limit, and could overflow
        }
        for (std::size_t multiple = number * number; multiple <= limit; multiple += number) {
            composite[multiple] = true;
        }
    }
    return primes;
}

int main() {
    for (const std::size_t limit : {30, 2, 1}) {
        const auto primes = primes_up_to(limit);
        std::cout << "primes up to " << limit << ':';
        for (const auto prime : primes) {
            std::cout << ' ' << prime;
        }
        std::cout << (primes.empty() ? " none\n" : "\n");
    }
}
